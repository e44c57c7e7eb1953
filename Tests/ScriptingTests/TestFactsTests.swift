import Rotation
import Testing

@testable import Scripting

/// The facts that a test gets for what it says.
struct TestFactsTests {
    private let now = Instant(1_000_000_000)
    private static let policy = Declaration(
        name: "payments-api", application: ApplicationReference(clientID: "6f3c"),
        schedule: Schedule(interval: .days(20)), lifetime: .days(80),
        secrets: SecretNames(clientID: nil, clientSecret: "S"))

    private func facts(
        _ fields: [String: Value], of policy: Declaration? = nil
    ) throws(PolicyError) -> Facts {
        try TestFacts.read(.map(fields), now: now, of: policy)
    }

    @Test("The table has the fields that production writes, with the same values")
    func sameAsProduction() throws {
        let state = try LuaState()
        let writer = try FactsWriter(state)
        let source = """
            return function(facts)
              local copy, application = {}, {}
              for k, v in pairs(facts) do copy[k] = v end
              for k, v in pairs(facts.application) do application[k] = v end
              copy.application = application
              return copy
            end
            """
        guard case .function(let number) = try state.load(source: source, chunkName: "t.lua")
        else { return }
        let written = try state.call(number, named: "copy") { tape in
            writer.write(.example, to: &tape)
        } read: { tape throws(PolicyError) in
            try tape.values()
        }
        #expect(written == [Facts.example.value])
    }

    @Test("What is not said follows from what is")
    func derived() throws {
        let days = Duration.days
        var facts = try facts([:])
        #expect(facts.createdAt == now - days(10) && facts.expiresAt == now + days(54))
        #expect(facts.dueAt == now + days(20) && facts.lastRotatedAt == facts.createdAt)
        facts = try self.facts(["remaining": .int(86_400)])
        #expect(facts.expiresAt == now + days(1) && facts.createdAt == now - days(63))
        facts = try self.facts(["age": .int(86_400), "interval": .string("10d")])
        #expect(facts.createdAt == now - days(1) && facts.expiresAt == now + days(23))
        #expect(facts.dueAt == now + days(9))
        facts = try self.facts(["created_at": .int(5), "expires_at": .int(7), "now": .int(6)])
        #expect(facts.value["remaining"] == .int(1) && facts.value["age"] == .int(1))
        facts = try self.facts(["remaining": .int(400 * 86_400)])
        #expect(facts.createdAt == now)
        facts = try self.facts([
            "due_at": .bool(false), "last_rotated_at": .bool(false), "last_result": .bool(false),
        ])
        #expect(facts.dueAt == nil && facts.lastRotatedAt == nil && facts.lastRunSucceeded == nil)
    }

    @Test("A policy gives its own name, interval, lifetime and application")
    func ofPolicy() throws {
        let facts = try facts([:], of: TestFactsTests.policy)
        #expect(facts.name == Self.policy.name)
        #expect(facts.interval == Self.policy.schedule.interval)
        #expect(facts.expiresAt - facts.createdAt == Self.policy.lifetime)
        #expect(
            facts.jitter
                == Facts(
                    name: facts.name, application: facts.application, now: now, createdAt: now,
                    expiresAt: now, interval: .days(1)
                ).jitter)
    }

    @Test(
        "What cannot be is refused",
        arguments: [
            (["remainin": Value.int(1)], "facts: unknown key 'remainin'"),
            (
                ["remaining": .int(1), "expires_at": .int(5)],
                "facts: 'expires_at' and 'remaining' contradict each other"
            ),
            (
                ["age": .int(1), "created_at": .int(5)],
                "facts: 'created_at' and 'age' contradict each other"
            ),
            (["jitter": .int(1)], "facts: 'jitter' must be a number from 0 to 1, without 1"),
            (["last_result": .string("bad")], "facts: 'last_result' must be \"ok\" or \"failed\""),
            (["application": .map(["id": .string("x")])], "facts: unknown key 'application.id'"),
        ])
    func refused(_ fields: [String: Value], _ message: String) {
        #expect {
            _ = try facts(fields)
        } throws: { error in
            "\(error)".hasPrefix(message)
        }
    }
}
