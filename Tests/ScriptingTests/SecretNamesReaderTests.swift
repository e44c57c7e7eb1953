import Rotation
import Testing

@testable import Scripting

/// The names consumers read.
struct SecretNamesReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            (
                "secrets = function() end",
                "'secrets' as a function goes with 'applications', which makes it a fleet's", nil
            ),
            (
                "secrets = {}", "'secrets.client_secret' is missing",
                "under which name shall consumers read the secret?"
            ),
            (
                "secrets = { client_secret = 'A', client_id = ' A' }",
                "'secrets' gives two secrets the same name \"A\"", nil
            ),
            (
                "secrets = { client_secret = 'a:b' }",
                "'secrets.client_secret' must be 1 to 128 bytes without ':', '/' and control "
                    + "characters, not \"a:b\"",
                "an environment variable's name always fits, such as \"PAYMENTS_CLIENT_SECRET\""
            ),
            (
                "secrets = { client_secret = ' ' }",
                "'secrets.client_secret' must be 1 to 128 bytes without ':', '/' and control "
                    + "characters, not \" \"",
                "an environment variable's name always fits, such as \"PAYMENTS_CLIENT_SECRET\""
            ),
            (
                "secrets = { client_secrets = 'A' }", "unknown key 'secrets.client_secrets'",
                "did you mean 'client_secret'?"
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("Names default to the slug in capitals")
    func defaults() throws {
        let names = try PolicyText.policy("name = 'a-b9'", without: ["name"]).declaration.secrets
        #expect(
            names == SecretNames(clientID: "A_B9_CLIENT_ID", clientSecret: "A_B9_CLIENT_SECRET"))
    }

    @Test("A table of secrets without a client id wants none, and spaces around names go")
    func secretOnly() throws {
        let names = try PolicyText.policy("secrets = { client_secret = ' S\t' }").declaration
            .secrets
        #expect(names == SecretNames(clientID: nil, clientSecret: "S"))
    }
}
