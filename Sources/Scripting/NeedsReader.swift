package import Rotation

/// Reads `{ http = {…}, files = {…}, commands = {…}, … }`, as policies need and operators grant.
package enum NeedsReader {
    /// The entries of each kind, none where the table has no such field.
    package static func read(_ table: FieldReader) throws(PolicyError) -> Needs {
        let kinds = Needs.Kind.allCases
        try table.allow(PolicyKeys.needs)
        var entries: [Needs.Kind: [String]] = [:]
        for kind in kinds {
            entries[kind] = try table.texts(kind.rawValue)
            for (index, entry) in (entries[kind] ?? []).enumerated() {
                guard let advice = advice(entry, kind) else { continue }
                throw table.error(
                    "'\(table.path)\(kind.rawValue)[\(index + 1)]' must be \(advice.what), "
                        + "not \"\(entry)\"",
                    advice.hint)
            }
        }
        return Needs(entries)
    }

    /// What an entry must be instead; nil when it is well-formed as far as can be told here.
    private static func advice(
        _ entry: String, _ kind: Needs.Kind
    ) -> (what: String, hint: String)? {
        switch kind {
        case .http where !isRequest(entry, ["https://", "http://"]):
            ("a method and a URL", "write \"POST https://deploy.example.net/hooks/\"")
        case .graph where !isRequest(entry, ["/v1.0/", "/beta/"]):
            ("a method and a path", "write \"GET /v1.0/users\"")
        case .engine where !["rotate", "pause", "resume"].contains(entry):
            ("\"rotate\", \"pause\" or \"resume\"", "such as engine = { \"pause\" }")
        default: nil
        }
    }

    private static func isRequest(_ pattern: String, _ beginnings: [String]) -> Bool {
        let words = pattern.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, !words[0].isEmpty else { return false }
        return words[0].utf8.allSatisfy { (65...90).contains($0) }
            && beginnings.contains { words[1].hasPrefix($0) }
    }
}
