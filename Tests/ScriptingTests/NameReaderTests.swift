import Rotation
import Testing

@testable import Scripting

/// Names, descriptions and connections.
struct NameReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            (
                "name = 'Payments API'",
                "'name' must be 1 to 64 of the characters a-z, 0-9 and '-', not \"Payments API\"",
                "for example \"payments-api\""
            ),
            (
                "name = ''", "'name' must be 1 to 64 of the characters a-z, 0-9 and '-', not \"\"",
                nil
            ),
            ("name = 3", "'name' must be text, not an integer", nil),
            (
                "name = function() end",
                "'name' as a function goes with 'applications', which makes it a fleet's", nil
            ),
            ("description = {}", "'description' must be text, not a table", nil),
            (
                "description = ('x'):rep(257)",
                "'description' must have at most 256 characters, not 257", nil
            ),
            (
                "description = 'a\\nb'",
                "'description' must be one line without control characters", nil
            ),
            (
                "connection = 'A'",
                "'connection' must be 1 to 64 of the characters a-z, 0-9 and '-', not \"A\"",
                "for example \"a\""
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("A name is missed")
    func missing() {
        #expect(
            PolicyText.error("", without: ["name"])
                == .invalid(
                    message: "payments.lua: 'name' is missing",
                    hint: "give it a name, such as name = \"payments-api\""))
    }

    @Test("Names of up to 64 characters are accepted")
    func longest() throws {
        let name = String(repeating: "a-9x", count: 16)
        let policy = try PolicyText.policy("name = '\(name)'", without: ["name"])
        #expect(policy.declaration.name == name)
        #expect(PolicyText.error("name = '\(name)b'", without: ["name"]) != nil)
    }
}
