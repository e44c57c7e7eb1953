import Foundation
import Rotation
import SecretStore

/// A look of the scheduler at many rotations of which none is due.
enum TickBench {
    private static let few = 1_000
    private static let many = 100_000
    private static let looks = 50
    /// Nanoseconds that filling the store may take; what is there by then is measured.
    private static let patience = 75e9

    /// Median milliseconds of a look at many, against a look at few.
    static func measure(in workshop: Workshop) throws -> [Measure] {
        let now = Instant(Int64(Date().timeIntervalSince1970))
        let folder = memoryFolder ?? workshop.scratch
        let home = folder.appendingPathComponent("runtime-bench-tick-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let store = try SecretStore(folder: HomeFolder(path: home.path))
        _ = try fill(store, 0..<few, now)
        let baseline = try tick(store, now)
        let count = try fill(store, few..<many, now)
        return [
            Measure(
                name: "tick", value: try tick(store, now),
                unit: "ms with \(count) rotations, \(few) in the baseline", baseline: baseline,
                bars: [.valueAtMost(1), .ratioAtMost(2)])
        ]
    }

    /// A file system in memory: filling a store is not what is measured.
    private static var memoryFolder: URL? {
        let path = "/dev/shm"
        return FileManager.default.isWritableFile(atPath: path)
            ? URL(fileURLWithPath: path) : nil
    }

    private static func tick(_ store: any Store, _ now: Instant) throws -> Double {
        var times: [Double] = []
        for _ in 0..<looks {
            let spent = try Stopwatch.time(Stopwatch.wall) {
                guard try store.due(at: now, limit: 256).isEmpty,
                    let next = try store.nextWake(heldOnly: false), next > now
                else { throw Child.Failure(description: "something is due") }
            }
            times.append(spent / 1e6)
        }
        return times.median
    }

    /// Puts rotations on record as they are between two runs: a current credential and a previous.
    ///
    /// - Returns: How many there are now.
    private static func fill(
        _ store: any Store, _ numbers: Range<Int>, _ now: Instant
    ) throws -> Int {
        let deadline = Stopwatch.wall + patience
        for number in numbers {
            guard Stopwatch.wall < deadline else { return number }
            try store.register(registration(number), at: now)
            guard let claim = try store.claim(Int64(number + 1)) else {
                throw Child.Failure(description: "rotation \(number) has another id")
            }
            var rotation = claim.rotation
            rotation.version = 2
            rotation.credentials = [
                credential(number * 2 + 1, .current, now),
                credential(number * 2, .previous, now),
            ]
            rotation.credentials[1].wake = Wake(now + .days(40), for: .overlap)
            rotation.decision = Wake(now + .hours(1) + .seconds(number), for: .schedule)
            try store.commit(Change(rotation: rotation), under: claim.lease)
        }
        return numbers.upperBound
    }

    private static func registration(_ number: Int) -> Registration {
        Registration(
            declaration: Declaration(
                name: "tick-\(number)",
                application: ApplicationReference(
                    objectID: "0b1d0001-0000-4000-8000-\(100_000_000_000 + number)"),
                schedule: Schedule(interval: .days(30)),
                secrets: SecretNames(clientID: nil, clientSecret: "TICK_\(number)")),
            pin: PolicyPin(digest: "tick", index: number), path: "tick.lua",
            source: PolicySource("return {}"))
    }

    private static func credential(
        _ number: Int, _ state: Credential.State, _ now: Instant
    ) -> Credential {
        let digits = String(number)
        let id = String(repeating: "0", count: 26 - digits.count) + digits
        var credential = Credential(
            id: id, run: "run", marker: Marker(home: "be7c4000", intent: id), keyID: "key-\(id)",
            state: state, intendedAt: now - .days(30), endsAt: now + .days(40))
        credential.mintedAt = now - .days(30)
        credential.deliveredAt = now - .days(30)
        return credential
    }
}
