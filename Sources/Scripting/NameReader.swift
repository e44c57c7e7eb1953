internal import Rotation

/// Reads the names of a policy: its slug, its description, its connection.
enum NameReader {
    /// The rotation's name, which must be there.
    static func slug(_ fields: FieldReader) throws(PolicyError) -> String {
        guard let name = try fields.text("name") else {
            throw fields.missing("name", hint: "give it a name, such as name = \"payments-api\"")
        }
        return try slug(name, "name", fields)
    }

    /// What the policy is for, in at most 256 characters.
    static func description(_ fields: FieldReader) throws(PolicyError) -> String? {
        guard let text = try fields.text("description") else { return nil }
        guard text.count <= 256 else {
            throw fields.error("'description' must have at most 256 characters, not \(text.count)")
        }
        guard !text.hasControlCharacters else {
            throw fields.error("'description' must be one line without control characters")
        }
        return text
    }

    /// The connection's name, `default` without one.
    static func connection(_ fields: FieldReader) throws(PolicyError) -> String {
        guard let name = try fields.text("connection") else { return "default" }
        return try slug(name, "connection", fields)
    }

    private static func slug(
        _ text: String, _ field: String, _ fields: FieldReader
    ) throws(PolicyError) -> String {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isSlugByte) else {
            throw fields.error(
                "'\(field)' must be 1 to 64 of the characters a-z, 0-9 and '-', not \"\(text)\"",
                suggestion(for: text).map { "for example \"\($0)\"" })
        }
        return text
    }

    private static func suggestion(for text: String) -> String? {
        let words = text.prefix(256).lowercased().utf8.split { !isSlugByte($0) }
        let slug = words.map { String(Substring($0)) }.joined(separator: "-")
        return slug.isEmpty ? nil : String(slug.prefix(64))
    }

    private static func isSlugByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension String {
    /// Whether it holds a character of the categories Cc, Zl or Zp.
    var hasControlCharacters: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }
}
