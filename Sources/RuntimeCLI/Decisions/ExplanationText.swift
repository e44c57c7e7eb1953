import Foundation
import Rotation
import Scripting

/// An explanation as people read it.
struct ExplanationText {
    private let explanation: Explanation
    private let moment: LocalMoment
    private var rotation: Rotation { explanation.rotation }

    init(_ explanation: Explanation) {
        self.explanation = explanation
        moment = LocalMoment(explanation.declaration.schedule.clock, now: explanation.now)
    }

    var lines: [String] {
        [head, policy, facts, decision, logged, credentials].filter { !$0.isEmpty }
            .joined(separator: [""]).map(\.self)
    }

    private var head: [String] {
        var lines = ["\(rotation.name): \(rotation.status.rawValue)"]
        lines.append(
            "  next        " + rotation.comingUpWords(explanation.now) { moment.line($0) + ", for" }
        )
        if let run = rotation.run {
            lines.append(
                "  run         \(run.kind.words), at \(run.step.rawValue), "
                    + "promoted from \(moment.line(run.promoteAt))")
        }
        if let error = rotation.lastError { lines.append("  last error  \(error)") }
        return lines
    }

    private var policy: [String] {
        let pin = rotation.policy
        var lines = [
            "Policy", "  file        \(rotation.path)",
            "  digest      \(pin.digest.prefix(12))"
                + (pin.index > 0 ? ", policy \(pin.index + 1) of the file" : ""),
        ]
        if let window = explanation.declaration.schedule.windowWords {
            lines.append("  window      \(window)")
        }
        if let run = rotation.run, run.policy != pin {
            lines.append("  open run    goes by \(run.policy.digest.prefix(12)) to its end")
        }
        if let problem = explanation.problem {
            lines.append("  problem     since \(moment.line(problem.since)); the above goes on")
            lines.append("              \(problem.message)")
            if let hint = problem.hint { lines.append("  hint        \(hint)") }
        }
        return lines
    }

    private var facts: [String] {
        guard let facts = explanation.facts else {
            return ["Facts", "  none: there is no current secret to decide about"]
        }
        var table = Table(["  FACT", "VALUE", "UTC", "FROM NOW"])
        for (name, value) in facts.named {
            switch value {
            case .text(let text): table.add(["  \(name)", text, "", ""])
            case .instant(let instant): table.add(["  \(name)"] + moment.columns(instant))
            }
        }
        return ["Facts, the application as its last read showed it"] + table.lines
    }

    private var decision: [String] {
        guard let decision = explanation.decision else {
            return ["Decision", "  not asked   \(explanation.precedence ?? "")"]
        }
        let title = rotation.run == nil ? "Decision" : "Decision, if no run were open"
        var lines = [title, "  advice      \(decision.adviceWords)"]
        if case .failed(let error) = decision.answer, let hint = error.hint {
            lines.append("  hint        \(hint)")
        }
        lines.append("  plan        \(decision.planWords)")
        lines.append("  because     \(decision.plan.reason)")
        for (index, clamp) in decision.plan.clamps.enumerated() {
            lines.append((index == 0 ? "  host rules  " : "              ") + clamp.words)
        }
        if explanation.declaration.decides, decision.facts != nil {
            lines.append("  fuel        \(fuel(decision.fuel))")
        }
        return lines
    }

    private func fuel(_ used: Int) -> String {
        let most = ScriptLimits.standard.fuel.formatted(.number.locale(Locale(identifier: "en")))
        return (used == 0 ? "less than 128" : "\(used)") + " of \(most) instructions"
    }

    private var logged: [String] {
        guard let logged = explanation.logged else {
            return ["Last logged decision", "  none yet"]
        }
        var lines = [
            "Last logged decision", "  at          \(moment.line(logged.at))",
            "  advice      \(logged.adviceWords)", "  plan        \(logged.planWords)",
        ]
        if logged.policy != rotation.policy {
            lines.append("  policy      \(logged.policy.digest.prefix(12)), an earlier version")
        }
        return lines
    }

    private var credentials: [String] {
        guard !rotation.credentials.isEmpty else { return [] }
        var table = Table(["  KEY", "STATE", "VERSION", "ENDS", "FROM NOW", "WAITS FOR"])
        for credential in rotation.credentials {
            table.add([
                "  \(credential.keyID)", credential.state.rawValue,
                credential.version.map { "v\($0)" } ?? "-", credential.endsAt.description,
                moment.away(credential.endsAt), waits(credential),
            ])
        }
        return ["Credentials"] + table.lines
    }

    private func waits(_ credential: Credential) -> String {
        let isLast = credential.wake.map { $0.reason == .overlap && $0.at == credential.endsAt }
        if let wake = credential.wake, isLast == false {
            return "\(wake.reason.words), \(moment.away(wake.at))"
        }
        switch credential.state {
        case .current: return "the next run"
        case .previous: return "the next run to deliver"
        default: return rotation.run?.credential == credential.id ? "its run" : "-"
        }
    }
}

extension Clamp {
    fileprivate var words: String { "\(rule.rawValue): \(text)" }
}

extension Facts {
    fileprivate enum Shown {
        case text(String)
        case instant(Instant)
    }

    /// Every fact by the name a policy knows it by.
    fileprivate var named: [(String, Shown)] {
        let tags = application.tags.joined(separator: ", ")
        return [
            ("name", .text(name)), ("application.object_id", .text(application.objectID)),
            ("application.client_id", .text(application.clientID)),
            ("application.display_name", .text(application.displayName)),
            ("application.tags", .text(tags.isEmpty ? "none" : tags)), ("now", .instant(now)),
            ("created_at", .instant(createdAt)), ("expires_at", .instant(expiresAt)),
            ("remaining", .text((expiresAt - now).short)), ("age", .text((now - createdAt).short)),
            ("due_at", shown(dueAt)), ("last_rotated_at", shown(lastRotatedAt)),
            ("last_result", .text(lastResult ?? "nil")), ("attempts", .text("\(attempts)")),
            ("live_count", .text("\(liveCount)")), ("foreign_count", .text("\(foreignCount)")),
            ("interval", .text(interval.short)), ("jitter", .text("\(jitter)")),
        ]
    }

    private func shown(_ instant: Instant?) -> Shown {
        instant.map { .instant($0) } ?? .text("nil")
    }
}
