import Rotation
import Testing

@testable import Scripting

/// A file's state is made anew after a limit was hit.
struct PolicyScriptTests {
    @Test("After a limit was hit the next call works in a fresh state")
    func reload() throws {
        let policy = try PolicyText.policy(
            """
            schedule = function(facts)
              if facts.attempts == 2 then while true do end end
              return { action = 'wait' }
            end
            """, limits: ScriptLimits(fuel: 10_000))
        var facts = Facts.example
        for attempts in [1, 2, 3, 2, 1] {
            facts.attempts = attempts
            if attempts == 2 {
                #expect(
                    throws: PolicyError.limit(
                        .fuel,
                        message: "payments.lua:6: in 'schedule': used up its 10000 instructions")
                ) {
                    try policy.decide(facts)
                }
            } else {
                #expect(try policy.decide(facts) == Decision(.wait))
            }
        }
    }

    @Test("A file that declares something else the second time is not run any more")
    func unrepeatable() throws {
        let source = """
            local text = tostring({})
            return { name = 'a', interval = '1d', description = text,
              application = { client_id = '\(PolicyText.clientID)' },
              schedule = function() while true do end end }
            """
        let file = try PolicyFile.load(
            source: source, path: "a.lua", limits: ScriptLimits(fuel: 10_000))
        let keptAlive = try (0..<8).map { _ in try LuaState() }
        #expect(throws: PolicyError.self) { try file.policies[0].decide(.example) }
        #expect {
            _ = try file.policies[0].decide(.example)
        } throws: { error in
            if case .limit? = error as? PolicyError { return true }  // the same address again
            return "\(error)".hasSuffix("does not return the same every time it is loaded")
        }
        withExtendedLifetime(keptAlive) {}
    }
}
