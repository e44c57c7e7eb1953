import Foundation
import Rotation
import TestSupport
import Testing

struct CheckCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    @Test("The project's own policies pass, as text and as JSON")
    func policies() throws {
        let text = try town.runtime("check", Town.policy(""))
        #expect(text.status == 0)
        #expect(text.output.contains("quickstart every 30d at 03:00 Europe/Berlin"))
        let json = try town.runtime("check", "--json", Town.policy("quickstart.lua"))
        let first = ValueText.decodeList(json.output)?.first
        #expect(first?["verdict"] == .string("ok"))
        guard case .list(let policies)? = first?["policies"] else {
            Issue.record("no policies")
            return
        }
        #expect(policies.first?["interval"] == .int(2_592_000))
    }

    @Test("A policy by cron with windows says so, as text and as JSON")
    func windows() throws {
        let file = try town.write(
            """
            return { name = "a", cron = "0 3 * * 1-5", timezone = "Europe/Berlin",
              window = "Tue,Thu 02:00-04:00; Sun 22:00-02:00", missed = "skip",
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" } }
            """, to: "one.lua")
        let windows = ["Tue,Thu 02:00-04:00", "Sun 22:00-02:00"]
        let text = try town.runtime("check", file)
        #expect(
            text.output.contains(
                "a by cron \"0 3 * * 1-5\" Europe/Berlin in \(windows.joined(separator: "; "))"))
        let policy = try town.checked(file)
        #expect(policy["cron"] == .string("0 3 * * 1-5"))
        #expect(policy["windows"] == .list(windows.map { .string($0) }))
        #expect(policy["missed"] == .string("skip"))
        #expect(policy["rotate_at"] == .null || policy["rotate_at"] == nil)
    }

    @Test("A name, an application or a secret name claimed in two files is found offline")
    func clash() throws {
        let policy = """
            return { name = "a", interval = "30d", secrets = { client_secret = "A" },
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" } }
            """
        _ = try town.write(policy, to: "one.lua")
        _ = try town.write(
            policy.replacingOccurrences(of: "\"a\"", with: "\"b\"")
                .replacingOccurrences(of: "\"A\"", with: "\"B\""), to: "two.lua")
        let result = try town.runtime("check", town.folder.path)
        #expect(result.status == 3)
        #expect(result.errorLines.first?.contains("two.lua") == true)
        #expect(result.errors.contains("\"one.lua\""))
    }

    @Test("Check needs no home and makes none")
    func noHome() throws {
        _ = try town.runtime("check", Town.policy("quickstart.lua"))
        #expect(!town.hasHome)
    }

    /// Checks a policy with this body of `schedule`, in a file of its own.
    private func check(_ body: String, _ options: String...) throws -> RuntimeProcess.Result {
        let policy = """
            return { name = "a", interval = "30d",
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" },
              schedule = function(facts)
                \(body)
              end }
            """
        _ = try town.write(policy, to: "a.lua")
        return try RuntimeProcess.run(
            ["check", "a.lua"] + options, environment: town.environment,
            folder: town.folder.path)
    }

    @Test(
        "The exit status tells errors, absent capabilities and limits apart",
        arguments: [
            ("error('x')", 3, "raised"), ("return 5", 3, "invalid"),
            ("return os.time()", 4, "denied"), ("return string.dump(print)", 4, "denied"),
            ("while true do end", 5, "limit-fuel"),
            ("local t = {} while true do t = { t, {} } end", 5, "limit-memory"),
            ("return nil", 0, "ok"),
        ] as [(String, Int32, String)])
    func verdicts(_ body: String, _ status: Int32, _ verdict: String) throws {
        #expect(try check(body).status == status)
        let json = try check(body, "--json")
        #expect(json.status == status)
        #expect(ValueText.decodeList(json.output)?.first?["verdict"] == .string(verdict))
    }

    @Test("An error shows its line, what led to it and what to do")
    func errorText() throws {
        let result = try check("if facts.remainig < 5 then return nil end")
        #expect(
            result.errors == """
                runtime: error: a.lua:4: in 'schedule': there is no field 'remainig'
                  4 |     if facts.remainig < 5 then return nil end
                    |              ^^^^^^^^
                  with remaining = 63d 23h, age = 1h, due_at = nil, attempts = 0, last_result = nil
                runtime: hint: did you mean 'remaining'?

                """)
    }

    @Test("The line of an error is shown also when Lua shortens the path")
    func longPath() throws {
        let name = String(repeating: "long-", count: 20) + ".lua"
        let raised = try town.write("local x = nil\nreturn x.y", to: name)
        let result = try town.runtime("check", raised)
        #expect(result.errorLines.first?.hasPrefix("...") == true)
        #expect(result.errors.contains("\n  2 | return x.y\n"))
    }

    @Test("Every file is reported, and the highest status wins")
    func several() throws {
        _ = try check("error('first')")
        _ = try town.write("return os.time()", to: "b.lua")
        _ = try town.write("return {", to: "c.lua")
        let result = try town.runtime("check", town.folder.path)
        #expect(result.errorLines.count == 3)
        #expect(result.status == 4)
    }

    @Test("The memory of a script can be set from 8 to 64 MiB")
    func memory() throws {
        let body = "local t = {} for i = 1, 9 do t[i] = ('x'):rep(1000000 + i) end"
        #expect(try check(body, "--memory", "8MiB").status == 5)
        #expect(try check(body, "--memory", "64MiB").status == 0)
        #expect(try check(body, "--memory", "65MiB").status == 2)
        #expect(try check(body, "--memory", "64").status == 2)
    }

    @Test("What a policy prints is shown, control characters escaped")
    func printed() throws {
        let result = try check("print('a\\27b')")
        #expect(result.status == 0)
        #expect(result.errors == "runtime: note: a.lua printed: a\\u{1B}b\n")
    }
}
