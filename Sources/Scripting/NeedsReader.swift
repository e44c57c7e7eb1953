internal import Rotation

/// Reads `needs = { http = {…}, files = {…}, commands = {…} }`.
enum NeedsReader {
    static func read(_ fields: FieldReader) throws(PolicyError) -> Needs {
        guard let table = try fields.table("needs") else { return Needs() }
        try table.allow(PolicyKeys.needs)
        let http = try table.texts("http") ?? []
        for (index, pattern) in http.enumerated() where !isRequest(pattern) {
            throw table.error(
                "'needs.http[\(index + 1)]' must be a method and a URL, not \"\(pattern)\"",
                "write \"POST https://deploy.example.net/hooks/\"")
        }
        return Needs(
            http: http, files: try table.texts("files") ?? [],
            commands: try table.texts("commands") ?? [])
    }

    private static func isRequest(_ pattern: String) -> Bool {
        let words = pattern.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, !words[0].isEmpty else { return false }
        return words[0].utf8.allSatisfy { (65...90).contains($0) }
            && (words[1].hasPrefix("https://") || words[1].hasPrefix("http://"))
    }
}
