/// What the operator lets policies and scripts do, as `config.lua` states it.
///
/// A policy's call must be in its own `needs` and be granted here; either list alone opens nothing.
/// A script declares no needs: what is granted to it suffices.
package struct Grants: Sendable {
    /// The directory below which granted files lie.
    package let root: String
    /// Grants by the name of the policy or the script's file name.
    package let byCaller: [String: Needs]

    /// Takes the grants of each policy or script, in the form in which policies state needs.
    ///
    /// Without arguments nothing is granted; without a root no file can be written.
    package init(root: String = "", byPolicy: [String: Needs] = [:]) {
        self.root = root
        byCaller = byPolicy
    }

    /// Finds the granted entry for what a caller asks.
    ///
    /// - Parameters:
    ///   - kind: The list that the entry is in.
    ///   - caller: Who asks.
    ///   - asked: What is asked, as in "may not …".
    ///   - suggestion: The entry that would allow it.
    ///   - matches: Whether an entry allows it.
    /// - Returns: The entry.
    /// - Throws: ``HostError/denied(_:)`` with the line to add.
    package func require(
        _ kind: Needs.Kind, for caller: Caller, asked: String, suggestion: String,
        _ matches: (String) -> Bool
    ) throws(HostError) -> String {
        let needed = caller.needs?[kind].first(where: matches)
        if needed == nil, caller.needs != nil {
            throw .denied(
                "\(caller) does not declare that it may \(asked); add to the policy: "
                    + "needs = { \(kind) = { \(suggestion.luaLiteral) } }")
        }
        guard let granted = byCaller[caller.name]?[kind].first(where: matches) else {
            throw .denied(
                "\(caller) is not granted to \(asked); add to config.lua: "
                    + Self.line(kind, needed ?? suggestion, for: caller))
        }
        return granted
    }

    /// What a policy states that it needs and of which nothing is granted.
    ///
    /// - Parameters:
    ///   - caller: The policy.
    ///   - overlap: Whether two entries of a kind allow anything in common.
    /// - Returns: One failure for each entry, with the line to add.
    package func missing(
        for caller: Caller, where overlap: (Needs.Kind, String, String) -> Bool
    ) -> [Failure] {
        Needs.Kind.allCases.flatMap { kind -> [Failure] in
            let granted = byCaller[caller.name]?[kind] ?? []
            let missing = (caller.needs?[kind] ?? []).filter { entry in
                !granted.contains { overlap(kind, $0, entry) }
            }
            return missing.map { entry in
                Failure.guarded(
                    message: "\(caller) needs \(kind) \(entry.luaLiteral), which is not granted: "
                        + "its hooks fail where they use it",
                    hint: "add to config.lua: \(Self.line(kind, entry, for: caller))",
                    recovery: .fixPolicy)
            }
        }
    }

    /// Checks a grant that is a name and nothing more.
    package func require(
        _ kind: Needs.Kind, _ name: String, for caller: Caller, asked: String
    ) throws(HostError) {
        _ = try require(kind, for: caller, asked: asked, suggestion: name) { $0 == name }
    }

    /// The line that grants `entry` to the caller.
    package static func line(
        _ kind: Needs.Kind, _ entry: String, for caller: Caller
    ) -> String {
        "grants = { [\(caller.name.luaLiteral)] = { \(kind) = { \(entry.luaLiteral) } } }"
    }
}

extension String {
    /// The text between quotes, as Lua reads it.
    package var luaLiteral: String {
        var literal = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            // Three digits, so that a digit behind them is not taken for one of them.
            case _ where scalar.value < 32:
                let digits = String(scalar.value)
                literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return "\"\(literal)\""
    }
}
