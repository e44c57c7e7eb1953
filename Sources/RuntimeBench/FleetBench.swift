import Foundation
import Rotation
import SecretStore

/// A home of 100,000 rotations: looks at it when nothing is due and when everything is.
enum FleetBench {
    private static let few = 1_000
    private static let many = 100_000
    private static let looks = 50

    /// A look, the memory of what is idle, and decisions about all of them.
    static func measure(in workshop: Workshop) throws -> [Measure] {
        let now = Instant(Int64(Date().timeIntervalSince1970))
        // In memory: filling a store is not what is measured.
        let home = (workshop.memory ?? workshop.scratch).appendingPathComponent("fleet")
        let store = try SecretStore(folder: HomeFolder(path: home.path))
        try fill(store, 0..<few, now)
        let tickOfFew = try tick(store, now)
        let memoryOfFew = try memory(home.path, in: workshop)
        try fill(store, few..<many, now)
        let memory = try memory(home.path, in: workshop)
        return [
            Measure(
                name: "tick", value: try tick(store, now),
                unit: "ms with \(many) rotations, \(few) in the baseline", baseline: tickOfFew,
                bars: [.valueAtMost(1), .ratioAtMost(2)]),
            Measure(
                name: "idle_memory", value: (memory - memoryOfFew) / Double(many - few),
                unit: "bytes/rotation", bars: [.valueAtMost(1_024)]),
            try DueBench.measure(store, many, from: now + .days(2)),
        ]
    }

    /// The most bytes that `runtime run --once` holds in this home when nothing is due.
    private static func memory(_ home: String, in workshop: Workshop) throws -> Double {
        let policy = try workshop.write(
            """
            return {
              name = "idle", interval = "30d", initial = "due",
              application = { client_id = "6f3c0001-0000-4000-8000-000000000009" },
              secrets = { client_secret = "IDLE" },
            }
            """, to: "idle.lua")
        let command = ["launch", workshop.runtime, "run", "--once", policy]
        let environment = [
            "RUNTIME_HOME": home,
            "AZURE_TENANT_ID": "6f3c0001-0000-4000-8000-00000000000a",
            "AZURE_CLIENT_ID": "6f3c0001-0000-4000-8000-00000000000b", "AZURE_CLIENT_SECRET": "s",
            "AZURE_AUTHORITY_HOST": "https://127.0.0.1:1",
        ]
        _ = try workshop.baseline(command, environment: environment)
        guard let peak = try workshop.baseline(command, environment: environment).last else {
            throw Child.Failure(description: "launch printed nothing")
        }
        return peak * 1_024
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
    private static func fill(
        _ store: any Store, _ numbers: Range<Int>, _ now: Instant
    ) throws {
        for number in numbers {
            try store.register(registration(number), at: now)
            guard let id = try store.due(at: now, limit: 1).first,
                let claim = try store.claim(id)
            else { throw Child.Failure(description: "rotation \(number) is not due") }
            var rotation = claim.rotation
            rotation.version = 2
            rotation.seen = application(number)
            rotation.credentials = [
                credential(number * 2 + 1, .current, now),
                credential(number * 2, .previous, now),
            ]
            rotation.credentials[1].wake = Wake(now + .days(40), for: .overlap)
            rotation.decision = Wake(now + .hours(1) + .seconds(number), for: .schedule)
            try store.commit(Change(rotation: rotation), under: claim.lease)
        }
    }

    private static func registration(_ number: Int) -> Registration {
        Registration(
            declaration: Declaration(
                name: "tick-\(number)",
                application: ApplicationReference(objectID: application(number).objectID),
                schedule: Schedule(interval: .days(30)),
                secrets: SecretNames(clientID: nil, clientSecret: "TICK_\(number)")),
            pin: PolicyPin(digest: "tick", index: number), path: "tick.lua",
            source: PolicySource("return {}"))
    }

    private static func application(_ number: Int) -> Application {
        Application(
            objectID: "0b1d0001-0000-4000-8000-\(100_000_000_000 + number)",
            clientID: "6f3c0001-0000-4000-8000-\(100_000_000_000 + number)",
            displayName: "tick-\(number)", tags: ["rotate:payments"])
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
