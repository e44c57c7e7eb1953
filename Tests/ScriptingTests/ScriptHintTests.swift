import Testing

@testable import Scripting

/// Errors of Lua itself get a hint where their text names a misspelling.
struct ScriptHintTests {
    @Test(
        "A misspelt name is answered with the nearest one, an absent library with what to do",
        arguments: [
            ("p.lua:1: there is no field 'expires'", nil),
            ("p.lua:1: there is no field 'expire_at'", "did you mean 'expires_at'?"),
            ("p.lua:1: there is no field 'tag'", "did you mean 'tags'?"),
            ("p.lua:1: there is no global 'tostrin'", "did you mean 'tostring'?"),
            (
                "p.lua:1: there is no global 'days'",
                "write 'local runtime = require \"runtime\"' and 'runtime.days'"
            ),
            ("p.lua:1: there is no global 'coroutine'", "a policy has no coroutines"),
            ("p.lua:1: no", nil), ("there is no field '", nil), ("", nil),
        ] as [(String, String?)])
    func hints(_ text: String, _ hint: String?) {
        #expect(ScriptHint.of(text) == hint)
    }
}
