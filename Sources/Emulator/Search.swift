import Rotation

/// A `$search`: words that must, or one of which must, begin a word of a property.
struct Search: Equatable, Sendable {
    struct Clause: Equatable, Sendable {
        let property: String
        /// In lower case.
        let words: [String]
    }

    var clauses: [Clause] = []
    /// Whether one clause is enough.
    var isAny = false

    /// Reads `"displayName:payments"`, several of which may be joined by AND or by OR.
    ///
    /// - Throws: ``GraphError`` 400 for anything else.
    init(parsing text: String) throws(GraphError) {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts.count % 2 == 1, parts.count <= 41 else {
            throw Self.malformed
        }
        for (index, part) in parts.enumerated() {
            guard index % 2 == 0 else {
                clauses.append(try Self.clause(part))
                continue
            }
            let word = part.filter { $0 != " " }.uppercased()
            let isEdge = index == 0 || index == parts.count - 1
            guard isEdge ? word.isEmpty : ["", "AND", "OR"].contains(word) else {
                throw Self.malformed
            }
            isAny = isAny || word == "OR"
        }
    }

    private static func clause(_ text: String) throws(GraphError) -> Clause {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["displayname", "description"].contains(parts[0].lowercased())
        else { throw malformed }
        return Clause(
            property: parts[0].lowercased() == "displayname" ? "displayName" : "description",
            words: words(of: parts[1]))
    }

    private static let malformed = GraphError.badRequest(
        "BadRequest", "Syntax error: the search must look like \"displayName:value\".")

    func matches(_ object: DirectoryObject, in view: View) -> Bool {
        let results = clauses.lazy.map { clause in
            let text = Resource.value(clause.property, of: object, in: view).string ?? ""
            let words = Self.words(of: text)
            return clause.words.allSatisfy { word in words.contains { $0.hasPrefix(word) } }
        }
        return isAny ? results.contains(true) : !results.contains(false)
    }

    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
