internal import Foundation
internal import Rotation

/// Reads `secrets = { client_id = NAME, client_secret = NAME }`.
enum SecretNamesReader {
    /// The names in the table, or names made of the policy's slug when there is no table.
    static func read(_ fields: FieldReader, slug: String) throws(PolicyError) -> SecretNames {
        guard let table = try fields.table("secrets") else { return defaults(slug) }
        try table.allow(PolicyKeys.secrets)
        guard let secret = try name("client_secret", table) else {
            throw table.missing(
                "client_secret", hint: "under which name shall consumers read the secret?")
        }
        let names = SecretNames(clientID: try name("client_id", table), clientSecret: secret)
        guard Set(names.all).count == names.all.count else {
            throw fields.error("'secrets' gives two secrets the same name \"\(secret)\"")
        }
        return names
    }

    private static func defaults(_ slug: String) -> SecretNames {
        let stem = slug.uppercased().replacing("-", with: "_")
        return SecretNames(clientID: stem + "_CLIENT_ID", clientSecret: stem + "_CLIENT_SECRET")
    }

    private static func name(
        _ field: String, _ fields: FieldReader
    ) throws(PolicyError) -> String? {
        guard let text = try fields.text(field) else { return nil }
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, name.utf8.count <= 128, !name.hasControlCharacters,
            !name.contains(where: { $0 == ":" || $0 == "/" })
        else {
            throw fields.error(
                "'\(fields.path)\(field)' must be 1 to 128 bytes without ':', '/' and control "
                    + "characters, not \"\(text)\"",
                "an environment variable's name always fits, such as \"PAYMENTS_CLIENT_SECRET\"")
        }
        return name
    }
}
