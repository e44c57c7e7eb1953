import Rotation
import Testing

@testable import Scripting

/// How a policy names its application.
struct ApplicationReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            (
                "application = 'x'", "'application' must be a table of named fields, not a string",
                nil
            ),
            (
                "application = {}", "'application' has neither client_id nor object_id",
                "application = { client_id = \"00000000-0000-0000-0000-000000000000\" }"
            ),
            (
                "application = { clientid = '' }", "unknown key 'application.clientid'",
                "did you mean 'client_id'?"
            ),
            (
                "application = { object_id = '6f3c' }",
                "'application.object_id' must be a GUID, not \"6f3c\"",
                "the app registration's overview page shows it"
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("An application is missed")
    func missing() {
        #expect(
            PolicyText.error("", without: ["application"])
                == .invalid(
                    message: "payments.lua: 'application' is missing",
                    hint: "name it by an id: application = "
                        + "{ client_id = \"00000000-0000-0000-0000-000000000000\" }"))
    }

    @Test("Ids are kept in lower case")
    func ids() throws {
        let application = try PolicyText.policy(
            "application = { object_id = '0B1D0B1D-0000-4000-8000-00000000000F' }",
            without: ["application"]
        ).declaration.application
        #expect(application.objectID == "0b1d0b1d-0000-4000-8000-00000000000f")
        #expect(application.clientID == nil)
    }

    @Test(
        "A GUID has groups of 8, 4, 4, 4 and 12 hexadecimal digits",
        arguments: [
            ("6f3c6f3c-0000-4000-8000-00000000000A", true),
            ("6f3c6f3c000040008000-00000000000A", false),
            ("{6f3c6f3c-0000-4000-8000-000000000}", false),
            ("6g3c6f3c-0000-4000-8000-00000000000A", false), ("", false),
        ])
    func guids(_ text: String, _ isGUID: Bool) {
        #expect(ApplicationReader.isGUID(text) == isGUID)
    }
}
