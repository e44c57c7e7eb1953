import Azure
import Rotation

/// A plan as people read it.
struct PreviewText {
    private let preview: Preview
    /// Columns to fit into; nil for lines as long as they are.
    private let width: Int?
    private let hasColour: Bool
    /// So many unchanged rotations are listed one by one.
    private static let mostListed = 10

    init(_ preview: Preview, width: Int?, hasColour: Bool) {
        self.preview = preview
        self.width = width
        self.hasColour = hasColour
    }

    var lines: [String] {
        let blocks =
            [connections, leftOut, deleted] + preview.changing.map(block)
            + [unchanged, work, [bold(summary)]]
        return blocks.filter { !$0.isEmpty }.joined(separator: [""]).map(\.self)
    }

    private var summary: String {
        "\(preview.summary) (within \(preview.within.short))"
    }

    private var connections: [String] {
        preview.connections.flatMap { connection in
            let name = "connection \"\(connection.name)\""
            if let error = connection.error {
                return marked("!", .red, "\(error)", at: 0) + hint(error.hint, at: 2)
            }
            return connection.missing.flatMap { finding in
                let (sign, style): (String, Terminal.Style) =
                    connection.canRotate ? ("·", .cyan) : ("!", .red)
                let text = "\(name) lacks \(finding.permission): \(finding.note)"
                return marked(sign, style, text, at: 0)
            }
        }
    }

    private var leftOut: [String] {
        let all = preview.leftOut
        let lines = all.prefix(Self.mostListed).flatMap { item in
            marked("!", .red, item.message, at: 0) + hint(item.hint, at: 2)
        }
        let more = all.count - Self.mostListed
        return lines + (more > 0 ? ["  and \(more) more"] : [])
    }

    private var deleted: [String] {
        preview.deleted.flatMap {
            marked("!", .red, $0.message, at: 0) + hint(Deletion.hint, at: 2)
        }
    }

    private var work: [String] {
        preview.work.flatMap(\.lines).flatMap { marked("·", .cyan, $0, at: 0) }
    }

    private func block(_ item: PreviewItem) -> [String] {
        let words = Words(item, now: preview.now)
        var lines = [bold(item.rotation.name) + words.title]
        for change in item.changes { lines += marked("~", .yellow, words.change(change)) }
        for action in item.actions {
            let (sign, style) = Self.signs[action.kind] ?? (" ", .dim)
            lines += marked(sign, style, words.what(action))
            lines += wrapped(words.when(action), at: 6)
            for clamp in action.clamps {
                lines += wrapped("\(clamp.rule.rawValue): \(words.local(clamp.text))", at: 6)
            }
        }
        if item.actions.isEmpty || item.isBlocked { lines += wrapped(words.next, at: 4) }
        for obstacle in item.obstacles { lines += told(obstacle, of: item) }
        if let clash = item.target.clash {
            lines += marked("!", .red, clash.message) + hint(clash.hint, at: 6)
        }
        for note in item.notes { lines += marked("·", .cyan, words.local(note)) }
        for secret in item.foreign { lines += marked("·", .cyan, words.of(secret)) }
        return lines
    }

    /// What is wrong with a connection is told once, before its rotations.
    private func told(_ obstacle: Failure, of item: PreviewItem) -> [String] {
        let name = item.rotation.connection
        let error = preview.connections.first { $0.name == name }?.error
        if let error, obstacle == .issuer(error) {
            return marked("!", .red, "nothing of connection \"\(name)\" can be read, see above")
        }
        return marked("!", .red, obstacle.description) + hint(obstacle.hint, at: 6)
    }

    /// Unchanged ones are counted; a few are listed with what comes next.
    private var unchanged: [String] {
        let items = preview.unchanged
        guard !items.isEmpty else { return [] }
        var lines = ["Unchanged:"]
        for item in items.prefix(Self.mostListed) {
            let words = Words(item, now: preview.now)
            lines += wrapped("\(item.rotation.name): \(words.next)", at: 2, hanging: 4)
            for secret in item.foreign { lines += wrapped(words.of(secret), at: 4, hanging: 6) }
        }
        if items.count > Self.mostListed {
            lines.append("  and \(items.count - Self.mostListed) more")
        }
        return lines
    }

    private static let signs: [Forecast.Action.Kind: (String, Terminal.Style)] = [
        .make: ("+", .green), .promote: ("~", .yellow), .displace: ("~", .yellow),
        .deliver: ("~", .yellow), .remove: ("-", .red), .expire: ("-", .red),
        .seek: ("?", .yellow),
    ]

