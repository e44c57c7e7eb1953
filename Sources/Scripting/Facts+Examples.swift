package import Rotation

extension Facts {
    /// Facts as they may be at different times in the life of a policy's secret.
    ///
    /// What may be nil is nil in one of them.
    package static func examples(for policy: Declaration) -> [Facts] {
        let age = policy.schedule.interval / 2, lifetime = policy.lifetime
        var examples = [
            example(policy, age: .hours(1)), example(policy, age: age),
            example(policy, age: policy.schedule.interval),
            example(policy, age: lifetime - Limits.safetyMargin(lifetime: lifetime)),
            example(policy, age: lifetime + .hours(1)),
        ]
        examples[0].lastRunSucceeded = nil
        examples[0].lastRotatedAt = nil
        examples[0].dueAt = nil
        examples[3].lastRunSucceeded = false
        examples[3].attempts = 2
        examples[3].foreignCount = 1
        return examples
    }

    private static func example(_ policy: Declaration, age: Duration) -> Facts {
        let now = Instant(1_768_478_400)  // 2026-01-15T12:00:00Z, a Thursday
        let created = now - age
        return Facts(
            name: policy.name, application: application(of: policy), now: now, createdAt: created,
            expiresAt: created + policy.lifetime, dueAt: created + policy.schedule.interval,
            lastRotatedAt: created, lastRunSucceeded: true, liveCount: 1,
            interval: policy.schedule.interval)
    }

    private static func application(of policy: Declaration) -> Application {
        let id = "00000000-0000-4000-8000-000000000001"
        return Application(
            objectID: policy.application.objectID ?? id,
            clientID: policy.application.clientID ?? id, displayName: "Example")
    }

    /// The facts that most decisions depend on, in a line.
    package var summary: String {
        let left = expiresAt - now
        let due = dueAt.map { "now \($0 < now ? "-" : "+") \(($0 - now).magnitude.short)" }
        let result = lastRunSucceeded.map { $0 ? "\"ok\"" : "\"failed\"" }
        return "remaining = \(left.short), age = \((now - createdAt).short), "
            + "due_at = \(due ?? "nil"), attempts = \(attempts), last_result = \(result ?? "nil")"
    }
}

extension Decision {
    /// The decision in a line.
    var summary: String {
        let time = at.map { " at \($0)" } ?? ""
        return action.rawValue + time + (reason.map { " (\($0))" } ?? "")
    }
}

extension Duration {
    fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
