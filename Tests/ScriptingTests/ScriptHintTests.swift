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
            (
                "p.lua:1: there is no field 'previous'",
                "'previous' is in the events of 'rotated', 'retire', 'retired'"
            ),
            (
                "p.lua:1: there is no field 'remaining'",
                "'remaining' is one of the facts of 'schedule'"
            ),
            ("p.lua:1: there is no global 'tostrin'", "did you mean 'tostring'?"),
            (
                "p.lua:1: there is no global 'days'",
                "write 'local runtime = require \"runtime\"' and 'runtime.days'"
            ),
            (
                "p.lua:1: there is no global 'dais'",
                "did you mean 'days'? write 'local runtime = require \"runtime\"' and "
                    + "'runtime.days'"
            ),
            ("p.lua:1: there is no 'runtime.dayz'", "did you mean 'runtime.days'?"),
            ("p.lua:1: there is no 'runtime.time.nxt'", "did you mean 'runtime.time.next'?"),
            ("p.lua:1: there is no field 'client_secrte'", "did you mean 'client_secret'?"),
            (
                "p.lua:1: attempt to perform arithmetic on a nil value (field 'due_at')",
                "'due_at' may be nil; test it first"
            ),
            (
                "p.lua:1: attempt to compare nil with number",
                "one side is nil; of the facts these may be: due_at, last_rotated_at, last_result"
            ),
            (
                "p.lua:3: '}' expected (to close '{' at line 1) near 'x'",
                "is a comma missing between two keys, or the closing brace?"
            ),
            ("p.lua:1: no", nil), ("there is no field '", nil), ("", nil),
        ] as [(String, String?)])
    func hints(_ text: String, _ hint: String?) {
        #expect(ScriptHint.of(text) == hint)
    }

    @Test(
        "What stock Lua has and scripts have not is told from a misspelling",
        arguments: [
            ("p.lua:1: there is no global 'coroutine'", "a policy has no coroutines"),
            ("p.lua:1: there is no 'string.dump'", "a policy has no bytecode"),
            (
                "p.lua:1: host has no function 'htp' (available: file, http)",
                "did you mean 'http'?"
            ),
            (
                "p.lua:1: host has no function 'xyz' (available: file, http)",
                "'runtime api host' lists what the host can do"
            ),
            (
                "p.lua:1: in 'x': __gc is not available in a policy",
                "a policy has no finalizers; write a function and call it"
            ),
            ("p.lua:1: there is no global 'pairz'", nil), ("p.lua:1: no", nil), ("", nil),
        ] as [(String, String?)])
    func absence(_ text: String, _ hint: String?) {
        #expect(ScriptHint.ofAbsence(in: text) == hint)
    }
}
