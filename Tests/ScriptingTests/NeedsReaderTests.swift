import Rotation
import Testing

@testable import Scripting

/// What a policy asks to be granted.
struct NeedsReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            ("needs = { htp = {} }", "unknown key 'needs.htp'", "did you mean 'http'?"),
            ("needs = { http = 'x' }", "'needs.http' must be a list, not a string", nil),
            (
                "needs = { graph = { 'GET users' } }",
                "'needs.graph[1]' must be a method and a path, not \"GET users\"",
                "write \"GET /v1.0/users\""
            ),
            (
                "needs = { engine = { 'delete' } }",
                "'needs.engine[1]' must be \"rotate\", \"pause\" or \"resume\", not \"delete\"",
                "such as engine = { \"pause\" }"
            ),
            (
                "needs = { files = { 'a', 3 } }", "'needs.files[2]' must be text, not an integer",
                nil
            ),
            (
                "needs = { commands = { '' } }", "'needs.commands[1]' must be text, not empty text",
                nil
            ),
            (
                "needs = { http = { 'https://x/' } }",
                "'needs.http[1]' must be a method and a URL, not \"https://x/\"",
                "write \"POST https://deploy.example.net/hooks/\""
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("What is asked for is read, and an empty table asks for nothing")
    func read() throws {
        let needs = try PolicyText.policy(
            "needs = { http = { 'GET http://127.0.0.1:8/x' }, files = { 'a', 'b' } }"
        ).declaration.needs
        #expect(needs == Needs(http: ["GET http://127.0.0.1:8/x"], files: ["a", "b"]))
        #expect(try PolicyText.policy("needs = {}").declaration.needs == Needs())
    }
}
