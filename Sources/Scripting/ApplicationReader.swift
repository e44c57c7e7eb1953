internal import Rotation

/// Reads `application = { client_id = "…", object_id = "…" }`.
enum ApplicationReader {
    private static let hint =
        "application = { client_id = \"00000000-0000-0000-0000-000000000000\" }"

    static func read(_ fields: FieldReader) throws(PolicyError) -> ApplicationReference {
        guard let application = try fields.table("application") else {
            throw fields.missing("application", hint: "name it by an id: \(hint)")
        }
        try application.allow(PolicyKeys.application)
        let reference = ApplicationReference(
            objectID: try guid("object_id", application),
            clientID: try guid("client_id", application))
        guard reference.objectID != nil || reference.clientID != nil else {
            throw fields.error("'application' has neither client_id nor object_id", hint)
        }
        return reference
    }

    private static func guid(_ name: String, _ fields: FieldReader) throws(PolicyError) -> String? {
        guard let text = try fields.text(name) else { return nil }
        guard isGUID(text) else {
            throw fields.error(
                "'\(fields.path)\(name)' must be a GUID, not \"\(text)\"",
                "the app registration's overview page shows it")
        }
        return text
    }

    /// Whether the text is 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    static func isGUID(_ text: String) -> Bool {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }
}
