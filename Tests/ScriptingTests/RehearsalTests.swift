import Rotation
import TestSupport
import Testing

@testable import Scripting

/// `check`: a policy tried on examples.
struct RehearsalTests {
    private func rehearse(
        _ fields: String, host: [HostVerb] = [], limits: ScriptLimits = .standard
    ) throws -> Rehearsal {
        let file = try TemporaryFile(PolicyText.with(fields))
        return try Rehearsal(path: file.path, host: host, limits: limits)
    }

    private func error(
        _ fields: String, host: [HostVerb] = [], limits: ScriptLimits = .standard
    ) -> PolicyError? {
        do {
            _ = try rehearse(fields, host: host, limits: limits)
            return nil
        } catch {
            return error as? PolicyError
        }
    }

    @Test("A function that answers the same every time is well")
    func well() throws {
        let body = "if facts.remaining < 86400 then return { action = 'rotate' } end"
        #expect(try rehearse("schedule = function(facts) \(body) end").file.policies.count == 1)
    }

    @Test(
        "The examples reach facts that are nil, a failure, the end and beyond",
        arguments: [
            "facts.due_at == nil", "facts.last_result == nil", "facts.last_result == 'failed'",
            "facts.attempts > 1", "facts.remaining < 0", "facts.now > facts.due_at",
            "facts.foreign_count > 0", "facts.age < 86400",
            "facts.remaining > 0 and facts.remaining < 7 * 86400",
        ])
    func examples(_ condition: String) {
        let test = "facts.due_at and \(condition)"
        let guarded = condition.contains("now > facts.due_at") ? test : condition
        let error = error("schedule = function(facts) if \(guarded) then error('here') end end")
        #expect(error?.description.hasSuffix("in 'schedule': here") == true)
    }

    @Test("An error shows the facts that led to it, and who called whom")
    func context() {
        let error = error(
            """
            schedule = function(facts)
              local function check() error('too bad') end
              if facts.attempts > 0 then check() end
            end
            """)
        #expect(error?.description.hasSuffix(":6: in 'check': too bad") == true)
        #expect(error?.context.first?.hasPrefix("called by 'schedule' at ") == true)
        #expect(error?.context.last?.contains("attempts = 2, last_result = \"failed\"") == true)
    }

    @Test(
        "Hidden state and the order of pairs are found out",
        arguments: [
            "schedule = (function() local n = 0 return function(facts) n = n + 1 "
                + "return { action = 'wait', at = n } end end)()",
            "schedule = function(facts) seen = seen end",
        ])
    func notDeterministic(_ fields: String) {
        let error = error(fields)
        #expect(error != nil)
        if fields.contains("n + 1") {
            #expect(error?.description.contains("not deterministic") == true)
        }
    }

    @Test("A file that returns something else each time is not deterministic")
    func loadsDifferently() throws {
        let fields =
            "description = (function() local t = {} for i = 1, 40 do t['k' .. i] = i end "
            + "local s = '' for k in pairs(t) do s = s .. k end return s end)()"
        // The order of 40 keys may by chance be the same in two states; hardly in ten times two.
        let errors = (0..<10).compactMap { _ in error(fields)?.description }
        #expect(errors.contains { $0.contains("not deterministic") })
    }

    @Test("What is printed is kept, each line once")
    func printed() throws {
        let rehearsal = try rehearse(
            """
            schedule = function(facts)
              require('runtime').log('warn', 'one')
              print('two')
            end
            """)
        #expect(rehearsal.printed == ["warn: one", "two"])
    }

    @Test("A hook that is a list is looked at: its functions must exist, its arguments must fit")
    func effects() {
        let unknown = error("hooks = { rotated = { { prob = {} } } }", host: [.example])
        #expect(
            unknown?.description.contains("effect 1: host has no function 'prob' here") == true)
        #expect(unknown?.hint == "did you mean 'probe'?")
        #expect(unknown?.recovery == .fixAccess)
        let misfit = error("hooks = { rotated = { { probe = {} } } }", host: [.example])
        #expect(misfit?.description.contains("'depth'") == true)
        let verify = error("hooks = { verify = { { probe = { depth = 1 } } } }", host: [.example])
        #expect(verify?.recovery == .fixAccess)
        #expect(
            error("hooks = { rotated = { { probe = { depth = 1 } } } }", host: [.example]) == nil)
    }

    @Test("A call that runs into a limit says which, and with what facts")
    func limits() {
        let error = error("schedule = function() while true do end end")
        #expect(error?.limit == .fuel)
        #expect(error?.context.count == 1)
    }

    @Test("All calls together have the time of one")
    func time() {
        let error = error(
            "schedule = function() end", limits: ScriptLimits(time: .nanoseconds(1)))
        #expect(error?.limit == .time)
    }
}

extension PolicyError {
    fileprivate var limit: Limit? {
        if case .limit(let limit, _) = self { limit } else { nil }
    }
}