    private func marked(
        _ sign: String, _ style: Terminal.Style, _ text: String, at column: Int = 2
    ) -> [String] {
        var lines = wrapped(text, at: column + 2)
        let rest = lines[0].dropFirst(column + 2)
        lines[0] = String(repeating: " ", count: column) + paint(sign, style) + " " + rest
        return lines
    }

    private func hint(_ text: String?, at column: Int) -> [String] {
        text.map { wrapped("hint: \($0)", at: column, hanging: column + 6) } ?? []
    }

    private func wrapped(_ text: String, at column: Int, hanging: Int? = nil) -> [String] {
        WrappedText(ScriptText.escaped(text), width: width).lines(at: column, hanging: hanging)
    }

    private func bold(_ text: String) -> String { paint(text, .bold) }

    private func paint(_ text: String, _ style: Terminal.Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }
}

/// What is said about one rotation, with times in its policy's zone.
private struct Words {
    private let item: PreviewItem
    private let moment: LocalMoment

    init(_ item: PreviewItem, now: Instant) {
        self.item = item
        moment = LocalMoment(item.target.declaration.schedule.clock, now: now)
    }

    var title: String {
        let name = item.sighting.map { "application \"\($0.application.displayName)\"" }
        let application = name ?? "application with \(item.rotation.application)"
        let isNew = item.target.isRegistered ? "" : ", new"
        return ScriptText.escaped(
            "  \(application) on \"\(item.rotation.connection)\"\(isNew)")
    }

    func change(_ change: (field: String, from: String?, to: String?)) -> String {
        guard let from = change.from, let to = change.to else {
            return "policy file: changed, but for nothing that it declares"
        }
        return "policy file: \(change.field) \(from.isEmpty ? "none" : from) -> "
            + (to.isEmpty ? "none" : to)
    }

    func what(_ action: Forecast.Action) -> String {
        let key = action.keyID.map { "secret \($0)" } ?? "the new secret"
        let version = action.version.map { " (v\($0))" } ?? ""
        switch action.kind {
        case .make:
            return "a new client secret"
                + (action.endsAt.map { ", valid until \(moment.brief($0))" } ?? "")
        case .promote:
            let names = item.target.declaration.secrets.all.joined(separator: ", ")
            return "\(names): v\(action.version ?? 0) becomes current"
        case .displace: return "\(key)\(version) becomes the previous one"
        case .deliver: return "delivery of v\(action.version ?? 0)"
        case .remove: return "\(key)\(version) is removed"
        case .expire: return "\(key)\(version) ends"
        case .seek: return "a secret that may have been made is looked for"
        }
    }

    func when(_ action: Forecast.Action) -> String {
        "\(moment.brief(action.at)): \(local(action.reason))"
    }

    /// What decides about the next run and when that is.
    var next: String {
        let decision = item.decision
        if let hold = item.forecast.next.hold, item.rotation.run == nil {
            return "nothing begins by itself: \(hold.words)"
        }
        guard let begins = item.forecast.begins else {
            let again = decision.map { "; asked again \(moment.brief($0.plan.startAt))" } ?? ""
            let why = decision.map { local($0.plan.reason) } ?? "no run is foreseen"
            return why + again
        }
        let reason = decision.map { ": \(local($0.plan.reason))" } ?? ""
        let promoted = decision.map { $0.plan.promoteAt } ?? begins
        let later = promoted > begins ? ", promoted \(moment.brief(promoted))" : ""
        return "next run \(moment.brief(begins))\(later)\(reason)"
    }

    func of(_ secret: ForeignSecret) -> String {
        let name = secret.credential.displayName.map { " \"\($0)\"" } ?? ""
        let ends = secret.credential.endsAt.map { "ends \(moment.brief($0))" } ?? "has no end"
        let whose: String =
            switch secret.owner {
            case .somebody: "not ours, left alone"
            case .servicePrincipal: "the service principal's own, left alone"
            case .another(let name): "of rotation \"\(name)\" here"
            case .nobody: "ours, but unknown here: 'runtime reconcile' cleans it up"
            case .kept(let name):
                "ours, left here when \(name) was deleted; left alone, until it is adopted"
            }
        return "secret \(secret.credential.keyID)\(name) \(ends); \(whose)"
    }

    func local(_ text: String) -> String { moment.local(text) }
}
