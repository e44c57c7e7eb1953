import Azure
import Foundation
import Logging
import Rotation
import Scripting
import SecretStore

/// Rotations that are all due for a decision, each of which is logged and puts a wake on record.
enum DueBench {
    /// Seconds for decisions about all of them, of the first time and of a time without news.
    static func measure(_ store: any Store, _ count: Int, from start: Instant) throws -> Measure {
        let policy = try PolicyFile.load(source: source, path: "due.lua").policies[0]
        let clock = LateClock(time: start)
        let rotator = rotator(store, policy, clock)
        let first = try time(count, store, rotator, clock)
        clock.time = clock.time + .days(2)
        let again = try time(count, store, rotator, clock)
        return Measure(
            name: "due", value: first,
            unit: "s for \(count) logged decisions, nothing new in the baseline",
            baseline: again, bars: [.valueAtMost(3)])
    }

    private static func time(
        _ count: Int, _ store: any Store, _ rotator: Rotator, _ clock: LateClock
    ) throws -> Double {
        let driver = Driver(rotator, store: store, clock: clock)
        let spent = try Stopwatch.time(Stopwatch.wall) {
            guard try driver.runOnce(maxWait: .zero) == .reached else {
                throw Child.Failure(description: "the rotations are not at rest")
            }
        }
        guard try store.due(at: clock.time, limit: 1).isEmpty,
            try store.decisions(of: "tick-\(count - 1)", since: Instant(0), limit: 9).count == 1
        else { throw Child.Failure(description: "not all were decided and logged once") }
        return spent / 1e9
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
