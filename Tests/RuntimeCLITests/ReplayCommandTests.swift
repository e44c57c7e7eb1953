import Foundation
import Rotation
import TestSupport
import Testing

struct ReplayCommandTests {
    private let town: Town

    /// A home that decided by the declared schedule at first and to wait ten days later.
    init() throws {
        town = try Town()
        for fields in ["", #"schedule = function() return { action = "wait" } end,"#] {
            let result = try town.runtime("run", "--once", write(fields, to: "policy.lua"))
            try #require(result.status == 0, "\(result.errors)")
            if fields.isEmpty { try town.advance(.days(10)) }
        }
    }

    /// The quickstart policy with more fields.
    private func write(_ fields: String, to name: String = "new.lua") throws -> String {
        let path = Town.policy("quickstart.lua")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try town.write(
            text.replacingOccurrences(of: "return {", with: "return { \(fields)"), to: name)
    }

    @Test("It prints the decisions that another policy would change, and counts them")
    func changes() throws {
        let policy = try write(
            """
            schedule = function(facts)
              if facts.remaining < 60 * 86400 then
                return { action = "rotate", reason = "sixty days left" }
              end
            end,
            """)
        let result = try town.runtime("replay", "--policy", policy)

        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(
            result.output.hasSuffix("\n2 decisions replayed, 1 would change\n"), "\(result.output)")
        #expect(result.output.contains("2026-01-20T15:02:00Z  quickstart  age 10d"))
        #expect(result.output.contains("  was       wait\n"))
        #expect(result.output.contains("  would be  rotate: sixty days left\n"))
        #expect(result.output.contains("            a run begins at once\n"))
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
    }

    @Test("Another interval changes what the declared schedule planned")
    func interval() throws {
        let text = try String(contentsOfFile: write(""), encoding: .utf8)
        let policy = try town.write(
            text.replacingOccurrences(of: "\"30d\"", with: "\"20d\""), to: "new.lua")
        let result = try town.runtime("replay", "--policy", policy, "--json")

        let value = try #require(ValueText.decode(result.output))
        #expect(value["replayed"] == .int(2))
        #expect(value["changed"] == .int(2))
        guard case .list(let decisions)? = value["decisions"] else {
            Issue.record("no decisions: \(result.output)")
            return
        }
        #expect(decisions.first?["was"]?["plan"]?["nominal"]?.text == "2026-02-10T02:00:00Z")
        #expect(decisions.first?["would_be"]?["plan"]?["nominal"]?.text == "2026-01-31T02:00:00Z")
    }

    @Test("The policy on record changes nothing that it decided itself")
    func same() throws {
        let policy = try write(#"schedule = function() return { action = "wait" } end,"#)
        let result = try town.runtime("replay", "--policy", policy, "--since", "5d")
        #expect(result.status == 0)
        #expect(result.output == "1 decision replayed, 0 would change\n")
    }

    @Test("A policy that fails on logged facts is listed, and the status is 3")
    func failing() throws {
        let policy = try write("schedule = function(facts) return facts.agee end,")
        let result = try town.runtime("replay", "--policy", policy)

        #expect(result.status == 3)
        #expect(result.output.hasSuffix("\n2 decisions replayed, 2 would change\n"))
        #expect(result.output.contains("would be  failed: "))
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines[0].contains("fails on 2 of 2 decisions"))
        #expect(result.hintLines == ["did you mean 'age'?"])
    }

    @Test("A decision that failed before and fails again is listed all the same")
    func stillFailing() throws {
        let failing = "schedule = function(facts) return facts.agee end,"
        let run = try town.runtime("run", "--once", write(failing, to: "policy.lua"))
        try #require(run.errors.contains("agee"), "\(run.errors)")
        let result = try town.runtime("replay", "--policy", write(failing))
        #expect(result.status == 3)
        #expect(result.output.hasSuffix("\n3 decisions replayed, 3 would change\n"))
    }

    @Test("A broken file, a policy it has not, and one nothing is logged of are told apart")
    func badInput() throws {
        let broken = try town.runtime("replay", "--policy", town.write("return {", to: "b.lua"))
        #expect(broken.status == 3)
        let policy = try write("")
        let absent = try town.runtime("replay", "--policy", policy, "--name", "quikstart")
        #expect(absent.status == 2)
        #expect(absent.hintLines == ["did you mean 'quickstart'?"])
        let late = try town.runtime("replay", "--policy", policy, "--since", "1s")
        #expect(late.status == 0)
        #expect(late.output.hasSuffix("\n1 decision replayed, 1 would change\n"))
        try town.advance(.hours(1))
        let none = try town.runtime("replay", "--policy", policy, "--since", "1s")
        #expect(none.output == "0 decisions replayed, 0 would change\n")
        #expect(none.errors.contains("no decision of \"quickstart\" is logged"))
    }
}
