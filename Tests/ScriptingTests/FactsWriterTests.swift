import Rotation
import Testing

@testable import Scripting

/// What `schedule` is told.
struct FactsWriterTests {
    @Test(
        "Every fact reaches the script",
        arguments: [
            ("name", "payments-api"), ("application.object_id", "0b1d"),
            ("application.client_id", "6f3c"), ("application.display_name", "Payments"),
            ("application.tags[2]", "b"), ("now", "1000000"), ("created_at", "136000"),
            ("expires_at", "2728000"), ("remaining", "1728000"), ("age", "864000"),
            ("due_at", "1500000"), ("last_rotated_at", "136000"), ("last_result", "failed"),
            ("attempts", "2"), ("live_count", "1"), ("foreign_count", "3"), ("interval", "1728000"),
            ("jitter", "0.5"),
        ])
    func facts(_ field: String, _ text: String) throws {
        let decision = try PolicyText.decide(
            "return { action = 'wait', reason = tostring(facts.\(field)) }")
        #expect(decision?.reason == text)
    }

    @Test("Facts that may be absent are nil, and others raise when they are misspelt")
    func absentFacts() throws {
        var facts = Facts.example
        facts.dueAt = nil
        facts.lastRotatedAt = nil
        facts.lastRunSucceeded = nil
        let body = """
            assert(facts.due_at == nil and facts.last_rotated_at == nil)
            if facts.last_result == nil then return { action = 'skip' } end
            """
        #expect(try PolicyText.decide(body, facts) == Decision(.skip))
        #expect(
            throws: PolicyError.raised(
                message: "payments.lua:6: in 'schedule': there is no field 'remaning'",
                hint: "did you mean 'remaining'?")
        ) {
            try PolicyText.decide("\nif facts.remaning < 3 then return end")
        }
    }

    @Test("A policy cannot keep facts from one decision to the next by changing their table")
    func fresh() throws {
        let policy = try PolicyText.policy(
            """
            schedule = function(facts)
              local seen = rawget(facts, 'seen')
              rawset(facts, 'seen', true)
              return { action = seen and 'rotate' or 'wait' }
            end
            """)
        for _ in 0..<3 { #expect(try policy.decide(.example) == Decision(.wait)) }
    }
}
