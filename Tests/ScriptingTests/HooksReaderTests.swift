import Rotation
import Testing

@testable import Scripting

/// Hooks as functions and as lists of effects.
struct HooksReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            ("hooks = { rotate = print }", "unknown key 'hooks.rotate'", "did you mean 'rotated'?"),
            (
                "hooks = { rotated = 'x' }",
                "'hooks.rotated' must be a function or a list of effects, not a string",
                "write function(event, host) … end, or { { log = { \"info\", \"…\" } } }"
            ),
            (
                "hooks = { rotated = {} }",
                "'hooks.rotated' must be a function or a list of effects, not a table",
                "write function(event, host) … end, or { { log = { \"info\", \"…\" } } }"
            ),
            (
                "hooks = { rotated = { { http = {}, log = {} } } }",
                "'hooks.rotated[1]' must be a table with one host function",
                "such as { http = { url = \"…\" } }"
            ),
            (
                "hooks = { rotated = { { http = { f = print } } } }",
                "'hooks.rotated[1].http' holds a function", "write the whole hook as a function"
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("All six hooks are known")
    func names() throws {
        for hook in Hook.allCases {
            let policy = try PolicyText.policy("hooks = { \(hook.rawValue) = function() end }")
            #expect(policy.declaration.hooks == [hook])
        }
        #expect(try PolicyText.policy("hooks = {}").declaration.hooks == [])
    }
}
