import Foundation
import Rotation
import TestSupport
import Testing

/// `runtime plan` against a tenant.
struct PlanCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func plan(_ arguments: String...) throws -> Value {
        let result = try RuntimeProcess.run(
            ["plan", "--json"] + arguments, environment: town.environment)
        try #require([0, 75].contains(result.status), "\(result.errors)")
        return try #require(ValueText.decode(result.output))
    }

    private func rotations(_ plan: Value) -> [Value] {
        if case .list(let items)? = plan["rotations"] { items } else { [] }
    }

    private func actions(_ rotation: Value?) -> [Value] {
        if case .list(let items)? = rotation?["actions"] { items } else { [] }
    }

    @Test("A fleet's members that a listing would bring are planned; those on record are not new")
    func fleet() throws {
        let file = try town.write(
            """
            return { applications = { tag = "svc" }, interval = "30d",
              name = function(app) return app.display_name end }
            """, to: "svc.lua")
        for number in 1...2 { _ = try town.addApplication(named: "svc-\(number)", tags: ["svc"]) }
        let first = rotations(try plan(file))
        #expect(first.compactMap { $0["rotation"]?.text }.sorted() == ["svc-1", "svc-2"])
        #expect(first.allSatisfy { actions($0).contains { $0["do"]?.text == "make" } })
        #expect(!town.hasHome)

        #expect(try town.runtime("run", "--once", file).status == 0)
        _ = try town.addApplication(named: "svc-3", tags: ["svc"])
        let text = try town.runtime("plan", file).output
        #expect(text.contains(#"svc-3  application "svc-3" on "default", new"#), "\(text)")
        #expect(text.contains("Plan: 1 to make, 0 to remove, 2 unchanged"), "\(text)")
    }

    /// A fleet whose policy fails for the applications called `svc-bad…`.
    private func fussyFleet(_ more: String = "") throws -> String {
        try town.write(
            """
            return { applications = { tag = "svc" }, interval = "30d", \(more)
              name = function(app) return app.display_name end,
              secrets = function(app)
                if app.display_name:find("bad") then error("no name for it") end
                return { client_secret = app.display_name }
              end }
            """, to: "svc.lua")
    }

    @Test("An application for which a fleet's function fails is left out; the others are planned")
    func leftOut() throws {
        let file = try fussyFleet()
        for name in ["svc-1", "svc-bad", "svc-2"] {
            _ = try town.addApplication(named: name, tags: ["svc"])
        }
        let text = try town.runtime("plan", file)
        #expect(text.status == 3)
        #expect(text.output.contains(#"! application "svc-bad" ("#), "\(text.output)")
        #expect(text.output.contains("no name for it"))
        #expect(
            text.output.contains("Plan: 2 to make, 0 to remove, 1 left out, 0 unchanged"),
            "\(text.output)")
        #expect(text.errorLines.count == 1 && text.errorLines[0].contains("no name for it"))

        let json = ValueText.decode(try town.runtime("plan", "--json", file).output)
        guard case .list(let items)? = json?["left_out"] else { return #expect(Bool(false)) }
        #expect(items.map { $0["display_name"]?.text } == ["svc-bad"])
        #expect(items.first?["message"]?.text?.contains("no name for it") == true)
        #expect(json?["summary"]?["left_out"]?.integer == 1)
    }

    @Test("A member on record for which the changed policy fails keeps its own, and is told")
    func leftBehind() throws {
        let file = try town.write(
            """
            return { applications = { tag = "svc" }, interval = "30d",
              name = function(app) return app.display_name end }
            """, to: "svc.lua")
        for name in ["svc-1", "svc-bad"] {
            _ = try town.addApplication(named: name, tags: ["svc"])
        }
        try #require(try town.runtime("run", "--once", file).status == 0)
        _ = try fussyFleet()
        let json = ValueText.decode(try town.runtime("plan", "--json", file).output)
        #expect(json?["summary"]?["left_out"]?.integer == 1)
        #expect(json?["summary"]?["change"]?.integer == 1)
        #expect(json?["summary"]?["unchanged"]?.integer == 1)
    }

    @Test("How long it takes is told where limits or canaries hold it up, and only there")
    func work() throws {
        let file = try fussyFleet()
        for number in 1...3 { _ = try town.addApplication(named: "svc-\(number)", tags: ["svc"]) }
        #expect(!(try town.runtime("plan", file).output.contains("at a time")))

        try town.configure("return { limits = { proofs_waiting = 1 } }")
        let slow = try town.runtime("plan", file).output
        // Each counts for 50 s; the last is promoted two minutes after it was made.
        let expected =
            #"connection "default": 3 new secrets, 1 at most being proven at a time: 3m 40s"#
        #expect(slow.contains(expected), "\(slow)")

        _ = try fussyFleet("canary = 1,")
        try town.configure("return {}")
        let canary = try town.runtime("plan", file).output
        #expect(
            canary.contains("at a time, 1 first and the others after 1h: 1h 4m or more"),
            "\(canary)")
        let json = ValueText.decode(try town.runtime("plan", "--json", file).output)
        guard case .list(let work)? = json?["work"] else { return #expect(Bool(false)) }
        #expect(work.first?["canaries"]?.integer == 1)
        #expect(work.first?["make"]?["count"]?.integer == 3)
        #expect(work.first?["make"]?["seconds"]?.integer == 3_840)

        try #require(try town.runtime("run", "--once", file).status == 0)
        try town.advance(.hours(2))
        try #require(try town.runtime("run", "--once", file).status == 0)
        let cleared = try town.runtime("plan", "--within", "40d", file).output
        #expect(!cleared.contains("at a time"), "\(cleared)")
    }

    @Test("Without a home it tells what a new policy would do, and leaves everything as it was")
    func new() throws {
        let before = try town.truth(of: Town.quickstart)
        let result = try town.runtime("plan", try town.policy("quickstart", of: Town.quickstart))

        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        let expected = [
            #"quickstart  application "quickstart" on "default", new"#,
            "  + a new client secret, valid until Sun 2026-03-15 16:00 CET, in 64d",
            "      Sat 2026-01-10 16:00 CET, now: no current secret",
            "  ~ QUICKSTART_SECRET: v1 becomes current",
            "      Sat 2026-01-10 16:02 CET, in 2m: once it has signed in 3 times",
            "Plan: 1 to make, 0 to remove, 0 unchanged (within 1d)",
        ]
        for line in expected { #expect(result.output.contains(line), "\(line)\n\(result.output)") }
        #expect(!town.hasHome)
        #expect(try town.truth(of: Town.quickstart) == before)
        #expect(!result.output.contains("\u{1b}"))
    }

    @Test("A home in order has nothing to do; looking further shows the next run to its end")
    func quiet() throws {
        let path = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", path).status == 0)
        let before = FileManager.default.contents(atPath: town.database)
        let quiet = try town.runtime("plan")
        #expect(quiet.output.contains("Plan: 0 to make, 0 to remove, 1 unchanged (within 1d)"))
        #expect(quiet.output.contains("quickstart: next run Mon 2026-02-09 03:00 CET, in 29d"))

        let far = try plan("--within", "40d", "quickstart")
        #expect(far["summary"]?["make"]?.integer == 1)
        let kinds = actions(rotations(far).first).compactMap { $0["do"]?.text }
        #expect(kinds == ["make", "promote", "displace"])
        let make = actions(rotations(far).first).first
        #expect(make?["at_local"]?.text == "2026-02-09T03:00:00+01:00")
        #expect(make?["because"]?.text == "due at 2026-02-10T02:00:00Z")
        #expect(FileManager.default.contents(atPath: town.database) == before)
    }

    @Test("A changed file shows what it changes")
    func changed() throws {
        let path = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", path).status == 0)
        _ = try town.policy("quickstart", of: Town.quickstart, "lifetime = '80d', stage = '2h',")
        let result = try town.runtime("plan", path)
        #expect(result.output.contains("  ~ policy file: lifetime 64d -> 80d"))
        #expect(result.output.contains("  ~ policy file: stage 1d -> 2h"))
        #expect(result.output.contains("next run Tue 2026-02-10 01:00 CET"))
        #expect(result.output.contains("1 to change"))
        #expect(try town.runtime("status", "--json").output.contains("2026-02-09T02:00:00Z"))
    }

    @Test("Everything in the way is told, and the run is counted as blocked")
    func blocked() throws {
        let application = try town.graph("GET", "/v1.0/applications/\(Town.quickstart)")
        let clientID = try #require(application["appId"]?.text)
        try town.graph(
            "PATCH", "/v1.0/servicePrincipals(appId='\(clientID)')", #"{"accountEnabled":false}"#)
        let text = try town.runtime("plan", try town.policy("quickstart", of: Town.quickstart))
        #expect(text.status == 0)
        #expect(text.output.contains("! nobody can sign in as application"))
        #expect(text.output.contains("hint: enable it, or delete the rotation"))
        #expect(text.output.contains("0 to make, 0 to remove, 1 blocked, 0 unchanged"))
    }

    @Test("What a policy needs and is not granted is in the way, with the line to add")
    func ungranted() throws {
        let needs = """
            needs = { http = { "POST https://x.example/hooks/" }, files = { "a/b.env" },
              commands = { "reload" } },
            """
        let file = try town.policy("quickstart", of: Town.quickstart, needs)
        let item = try #require(rotations(try plan(file)).first)
        guard case .list(let obstacles)? = item["obstacles"] else {
            Issue.record("no obstacles: \(item)")
            return
        }
        #expect(obstacles.count == 3 && item["blocked"] == .bool(true))
        let hints = obstacles.compactMap { $0["hint"]?.text }.joined(separator: "\n")
        for line in [#"http = { "POST https://x.example/hooks/" }"#, #"commands = { "reload" }"#] {
            #expect(hints.contains(#"grants = { ["quickstart"] = { \#(line) } }"#), "\(hints)")
        }
        #expect(
            actions(item).contains { $0["do"]?.text == "make" }, "it would be made all the same")
        try town.configure(
            """
            return { grants = { quickstart = { http = { "POST https://x.example/" },
              files = { "a/" }, commands = { "reload", "other" } } },
              commands = { reload = { argv = { "/bin/true" } } } }
            """)
        let granted = try #require(rotations(try plan(file)).first)
        #expect(granted["obstacles"] == .list([]) && granted["blocked"] == .bool(false))
        #expect(
            !FileManager.default.fileExists(atPath: "\(town.home)/files"),
            "the folder of granted files is made when something runs, not by looking")
    }

    @Test("What is on record and blocked is counted, also before its time")
    func blockedLater() throws {
        let file = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", file).status == 0)
        let needs = #"needs = { commands = { "reload" } },"#
        let changed = try town.policy("quickstart", of: Town.quickstart, needs)
        try #require(try town.runtime("run", "--once", changed).status == 0)
        let text = try town.runtime("plan").output
        #expect(text.contains("Plan: 0 to make, 0 to remove, 1 blocked, 0 unchanged"), "\(text)")
    }

    @Test("An application that the connection does not own is told before the directory says it")
    func notOwned() throws {
        let clientID = try town.addApplication(named: "elsewhere", isOwned: false)
        let path = try town.write(
            """
            return { name = "elsewhere", application = { client_id = "\(clientID)" },
              interval = "30d", secrets = { client_secret = "ELSEWHERE" } }
            """, to: "elsewhere.lua")
        let item = rotations(try plan(path)).first
        #expect(item?["blocked"] == .bool(true))
        guard case .list(let obstacles)? = item?["obstacles"] else { return #expect(Bool(false)) }
        #expect(obstacles.first?["message"]?.text?.contains("no owner of it") == true)
    }

    @Test("What is claimed twice is told with both files, and is an error of the policy")
    func clash() throws {
        let first = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", first).status == 0)
        let second = try town.policy("quickstart", of: Town.payments, file: "second.lua")
        let result = try town.runtime("plan", second)
        #expect(result.status == 3)
        let text = #"\#(second): the name "quickstart" is already used by "\#(first)""#
        #expect(result.errorLines == [text])
        #expect(result.output.contains("! \(text)"))
    }

    @Test("Foreign secrets are listed with their ends; a tenant out of reach is status 75")
    func reach() throws {
        let path = try town.policy("quickstart", of: Town.quickstart)
        let item = rotations(try plan(path)).first
        guard case .list(let others)? = item?["other_secrets"] else {
            return #expect(Bool(false))
        }
        #expect(others.count == 1)
        #expect(others.first?["owner"]?.text == "other")
        #expect(others.first?["ends_at"]?.text != nil)

        let closed = try town.runtime(
            "plan", path, with: ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"])
        #expect(closed.status == 75)
        #expect(closed.errorLines.count == 1)
        #expect(closed.output.contains("1 blocked"))
        #expect(
            closed.output.components(separatedBy: "could not sign in").count == 2,
            "told once, however many rotations it holds up: \(closed.output)")
    }

    @Test("A policy that is broken, and one that fails, are status 3")
    func broken() throws {
        let broken = try town.write("return {", to: "broken.lua")
        #expect(try town.runtime("plan", broken).status == 3)
        let path = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", path).status == 0)
        _ = try town.policy(
            "quickstart", of: Town.quickstart, "schedule = function() error('no') end,")
        let failing = try town.runtime("plan", path)
        #expect(failing.status == 3)
        #expect(failing.errorLines.first?.contains("no") == true)
        #expect(failing.output.contains("Plan: "))
        #expect(try town.runtime("plan", "quickstat").hintLines == ["did you mean 'quickstart'?"])
    }
}
