import Rotation
import Testing

@testable import Scripting

/// What `schedule` may return.
struct DecisionReaderTests {
    @Test(
        "Decisions are read",
        arguments: [
            ("return nil", nil), ("", nil),
            ("return { action = 'rotate' }", Decision(.rotate)),
            (
                "return { action = 'wait', at = facts.now + 60 }",
                Decision(.wait, at: Instant(1_000_060))
            ),
            ("return { action = 'wait', at = 120 / 2 }", Decision(.wait, at: Instant(60))),
            ("return { action = 'skip', reason = 'why' }", Decision(.skip, reason: "why")),
            (
                "return { action = 'rotate', within = 'window' }",
                Decision(.rotate, isWithinWindow: true)
            ),
        ] as [(String, Decision?)])
    func decisions(_ body: String, _ decision: Decision?) throws {
        #expect(try PolicyText.decide(body) == decision)
    }

    @Test(
        "What is no decision is refused, with what would be",
        arguments: [
            ("return 'rotate'", "it must return nothing or a decision table, not a string", nil),
            ("return true", "it must return nothing or a decision table, not a boolean", nil),
            ("return { 'rotate' }", "it must return nothing or a decision table, not a table", nil),
            (
                "return {}", "a decision needs an action",
                "action is \"rotate\", \"wait\" or \"skip\""
            ),
            (
                "return { action = 3 }", "a decision needs an action",
                "action is \"rotate\", \"wait\" or \"skip\""
            ),
            (
                "return { action = 'rotat' }", "unknown action 'rotat' (rotate, wait or skip)",
                "did you mean 'rotate'?"
            ),
            ("return { action = 'keep' }", "unknown action 'keep' (rotate, wait or skip)", nil),
            (
                "return { action = 'wait', att = 3 }", "unknown key 'att' in a decision",
                "did you mean 'at'?"
            ),
            (
                "return { action = 'wait', at = 1.5 }",
                "'at' must be a whole number of Unix seconds, not a number with a fraction",
                "compute it from 'now' or 'expires_at'; math.floor cuts a fraction off"
            ),
            (
                "return { action = 'wait', at = -1 }", "'at' is not in the years 1970 to 9999",
                "it is an instant: add a duration to 'now' or 'expires_at'"
            ),
            ("return { action = 'wait', reason = 3 }", "'reason' must be text, not a number", nil),
            (
                "return { action = 'wait', within = 'window' }",
                "'within' goes with action 'rotate' only", nil
            ),
            ("return { action = 'rotate', within = 'x' }", "'within' must be \"window\"", nil),
        ] as [(String, String, String?)])
    func refusals(_ body: String, _ message: String, _ hint: String?) {
        #expect(
            throws: PolicyError.invalid(
                message: "payments.lua: in 'schedule': \(message)", hint: hint)
        ) {
            try PolicyText.decide(body)
        }
    }

    @Test("A decision that cannot leave Lua is named")
    func unreadable() {
        #expect(
            throws: PolicyError.raised(
                message: "payments.lua: schedule result field 'x' is a function", hint: nil)
        ) {
            try PolicyText.decide("return { x = print }")
        }
    }

    @Test("A reason is cut to 512 characters")
    func reason() throws {
        let decision = try PolicyText.decide("return { action = 'skip', reason = ('é'):rep(600) }")
        #expect(decision?.reason == String(repeating: "é", count: 512))
    }

    @Test("A reason can move no cursor and forge no line")
    func control() throws {
        let decision = try PolicyText.decide(
            #"return { action = 'skip', reason = 'a\27[2J\nb' }"#)
        #expect(decision?.reason == #"a\u{1B}[2J\nb"#)
    }
}
