import Azure
import Foundation
import Logging
import Rotation
import Scripting
import SecretStore

/// Rotations that are all due for a decision, each of which is logged and puts a wake on record.
enum DueBench {
    private static let count = 10_000

    /// Seconds for 100,000 of them, of the first time and of a time when nothing is new.
    static func measure(in workshop: Workshop) throws -> [Measure] {
        let now = Instant(Int64(Date().timeIntervalSince1970))
        let folder = TickBench.memoryFolder ?? workshop.scratch
        let home = folder.appendingPathComponent("runtime-bench-due-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        let store = try SecretStore(folder: HomeFolder(path: home.path))
        let filled = try TickBench.fill(store, 0..<count, now)
        let policy = try PolicyFile.load(source: source, path: "due.lua").policies[0]
        let clock = LateClock(time: now + .days(2))
        let rotator = rotator(store, policy, clock)
        let scale = 100_000 / Double(filled)
        let first = try time(filled, store, rotator, clock)
        clock.time = clock.time + .days(2)
        let again = try time(filled, store, rotator, clock)
        return [
            Measure(
                name: "due", value: first * scale, unit: "s for 100,000 logged decisions",
                baseline: again * scale, bars: [.valueAtMost(3)])
        ]
    }

    private static func time(
        _ count: Int, _ store: any Store, _ rotator: Rotator, _ clock: LateClock
    ) throws -> Double {
        try Stopwatch.time(Stopwatch.wall) {
            var visited = 0
            while case let ids = try store.due(at: clock.time, limit: 256), !ids.isEmpty {
                for id in ids { _ = try rotator.advance(id) }
                visited += ids.count
            }
            guard visited == count else { throw Child.Failure(description: "\(visited) visits") }
        } / 1e9
    }

    private static func rotator(
        _ store: any Store, _ policy: any Policy, _ clock: any Clock
    ) -> Rotator {
        let connection = AzureConnection(
            name: "default", tenantID: "tenant", clientID: "client",
            hosts: AzureHosts(login: "https://127.0.0.1:1", graph: "https://127.0.0.1:1"),
            secret: { SecretValue("never sent") })
        let issuer = AzureIssuer(connection, clock: clock, log: Logger(label: "bench"))
        return Rotator(
            store: store, clock: clock, random: { UInt64.random(in: 0...UInt64.max) },
            policies: { _ in policy }, issuers: { _ in issuer })
    }

    private final class LateClock: Clock {
        var time: Instant

        init(time: Instant) { self.time = time }

        func now() -> Instant { time }
        func wait(until instant: Instant) -> Bool { true }
    }

    private static let source = """
        return {
          name = "due",
          application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },
          interval = "30d",
          secrets = { client_secret = "DUE" },
          schedule = function(facts)
            return { action = "wait", at = facts.now + 86400, reason = "not yet" }
          end,
        }
        """
}
