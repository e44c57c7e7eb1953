import Rotation
import Testing

@testable import Scripting

/// Decisions and hooks of a policy in Lua.
struct LuaPolicyTests {
    @Test("A policy without a schedule gives no advice")
    func none() throws {
        #expect(try PolicyText.policy().decide(.example) == nil)
    }

    @Test("The fuel a decision used is known, to a step, and the same every time")
    func fuel() throws {
        let policy = try PolicyText.policy(
            "schedule = function(facts) for i = 1, 10000 * facts.live_count do end end")
        #expect(policy.fuelUsed == 0)
        _ = try policy.decide(.example)
        let once = policy.fuelUsed
        #expect((9_800...10_200).contains(once))
        var twice = Facts.example
        twice.liveCount = 2
        _ = try policy.decide(twice)
        #expect((2 * once - 128...2 * once + 128).contains(policy.fuelUsed))
        _ = try policy.decide(.example)
        #expect(policy.fuelUsed == once)
    }

    @Test("A decision that ran out of fuel used all of it")
    func spentFuel() throws {
        let policy = try PolicyText.policy("schedule = function(facts) while true do end end")
        #expect(throws: PolicyError.self) { try policy.decide(.example) }
        #expect(policy.fuelUsed == ScriptLimits.standard.fuel)
    }

    @Test("A hook gets the event and the host, and its results come back")
    func hook() throws {
        let policy = try PolicyText.policy(
            """
            hooks = { verify = function(event, host)
              host:http{ url = event.name }
              return nil, 'not yet'
            end }
            """)
        let host = FakeHost()
        let results = try policy.run(.verify, event: .map(["name": .string("u")]), host: host)
        #expect(results == [.null, .string("not yet")])
        #expect(
            host.calls == [
                .init(name: "http", arguments: [.map(["url": .string("u")])])
            ])
    }

    @Test("A misspelt field of an event raises, one that may be absent is nil")
    func eventFields() throws {
        let policy = try PolicyText.policy(
            """
            hooks = { rotated = function(event)
              assert(event.previous == nil and event.secrets.client_id == nil)
              return event.secrets.client_secrte
            end }
            """)
        let event = Value.map(["secrets": .map(["client_secret": .string("s")])])
        #expect(
            throws: PolicyError.raised(
                message: "payments.lua:7: in 'rotated': there is no field 'client_secrte'",
                hint: "did you mean 'client_secret'?")
        ) {
            try policy.run(.rotated, event: event, host: FakeHost())
        }
    }

    @Test("What functions print is told after each call that printed")
    func printed() throws {
        let policy = try PolicyText.policy(
            "schedule = function(facts) if facts.attempts == 2 then print('two') end end")
        var lines: [String] = []
        policy.onPrint { lines.append($0) }
        var facts = Facts.example
        _ = try policy.decide(facts)
        facts.attempts = 3
        _ = try policy.decide(facts)
        #expect(lines == ["two\n"])
    }

    @Test("A hook that is not there returns nothing")
    func absentHook() throws {
        #expect(try PolicyText.policy().run(.rotated, event: .null, host: FakeHost()) == [])
    }

    @Test(
        "What ends a hook is told apart, whatever the script catches",
        arguments: [
            (
                HookHostError.denied("no grant"),
                PolicyError.denied(
                    message: "payments.lua:5: in 'rotated': no grant", hint: nil)
            ),
            (
                .notRepeatable("other call"),
                .notRepeatable(
                    message: "payments.lua:5: in 'rotated': other call")
            ),
        ])
    func hookErrors(_ error: HookHostError, _ expected: PolicyError) throws {
        let policy = try PolicyText.policy(
            "hooks = { rotated = function(event, host) pcall(host.log, host) end }")
        #expect(throws: expected) {
            try policy.run(.rotated, event: .null, host: FakeHost(failing: error))
        }
    }
}
