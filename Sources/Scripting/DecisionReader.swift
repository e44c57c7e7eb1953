internal import Rotation

/// Reads what `schedule` returned: nothing, or `{action=, at=, within=, reason=}`.
struct DecisionReader {
    /// The file, for error texts.
    let source: String

    private static let longestReason = 512
    /// The fields of a decision, for the reference too.
    static let fields = [
        Parameter(
            "action", .choice(Decision.Action.allCases.map(\.rawValue)), isRequired: true,
            "replace the secret, ask again later, or leave out the next nominal time"),
        Parameter("at", .instant, "when; \"rotate\": at once without, \"wait\": in 6 h without"),
        Parameter("within", .choice(["window"]), "with \"rotate\": inside the policy's window"),
        Parameter("reason", .text, "for the history, at most 512 characters"),
    ]

    /// Reads a list of results; what follows the first is ignored.
    func read(_ tape: inout TapeReader) throws(PolicyError) -> Decision? {
        guard try tape.list() > 0 else { return nil }
        switch try tape.next() {
        case .null: return nil
        case .map(let count): return try decision(members: count, &tape)
        case .list(0): throw missingAction
        case let other: throw wrong("it must return nothing or a decision table, not \(other.kind)")
        }
    }

    private func decision(
        members count: Int, _ tape: inout TapeReader
    ) throws(PolicyError) -> Decision {
        var action: Decision.Action?
        var at: Instant?
        var reason: String?
        var isWithinWindow = false
        for _ in 0..<count {
            let key = try tape.text()
            let item = try tape.next()
            if key.equals("action") {
                action = try self.action(item)
            } else if key.equals("at") {
                at = try instant(item)
            } else if key.equals("reason") {
                reason = try self.reason(item)
            } else if key.equals("within") {
                isWithinWindow = try window(item)
            } else {
                throw unknownKey(key.string)
            }
        }
        guard let action else { throw missingAction }
        guard !isWithinWindow || action == .rotate else {
            throw wrong("'within' goes with action 'rotate' only")
        }
        return Decision(action, at: at, isWithinWindow: isWithinWindow, reason: reason)
    }

    private func action(_ item: TapeItem) throws(PolicyError) -> Decision.Action {
        guard case .string(let text) = item else { throw missingAction }
        if text.equals("rotate") { return .rotate }
        if text.equals("wait") { return .wait }
        if text.equals("skip") { return .skip }
        throw wrong(
            "unknown action '\(text.string)' (rotate, wait or skip)",
            Spelling.hint(for: text.string, in: Decision.Action.allCases.map(\.rawValue)))
    }

    private func instant(_ item: TapeItem) throws(PolicyError) -> Instant {
        var seconds: Int64?
        if case .int(let whole) = item { seconds = whole }
        if case .number(let number) = item { seconds = Int64(exactly: number) }
        guard let seconds else {
            throw wrong(
                "'at' must be a whole number of Unix seconds, not \(item.kind)",
                "compute it from 'now' or 'expires_at'; math.floor cuts a fraction off")
        }
        guard Instant.writable.contains(seconds) else {
            throw wrong(
                "'at' is not in the years 1970 to 9999",
                "it is an instant: add a duration to 'now' or 'expires_at'")
        }
        return Instant(seconds)
    }

    private func reason(_ item: TapeItem) throws(PolicyError) -> String {
        guard case .string(let text) = item else {
            throw wrong("'reason' must be text, not \(item.kind)")
        }
        let reason = ScriptText.escaped(text.string)
        return reason.utf8.count <= Self.longestReason
            ? reason : String(reason.prefix(Self.longestReason))
    }

    private func window(_ item: TapeItem) throws(PolicyError) -> Bool {
        guard case .string(let text) = item, text.equals("window") else {
            throw wrong("'within' must be \"window\"")
        }
        return true
    }

    private func unknownKey(_ key: String) -> PolicyError {
        wrong(
            "unknown key '\(key)' in a decision",
            Spelling.hint(for: key, in: Self.fields.map(\.name)))
    }

    private var missingAction: PolicyError {
        wrong("a decision needs an action", "action is \"rotate\", \"wait\" or \"skip\"")
    }

    private func wrong(_ what: String, _ hint: String? = nil) -> PolicyError {
        .invalid(message: "\(source): in 'schedule': \(ScriptText.brief(what))", hint: hint)
    }
}

extension Instant {
    /// The seconds that a script may write: to the end of the year 9999.
    static let writable: ClosedRange<Int64> = 0...253_402_300_799
}

extension TapeItem {
    /// What kind of value it is, in the words a policy author uses.
    fileprivate var kind: String {
        switch self {
        case .null: "nil"
        case .bool: "a boolean"
        case .int: "a number"
        case .number: "a number with a fraction"
        case .string: "a string"
        case .list, .map: "a table"
        case .secret: "a secret"
        case .function: "a function"
        }
    }
}
