import Rotation

/// One rotation as a full page for people: its policy in words, what comes next and why, its
/// credentials, and what is waiting or went wrong.
struct StatusPage {
    private let explanation: Explanation
    private let latest: [Event]
    private let moment: LocalMoment
    private var rotation: Rotation { explanation.rotation }

    /// Reads the rotation called `name`; changes nothing.
    init(of name: String, in parts: Composition) throws(Complaint) {
        explanation = try Explanation(of: name, in: parts)
        latest = try Complaint.ofStore { () throws(StoreError) in
            try parts.store.history(of: name, limit: 50)
        }
        moment = LocalMoment(explanation.declaration.schedule.clock, now: explanation.now)
    }

    var lines: [String] {
        let head = ["\(rotation.name): \(rotation.status.rawValue)"] + policy + state + trouble
        return [head, credentials, others, deliveries].filter { !$0.isEmpty }
            .joined(separator: [""]).map(\.self)
    }

    private func row(_ name: String, _ text: String) -> String {
        "  " + name.padding(to: 12) + ScriptText.escaped(text)
    }

    private var policy: [String] {
        let declaration = explanation.declaration
        let overlap: String =
            switch declaration.overlap {
            case .untilNext: "until the next delivery"
            case .duration(let length): max(length, explanation.limits.minimumGrace).short
            }
        var lines = [
            row("policy", "\(rotation.path) \(rotation.policy.digest.prefix(12))"),
            row("schedule", declaration.schedule.summary + (declaration.auto ? "" : ", by hand")),
        ]
        if let window = declaration.schedule.windowWords { lines.append(row("window", window)) }
        lines.append(
            row(
                "life",
                "\(declaration.lifetime.short), overlap \(overlap), stage "
                    + "\(declaration.stage.short), \(declaration.proofWords)"))
        let seen = rotation.seen.map { "\($0.displayName), client id \($0.clientID)" }
        lines.append(row("application", seen ?? "\(rotation.application)"))
        lines.append(row("connection", rotation.connection))
        let version = rotation.version == 0 ? "" : ", v\(rotation.version)"
        return lines + [row("secrets", rotation.secrets.all.joined(separator: ", ") + version)]
    }

    private var state: [String] {
        var lines: [String] = []
        if let why = rotation.unmanaged {
            lines.append(row("unmanaged", moment.local("since \(why.since): \(why.reason.words)")))
        }
        if let at = rotation.pausedAt { lines.append(row("paused", moment.local("since \(at)"))) }
        if let at = rotation.lastRotatedAt { lines.append(row("rotated", moment.brief(at))) }
        if let run = rotation.run {
            lines.append(
                row(
                    "run",
                    "\(run.kind.words), at \(run.step.rawValue), promoted from "
                        + moment.brief(run.promoteAt)))
        }
        lines.append(
            row("next", rotation.comingUpWords(explanation.now) { moment.brief($0) + ":" }))
        if rotation.run == nil { lines += why }
        return lines
    }

    private var why: [String] {
        guard let decision = explanation.decision else {
            return explanation.precedence.map { [row("because", moment.local($0))] } ?? []
        }
        let rules = decision.plan.clamps.map {
            row("", "\($0.rule.rawValue): \(moment.local($0.text))")
        }
        return [row("because", moment.local(decision.plan.reason))] + rules
    }

    private var trouble: [String] {
        var lines: [String] = []
        if let error = rotation.lastError {
            lines.append(row("last error", moment.local(error)))
            let event = latest.last { $0.detail == error }
            if let event { lines.append(row("", moment.brief(event.at))) }
            if let hint = event?.hint { lines.append(row("hint", moment.local(hint))) }
        }
        return lines
    }

    private var credentials: [String] {
        guard !rotation.credentials.isEmpty else { return [] }
        var table = Table(["  KEY", "STATE", "VERSION", "ENDS", "FROM NOW"])
        for credential in rotation.credentials {
            table.add([
                "  \(credential.keyID)", credential.state.rawValue,
                credential.version.map { "v\($0)" } ?? "-", moment.day(credential.endsAt),
                moment.away(credential.endsAt),
            ])
        }
        return table.lines
    }

    private var others: [String] {
        guard !explanation.others.isEmpty else { return [] }
        var table = Table(["  OTHERS", "NAME", "OF", "ENDS", "FROM NOW"])
        for secret in explanation.others {
            let credential = secret.credential
            table.add([
                "  \(credential.keyID)",
                credential.displayName.map { ScriptText.escaped($0) } ?? "-",
                secret.owner.words, credential.endsAt.map(moment.day) ?? "-",
                credential.endsAt.map(moment.away) ?? "-",
            ])
        }
        return table.lines
    }

    private var deliveries: [String] {
        guard !rotation.deliveries.isEmpty else { return [] }
        var table = Table(["  EVENT", "HOOK", "ATTEMPT", "NEXT"])
        for delivery in rotation.deliveries {
            table.add([
                "  \(delivery.id)", delivery.hook.rawValue, "\(delivery.attempt)",
                delivery.wake.map { moment.brief($0.at) } ?? "-",
            ])
        }
        return table.lines
    }
}

extension Rotation {
    /// Secrets of the application and of its service principal that are not its own, as last read.
    func otherSecrets(home: String, kept: [KeptSecret], at now: Instant) -> [ForeignSecret] {
        foreignSecrets(
            on: seen, and: seen?.principalCredentials ?? [], home: home, kept: kept, at: now)
    }
}

extension ForeignSecret.Owner {
    fileprivate var words: String {
        switch self {
        case .somebody: "somebody else"
        case .servicePrincipal: "the service principal"
        case .nobody: "ours, unknown to the journal"
        case .another(let name): "rotation \(name)"
        case .kept(let name): "kept when \(name) was deleted"
        }
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 0))
    }
}
