import Foundation
import Rotation
import TestSupport
import Testing

struct ExplainCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    /// A policy for the quickstart application whose `schedule` has this body.
    private func policy(_ body: String) throws -> String {
        try town.write(
            """
            local runtime = require "runtime"
            return {
              name = "quickstart",
              application = { object_id = "\(Town.quickstart)" },
              interval = "30d", rotate_at = "03:00", timezone = "Europe/Berlin", lifetime = "64d",
              secrets = { client_secret = "QUICKSTART_CLIENT_SECRET" },
              schedule = function(facts) \(body) end,
            }
            """, to: "policy.lua")
    }

    private func explain(_ body: String, _ arguments: String...) throws -> RuntimeProcess.Result {
        let run = try town.runtime("run", "--once", try policy(body))
        try #require([0, 1].contains(run.status), "\(run.errors)")
        return try RuntimeProcess.run(
            ["explain", "quickstart"] + arguments, environment: town.environment)
    }

    @Test("It shows facts in the policy's time zone, the advice, the host's rules and the fuel")
    func text() throws {
        let result = try explain(
            "for i = 1, 1000 do end "
                + "return { action = 'wait', at = facts.expires_at, reason = 'as late as can be' }")

        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "quickstart: idle")
        let expected = [
            #"  expires_at .* 2026-03-15 16:00 \S+ +2026-03-15T15:00:00Z  in 63d 23h"#,
            #"  remaining +63d 23h"#, #"  last_result +ok"#, #"  foreign_count +1"#,
            #"  advice +wait until 2026-03-15T15:00:00Z: as late as can be"#,
            #"  plan +a run begins at 2026-03-09T05:24:00Z"#,
            #"  host rules +margin: replaced at 2026-03-09T05:24:00Z, 6d 9h before its end, .*"#,
            #"  fuel +\d{3,4} of 1,000,000 instructions"#,
            #"  [0-9a-f-]{36}  current  v1 +2026-03-15T15:00:00Z  in 63d 23h  the next run"#,
            #"  next +2026-03-09 06:24 .* for the next decision"#,
        ]
        for pattern in expected {
            let regex = try Regex(pattern)
            #expect(
                lines.contains { $0.wholeMatch(of: regex) != nil }, "\(pattern)\n\(result.output)")
        }
        #expect(lines.count { $0.contains("as late as can be") } == 2, "logged, too")
    }

    @Test("A window is shown with what becomes of a missed one, and what it does to the plan")
    func window() throws {
        let path = try policy("return nil")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        _ = try town.write(
            text.replacingOccurrences(
                of: "lifetime =", with: "window = 'Thu 02:00-04:00', missed = 'skip', lifetime ="),
            to: "policy.lua")
        _ = try town.runtime("run", "--once", path)
        let result = try town.runtime("explain", "quickstart")
        // The nominal time is Tuesday, 2026-02-10, 03:00 in Berlin.
        for line in [
            "  window      Thu 02:00-04:00 Europe/Berlin; missed: skip",
            "              window: promotion waits until 2026-02-12T01:00:00Z",
        ] {
            #expect(result.output.contains(line + "\n"), "\(result.output)")
        }
        let json = try town.runtime("explain", "quickstart", "--json")
        let value = try #require(ValueText.decode(json.output))
        #expect(value["windows"] == .list([.string("Thu 02:00-04:00")]))
        #expect(value["decision"]?["plan"]?["closes_at"] == .string("2026-02-12T03:00:00Z"))
    }

    @Test("As JSON the facts are those the policy gets")
    func json() throws {
        let result = try explain(
            "if facts.remaining > 0 then return { action = 'wait', reason = 'r' } end", "--json")

        let value = try #require(ValueText.decode(result.output))
        #expect(value["facts"]?["expires_at"]?.integer == 1_773_586_800)
        #expect(value["facts"]?["application"]?["object_id"]?.text == Town.quickstart)
        #expect(value["decision"]?["advice"]?["reason"]?.text == "r")
        #expect(value["decision"]?["plan"]?["asks_again"] == .bool(true))
        #expect(value["last_logged"]?["advice"] == value["decision"]?["advice"])
        #expect(value["rotation"]?["current_key_id"]?.text != nil)
    }

    @Test("A policy that fails shows its error with the remedy, and what the host does then")
    func failing() throws {
        let result = try explain("return { action = 'rotat' }")

        #expect(result.status == 0)
        #expect(result.output.contains("failed: policy.lua: in 'schedule': unknown action 'rotat'"))
        #expect(result.output.contains("  hint        did you mean 'rotate'?"))
        #expect(result.output.contains("the policy is asked again at"))
    }

    @Test("It reaches no tenant and needs no right to write")
    func offline() throws {
        _ = try explain("return nil")
        let closed = try town.runtime(
            "explain", "quickstart", with: ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"])
        #expect(closed.status == 0)
        #expect(closed.output.contains("the declared schedule"))
    }

    @Test("Where something comes before the policy, it says what")
    func precedence() throws {
        let path = try policy("return nil")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        _ = try town.write(
            text.replacingOccurrences(of: "interval =", with: "auto = false, interval ="),
            to: "policy.lua")
        _ = try town.runtime("run", "--once", path)
        let result = try town.runtime("explain", "quickstart")
        #expect(result.output.contains("auto = false: a run begins only when an operator asks"))
        #expect(result.output.contains("next        nothing, until an operator asks"))
    }

    @Test("An unknown name is one clear error")
    func unknown() throws {
        _ = try explain("return nil")
        let result = try town.runtime("explain", "nobody")
        #expect(result.status == 1)
        #expect(result.errorLines == ["rotation \"nobody\" does not exist"])
        #expect(result.output.isEmpty)
    }
}
