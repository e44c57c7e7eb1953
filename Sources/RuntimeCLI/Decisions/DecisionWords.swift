import Rotation

/// Decisions as people and machines read them.
extension DecisionRecord {
    /// What the policy said.
    var adviceWords: String {
        switch answer {
        case .declared: facts == nil ? "not asked: no current secret" : "the declared schedule"
        case .advice(let decision): decision.words
        case .failed(let error): "failed: \(error)"
        }
    }

    /// What follows from it.
    var planWords: String {
        if plan.asksAgain {
            let skipped = plan.skipped.map { "\($0) is left out; " } ?? ""
            return "\(skipped)the policy is asked again at \(plan.startAt)"
        }
        let promoted =
            plan.promoteAt <= max(plan.startAt, at) ? "" : ", promoted at \(plan.promoteAt)"
        return (begins ? "a run begins at once" : "a run begins at \(plan.startAt)") + promoted
    }

    /// The decision as machines read it.
    var json: Value {
        .map([
            "at": .string(at.description), "policy_digest": .string(policy.digest),
            "policy_index": .int(Int64(policy.index)), "facts": facts?.json ?? .null,
            "advice": answer.json, "plan": plan.json, "fuel": .int(Int64(fuel)),
        ])
    }
}

extension Decision {
    fileprivate var words: String {
        let when = at.map { action == .wait ? " until \($0)" : " at \($0)" } ?? ""
        let within = isWithinWindow ? " within its window" : ""
        return action.rawValue + when + within + (reason.map { ": \($0)" } ?? "")
    }
}

extension DecisionRecord.Answer {
    fileprivate var json: Value {
        switch self {
        case .declared: .map(["action": .null])
        case .advice(let decision):
            .map([
                "action": .string(decision.action.rawValue),
                "at": (decision.at?.description).json,
                "within": (decision.isWithinWindow ? "window" : nil).json,
                "reason": decision.reason.json,
            ])
        case .failed(let error):
            .map(["error": .string(error.description), "hint": error.hint.json])
        }
    }
}

extension Plan {
    fileprivate var json: Value {
        .map([
            "start_at": .string(startAt.description),
            "promote_at": .string(promoteAt.description),
            "closes_at": (closesAt?.description).json, "nominal": (nominal?.description).json,
            "asks_again": .bool(asksAgain),
            "skipped": (skipped?.description).json, "reason": .string(reason),
            "clamps": .list(
                clamps.map { .map(["rule": .string($0.rule.rawValue), "text": .string($0.text)]) }),
        ])
    }
}

extension Facts {
    /// The facts as a policy gets them: instants and durations in whole seconds.
    var json: Value {
        .map([
            "name": .string(name),
            "application": .map([
                "object_id": .string(application.objectID),
                "client_id": .string(application.clientID),
                "display_name": .string(application.displayName),
                "tags": .list(application.tags.map { .string($0) }),
            ]),
            "now": .int(now.seconds), "created_at": .int(createdAt.seconds),
            "expires_at": .int(expiresAt.seconds),
            "remaining": .int((expiresAt - now).wholeSeconds),
            "age": .int((now - createdAt).wholeSeconds),
            "due_at": dueAt.map { .int($0.seconds) } ?? .null,
            "last_rotated_at": lastRotatedAt.map { .int($0.seconds) } ?? .null,
            "last_result": lastResult.json, "attempts": .int(Int64(attempts)),
            "live_count": .int(Int64(liveCount)), "foreign_count": .int(Int64(foreignCount)),
            "interval": .int(interval.wholeSeconds), "jitter": .number(jitter),
        ])
    }

    /// How the last run ended, in a policy's words.
    var lastResult: String? {
        lastRunSucceeded.map { $0 ? "ok" : "failed" }
    }
}
