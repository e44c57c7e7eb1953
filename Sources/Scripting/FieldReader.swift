package import Rotation

/// Typed access to the fields of one table of a policy or of `config.lua`.
///
/// Every error text begins with the file and names the field with its path, as in
/// `payments.lua: 'secrets.client_secret' must be text, not a number`.
package struct FieldReader {
    /// What error texts begin with: the file.
    package let source: String
    /// The table's own path with a dot behind it; empty for the outermost table.
    package let path: String
    private let members: [String: Value]

    /// Opens a table.
    ///
    /// - Parameters:
    ///   - value: A map, or the empty list that an empty table is.
    ///   - path: Where it is, such as `secrets`; empty for the outermost table.
    ///   - source: The file, for error texts.
    /// - Throws: ``PolicyError/invalid(message:hint:)`` when it is no table of named fields.
    package init(_ value: Value, at path: String = "", in source: String) throws(PolicyError) {
        self.source = source
        self.path = path.isEmpty ? "" : path + "."
        switch value {
        case .map(let members): self.members = members
        case .list([]): members = [:]
        default:
            let what = path.isEmpty ? "the file must return" : "'\(path)' must be"
            throw .invalid(
                message: "\(source): \(what) a table of named fields, not \(value.article)",
                hint: nil)
        }
    }

    /// The names of the fields that are there, in order.
    package var names: [String] { members.keys.sorted() }

    /// Whether the field is there.
    package func has(_ name: String) -> Bool { members[name] != nil }

    /// The field as it is, or nil.
    package func value(_ name: String) -> Value? { members[name] }

    /// Refuses every field that is not `known`, offering the nearest one that is.
    ///
    /// Fields in `later` are refused in other words: as not supported yet.
    package func allow(_ known: [String], later: [String] = []) throws(PolicyError) {
        for name in names where !known.contains(name) {
            if later.contains(name) { throw error("'\(path)\(name)' is not supported yet") }
            throw error("unknown key '\(path)\(name)'", Spelling.hint(for: name, in: known))
        }
    }

    /// Refuses every field that is not described.
    package func allow(_ known: [Parameter], later: [String] = []) throws(PolicyError) {
        try allow(known.map(\.name), later: later)
    }

    /// A string, or nil when the field is absent.
    package func text(_ name: String) throws(PolicyError) -> String? {
        guard let value = members[name] else { return nil }
        guard case .string(let text) = value else { throw wrong(name, "text") }
        return text
    }

    /// A boolean, or nil when the field is absent.
    package func bool(_ name: String) throws(PolicyError) -> Bool? {
        guard let value = members[name] else { return nil }
        guard case .bool(let flag) = value else { throw wrong(name, "true or false") }
        return flag
    }

    /// A whole number within `range`, or nil when the field is absent.
    package func integer(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(PolicyError) -> Int? {
        guard let value = members[name] else { return nil }
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let number = value.wholeNumber else { throw wrong(name, expected) }
        guard range.contains(number) else {
            throw error("'\(path)\(name)' must be \(expected), not \(number)")
        }
        return Int(number)
    }

    /// A duration, as text such as `30d` or as whole seconds; nil when the field is absent.
    package func duration(_ name: String) throws(PolicyError) -> Duration? {
        guard let value = members[name] else { return nil }
        if let seconds = value.wholeNumber, DurationText.range.contains(seconds) {
            return .seconds(seconds)
        }
        if case .string(let text) = value, let duration = DurationText.parse(text) {
            return duration
        }
        let given = value.text.map { "\"\($0)\"" } ?? value.article
        throw error("'\(path)\(name)' must be a duration, not \(given)", DurationText.hint)
    }

    /// A word of `choices`, or nil when the field is absent.
    package func choice(_ name: String, of choices: [String]) throws(PolicyError) -> String? {
        guard let text = try text(name) else { return nil }
        guard choices.contains(text) else {
            let list = choices.map { "\"\($0)\"" }.joined(separator: " or ")
            throw error(
                "'\(path)\(name)' must be \(list), not \"\(text)\"",
                Spelling.hint(for: text, in: choices))
        }
        return text
    }

    /// The members of a list, or nil when the field is absent.
    package func list(_ name: String) throws(PolicyError) -> [Value]? {
        guard let value = members[name] else { return nil }
        guard case .list(let items) = value else { throw wrong(name, "a list") }
        return items
    }

    /// A list of non-empty strings, or nil when the field is absent.
    package func texts(_ name: String) throws(PolicyError) -> [String]? {
        guard let items = try list(name) else { return nil }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            guard case .string(let text) = item, !text.isEmpty else {
                throw wrong("\(name)[\(index + 1)]", "text", given: item)
            }
            texts.append(text)
        }
        return texts
    }

    /// A reader of the table in a field, or nil when the field is absent.
    package func table(_ name: String) throws(PolicyError) -> FieldReader? {
        guard let value = members[name] else { return nil }
        return try FieldReader(value, at: path + name, in: source)
    }

    /// An error about this table.
    package func error(_ message: String, _ hint: String? = nil) -> PolicyError {
        .invalid(message: "\(source): \(ScriptText.brief(message))", hint: hint)
    }

    /// An error about a field that is there and is not what it must be.
    package func wrong(
        _ name: String, _ expected: String, given: Value? = nil, hint: String? = nil
    ) -> PolicyError {
        let given = (given ?? members[name])?.article ?? "nothing"
        return error("'\(path)\(name)' must be \(expected), not \(given)", hint)
    }

    /// An error about a field that must be there.
    package func missing(_ name: String, hint: String? = nil) -> PolicyError {
        error("'\(path)\(name)' is missing", hint)
    }
}

extension Value {
    /// The kind with its article, as error texts use it.
    package var article: String {
        switch self {
        case .null: "nil"
        case .int: "an integer"
        case .string(""): "empty text"
        case .list, .map: "a table"
        default: "a \(kind)"
        }
    }

    /// An integer, or a number without a fraction, as an integer.
    package var wholeNumber: Int64? {
        switch self {
        case .int(let number): number
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }
}
