import Rotation
import Scripting

/// One decision through the whole Swift stack, against the same in C with liblua.
enum DecisionBench {
    private static let count = 200_000

    /// Processor time of a decision: 15 facts in, the four fields of a decision out.
    static func measure(in workshop: Workshop) throws -> [Measure] {
        let path = try workshop.write(source, to: "decision.lua")
        let policy = try PolicyFile.load(source: source, path: path).policies[0]
        let times = try Interleaved(
            rounds: 5, ours: { try time(policy) },
            baseline: { try workshop.baseline("policy", "decide", path, String(count)) })
        return [
            Measure(
                name: "decision", value: times.ours / 1e3, unit: "us of processor time",
                baseline: times.baseline / 1e3, bars: [.ratioAtMost(2.5)])
        ]
    }

    private static func time(_ policy: any Policy) throws -> Double {
        var facts = facts
        let start = created + .days(50)
        let spent = try Stopwatch.time(Stopwatch.thread) {
            for number in 0..<count {
                facts.now = start + .seconds(number % 86_400)
                let decision = try policy.decide(facts)
                guard decision?.action == .rotate, decision?.at == facts.now else {
                    throw Child.Failure(description: "a wrong decision")
                }
            }
        }
        return spent / Double(count)
    }

    private static let created = Instant(1_764_547_200)

    /// The same values as in `Baseline/policy.c`.
    private static let facts = Facts(
        name: "payments-api",
        application: Application(
            objectID: "0b1d0001-0000-4000-8000-000000000002",
            clientID: "6f3c0001-0000-4000-8000-000000000002", displayName: "payments-api",
            tags: ["rotate:payments", "team:payments"]),
        now: created, createdAt: created, expiresAt: created + .days(64),
        dueAt: created + .days(30), lastRotatedAt: created, lastRunSucceeded: true,
        liveCount: 2, foreignCount: 1, interval: .days(30), jitter: 0.4375)

    private static let source = """
        local runtime = require "runtime"
        local days = runtime.days

        return {
          name = "payments-api",
          application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },
          interval = "30d",
          lifetime = "64d",
          secrets = { client_secret = "PAYMENTS_CLIENT_SECRET" },

          schedule = function(facts)
            local early = days(21) + math.floor(facts.jitter * days(3))
            if facts.remaining < early and facts.last_result ~= "failed" then
              return {
                action = "rotate", at = facts.now, within = "window", reason = "three weeks left",
              }
            end
            return { action = "wait", at = facts.expires_at - early, reason = "not yet" }
          end,
        }
        """
}
