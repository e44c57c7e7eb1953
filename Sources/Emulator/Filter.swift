import Rotation

/// A `$filter` of the forms that need no advanced query.
enum Filter: Equatable, Sendable {
    case equal(Property, String)
    case startsWith(Property, String)
    /// Some item of a collection equals the text.
    case contains(Collection, String)

    enum Property: String, Sendable {
        case id, appId, displayName, signInAudience
    }

    enum Collection: String, Sendable {
        case tags, identifierUris
    }

    func matches(_ application: DirectoryApplication, asOf moment: Instant) -> Bool {
        switch self {
        case .equal(let property, let text):
            property.value(in: application, asOf: moment).lowercased() == text.lowercased()
        case .startsWith(let property, let text):
            property.value(in: application, asOf: moment).lowercased()
                .hasPrefix(text.lowercased())
        case .contains(let collection, let text):
            collection.values(in: application.properties(asOf: moment)).contains(text)
        }
    }
}

extension Filter.Property {
    fileprivate func value(in application: DirectoryApplication, asOf moment: Instant) -> String {
        switch self {
        case .id: application.objectID
        case .appId: application.appID
        case .displayName: application.properties(asOf: moment).displayName
        case .signInAudience: application.properties(asOf: moment).signInAudience
        }
    }
}

extension Filter.Collection {
    fileprivate func values(in properties: Properties) -> [String] {
        switch self {
        case .tags: properties.tags
        case .identifierUris:
            properties.others.first { $0.name == rawValue }?.value.strings ?? []
        }
    }
}

extension Filter {
    /// Reads `name eq 'text'`, `startswith(name,'text')` or `names/any(x:x eq 'text')`.
    ///
    /// Inside the quotes a doubled quote stands for one.
    ///
    /// - Throws: ``GraphError`` 400, with its own code for what is well-formed but unsupported.
    init(parsing text: String) throws(GraphError) {
        var rest = text[...].trimmed
        let name = rest.word()
        switch name.lowercased() {
        case "startswith":
            guard rest.skip("("), case let property = rest.word(), rest.skip(","),
                let value = rest.quoted(), rest.skip(")"), rest.isEmpty
            else { throw Self.malformed }
            self = .startsWith(try Self.property(property), value)
        default:
            if rest.skip("/any(") {
                guard case let variable = rest.word(), rest.skip(":"), rest.word() == variable,
                    rest.word() == "eq", let value = rest.quoted(), rest.skip(")"), rest.isEmpty
                else { throw Self.malformed }
                guard let collection = Collection(rawValue: name) else {
                    throw Self.unsupported(name)
                }
                self = .contains(collection, value)
            } else {
                let comparison = rest.word()
                guard !name.isEmpty, !comparison.isEmpty, let value = rest.quoted() else {
                    throw Self.malformed
                }
                guard comparison.lowercased() == "eq", rest.isEmpty else {
                    throw Self.unsupported(name)
                }
                self = .equal(try Self.property(name), value)
            }
        }
    }

    private static func property(_ name: String) throws(GraphError) -> Property {
        let all: [Property] = [.id, .appId, .displayName, .signInAudience]
        guard let property = all.first(where: { $0.rawValue.lowercased() == name.lowercased() })
        else { throw unsupported(name) }
        return property
    }

    private static let malformed = GraphError.badRequest(
        "BadRequest", "Invalid filter clause: there is a syntax error in the query.")

    private static func unsupported(_ name: String) -> GraphError {
        .badRequest(
            "Request_UnsupportedQuery",
            "Unsupported or invalid query filter clause specified for property '\(name)' "
                + "of resource 'Application'.")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        drop { $0 == " " }
    }

    fileprivate mutating func skip(_ text: String) -> Bool {
        guard trimmed.hasPrefix(text) else { return false }
        self = trimmed.dropFirst(text.count).trimmed
        return true
    }

    fileprivate mutating func word() -> String {
        let word = trimmed.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        self = trimmed.dropFirst(word.count).trimmed
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
                self = rest.trimmed
                return text
            }
            text.append(rest.removeFirst())
        }
        return nil
    }
}
