extension Filter {
    /// Reads a filter on the members of a kind of object.
    ///
    /// Comparisons, `in`, `startswith`, `endswith`, `names/any(x:x eq 'text')`, joined by `and`,
    /// `or`, `not` and parentheses. Inside quotes a doubled quote stands for one.
    ///
    /// - Throws: ``GraphError`` 400, with its own code for what is well-formed but unsupported.
    init(parsing text: String, _ kind: Kind = .application) throws(GraphError) {
        guard text.utf8.count <= FilterParser.maxBytes else { throw FilterParser.malformed }
        var parser = FilterParser(rest: text[...], kind: kind)
        self = try parser.either()
        guard parser.isAtEnd else { throw FilterParser.malformed }
    }
}

/// A recursive descent through the text of a `$filter`.
private struct FilterParser {
    static let maxBytes = 16 << 10
    /// How deep parentheses and `not` may be nested.
    private static let maxDepth = 16
    /// How many comparisons there may be.
    private static let maxClauses = 64

    var rest: Substring
    let kind: Kind
    private var depth = 0
    private var clauses = 0

    init(rest: Substring, kind: Kind) {
        self.rest = rest
        self.kind = kind
    }

    static let malformed = GraphError.badRequest(
        "BadRequest", "Invalid filter clause: there is a syntax error in the query.")

    var isAtEnd: Bool { rest.trimmed.isEmpty }

    mutating func either() throws(GraphError) -> Filter {
        var filter = try both()
        while rest.skip(word: "or") { filter = .or(filter, try both()) }
        return filter
    }

    private mutating func both() throws(GraphError) -> Filter {
        var filter = try one()
        while rest.skip(word: "and") { filter = .and(filter, try one()) }
        return filter
    }

    private mutating func one() throws(GraphError) -> Filter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maxDepth else { throw Self.malformed }
        if rest.skip(word: "not") { return .not(try one()) }
        if rest.skip("(") {
            let inner = try either()
            guard rest.skip(")") else { throw Self.malformed }
            return inner
        }
        clauses += 1
        guard clauses <= Self.maxClauses else { throw Self.malformed }
        let name = rest.word()
        switch name.lowercased() {
        case "startswith": return try function(Filter.startsWith)
        case "endswith": return try function(Filter.endsWith)
        case "": throw Self.malformed
        default: return try rest.skip("/any(") ? any(name) : comparison(name)
        }
    }

    private mutating func function(
        _ make: (String, String) -> Filter
    ) throws(GraphError) -> Filter {
        guard rest.skip("("), case let name = rest.word(), rest.skip(","),
            let value = rest.quoted(), rest.skip(")")
        else { throw Self.malformed }
        return make(try member(name), value)
    }

    private mutating func any(_ name: String) throws(GraphError) -> Filter {
        guard case let variable = rest.word(), !variable.isEmpty, rest.skip(":") else {
            throw Self.malformed
        }
        let member = try member(name)
        if rest.skip(word: "startswith") {
            guard rest.skip("("), rest.word() == variable, rest.skip(","),
                let value = rest.quoted(), rest.skip(")"), rest.skip(")")
            else { throw Self.malformed }
            return .containsPrefix(member, value)
        }
        guard rest.word() == variable else { throw Self.malformed }
        guard !rest.trimmed.hasPrefix("/") else { throw unsupported(name) }
        guard rest.skip(word: "eq"), let value = rest.quoted(), rest.skip(")") else {
            throw Self.malformed
        }
        return .contains(member, value)
    }

    private mutating func comparison(_ name: String) throws(GraphError) -> Filter {
        let word = rest.word()
        guard !word.isEmpty else { throw Self.malformed }
        if word.lowercased() == "in" {
            var all: [JSON] = []
            guard rest.skip("(") else { throw Self.malformed }
            repeat { all.append(try literal()) } while rest.skip(",")
            guard rest.skip(")"), all.count <= 15 else { throw Self.malformed }
            return .among(try member(name), all)
        }
        guard let comparison = Filter.Comparison(rawValue: word.lowercased()) else {
            throw Self.malformed
        }
        let value = try literal()
        return .compare(try member(name), comparison, value)
    }

    private mutating func literal() throws(GraphError) -> JSON {
        if let text = rest.quoted() { return .string(text) }
        let word = rest.trimmed.prefix { !" ,)".contains($0) }
        rest = rest.trimmed.dropFirst(word.count)
        switch word {
        case "true": return true
        case "false": return false
        case "null": return .null
        default:
            if let moment = Timestamp(parsing: String(word)) { return .string(moment.text) }
            guard String(word).isGUID else { throw Self.malformed }
            return .string(String(word))
        }
    }

    private func member(_ name: String) throws(GraphError) -> String {
        let opaque = ["passwordCredentials", "keyCredentials", "api", "web", "info", "spa"]
        guard let known = Resource.spelling(name, kind), !opaque.contains(known) else {
            throw unsupported(name)
        }
        return known
    }

    private func unsupported(_ name: String) -> GraphError {
        .badRequest(
            "Request_UnsupportedQuery",
            "Unsupported or invalid query filter clause specified for property '\(name)' "
                + "of resource '\(kind.rawValue)'.")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        drop { $0 == " " }
    }

    fileprivate mutating func skip(_ text: String) -> Bool {
        guard trimmed.hasPrefix(text) else { return false }
        self = trimmed.dropFirst(text.count)
        return true
    }

    /// Takes a word of that spelling in any case.
    fileprivate mutating func skip(word: String) -> Bool {
        var copy = self
        guard copy.word().lowercased() == word else { return false }
        self = copy
        return true
    }

    fileprivate mutating func word() -> String {
        let word = trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        self = trimmed.dropFirst(word.count)
        return String(word)
    }

    fileprivate mutating func quoted() -> String? {
        guard trimmed.first == "'" else { return nil }
        var text = ""
        var rest = trimmed.dropFirst()
        while let character = rest.popFirst() {
            guard character == "'" else {
                text.append(character)
                continue
            }
            guard rest.first == "'" else {
                self = rest
                return text
            }
            text.append(rest.removeFirst())
        }
        return nil
    }
}
