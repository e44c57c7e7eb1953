import Foundation
import Rotation
import TestSupport
import Testing

/// Scripts, run by the real program in a tenant.
struct ScriptCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func run(_ source: String, _ arguments: String...) throws -> RuntimeProcess.Result {
        let path = try town.write(source, to: "probe.lua")
        return try RuntimeProcess.run(
            ["script", path] + arguments, environment: town.environment,
            folder: town.folder.path)
    }

    private func script(_ name: String) -> String { Town.policy("scripts/\(name)") }

    /// A policy for a new application with these tags.
    private func policy(_ name: String, tags: [String]) throws -> String {
        let id = try town.addApplication(named: name, tags: tags)
        return try town.write(
            """
            return { name = "\(name)", application = { client_id = "\(id)" }, interval = "30d" }
            """, to: "\(name).lua")
    }

    @Test("Text, tables and other values are printed, after what the script prints")
    func output() throws {
        let text = try run("return function(args) print('a', 1) return args[2] end", "x", "y")
        #expect(text.output == "a\t1\ny\n" && text.status == 0)
        let table = try run(
            "return function() return {{name = 'a', b_at = 0}, {name = 'long', c = true}} end")
        #expect(
            table.output == """
                B_AT                  C     NAME
                1970-01-01T00:00:00Z  -     a
                -                     true  long

                """)
        let json = try run("return function() return {{name = 'a'}} end", "--json")
        #expect(json.output == "[{\"name\":\"a\"}]\n")
        #expect(try run("return function() end").output == "")
        let forged = try run("return function() return {{a = '\\27[2J\\nb'}} end")
        #expect(forged.output.split(separator: "\n").count == 2)
        #expect(!forged.output.contains("\u{1b}"))
    }

    @Test(
        "A script that ends badly says so with the status that tells how",
        arguments: [
            ("return function() return nil, 'no luck' end", 1, "no luck"),
            ("return function(_, host) return host:history('x') end", 1, "no rotation \"x\""),
            ("return function() error('boom') end", 3, "boom"),
            ("return {}", 3, "a script must return a function"),
            ("return function( end", 3, "probe.lua:1"),
            ("return function() while true do end end", 5, "fuel"),
            (
                "return function(_, host) host:pause('x') end", 4,
                #"grants = { ["probe.lua"] = { engine = { "pause" } } }"#
            ),
            (
                "return function(_, host) host:put_secret{name = 'A', text = 'b'} end", 4,
                #"grants = { ["probe.lua"] = { secrets = { "A" } } }"#
            ),
            ("return function(_, host) return host:rotatoins{} end", 4, "rotations"),
        ] as [(String, Int32, String)])
    func endings(source: String, status: Int32, text: String) throws {
        let result = try run(source)
        #expect(result.status == status, "\(result.errors)")
        #expect(result.errors.contains(text), "\(result.errors)")
    }

    @Test("What a script printed before it failed is not lost; a missing file is named")
    func failures() throws {
        let result = try run("return function() print('so far') error('boom') end")
        #expect(result.output == "so far\n" && result.status == 3)
        let missing = try town.runtime("script", "nothing.lua")
        #expect(missing.status == 3 && missing.errors.contains("nothing.lua"))
        #expect(try town.runtime("script", "nothing").status == 2)
    }

    @Test("Credentials that end within some days are reported, own and foreign, soonest first")
    func expiring() throws {
        _ = try town.addApplication(named: "late", ends: "2026-01-30T00:00:00Z")
        _ = try town.addApplication(named: "soon", isOwned: false, ends: "2026-01-12T00:00:00Z")
        _ = try town.addApplication(named: "far", ends: "2027-01-01T00:00:00Z")
        _ = try town.addApplication(named: "over", ends: "2025-12-30T00:00:00Z")
        let result = try town.runtime("script", script("expiring.lua"), "25", "--json")
        #expect(result.status == 0, "\(result.errors)")
        guard case .list(let rows)? = ValueText.decode(result.output) else {
            return #expect(Bool(false), "\(result.output)")
        }
        #expect(rows.map { $0["application"]?.text } == ["soon", "late"])
        #expect(rows.map { $0["days"]?.integer } == [1, 19])
        #expect(rows.allSatisfy { $0["ours"] == .bool(false) })
        let table = try town.runtime("script", script("expiring.lua"), "25")
        #expect(table.output.contains("soon"))
        #expect(table.output.contains("2026-01-12T00:00:00Z"))
        #expect(try town.runtime("script", script("expiring.lua"), "x").status == 1)
    }

    @Test("Every rotation of one team is paused, and no other")
    func pauseTeam() throws {
        let ours = try policy("ours", tags: ["team:payments", "x"])
        let theirs = try policy("theirs", tags: ["team:search"])
        let rotated = try town.runtime("run", "--once", ours, theirs)
        try #require(rotated.status == 0, "\(rotated.errors)")

        let denied = try town.runtime("script", script("pause_team.lua"), "payments")
        #expect(denied.status == 4)
        #expect(denied.errors.contains(#"grants = { ["pause_team.lua"] = { engine"#))
        try town.configure(
            #"return { grants = { ["pause_team.lua"] = { engine = { "pause" } } } }"#)
        let result = try town.runtime("script", script("pause_team.lua"), "payments")
        #expect(result.status == 0 && result.output == "ours: paused\n", "\(result.errors)")
        let again = try town.runtime("script", script("pause_team.lua"), "payments")
        #expect(again.output == "ours: was paused already\n")
        #expect(try town.runtime("script", script("pause_team.lua"), "nobody").status == 1)
        #expect(try town.runtime("status", "ours").output.hasPrefix("ours: paused\n"))
        #expect(!(try town.runtime("status", "theirs").output.contains("paused")))
        let history = try town.runtime("history", "ours").output
        #expect(history.contains(#"by script "pause_team.lua""#))
    }

    @Test("A script starts commands and puts secrets together, and never sees a value")
    func handles() throws {
        try town.configure(
            """
            return {
              commands = { echo = { argv = { "/bin/cat" } } },
              grants = { ["probe.lua"] = { commands = { "echo" }, secrets = { "CONN" } } },
            }
            """)
        let rotated = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        try #require(rotated.status == 0, "\(rotated.errors)")
        let names = try town.runtime("secret", "list", "--json").output
        guard case .list(let secrets)? = ValueText.decode(names),
            let name = secrets.compactMap({ $0["name"]?.text }).first(where: {
                $0.hasSuffix("SECRET")
            })
        else { return #expect(Bool(false), "\(names)") }
        let value = try town.runtime("secret", "get", name).output.trimmed
        let result = try run(
            """
            return function(args, host)
              local secret = assert(host:secret(args[1]))
              print(secret)
              print(host:command{ "echo", stdin = { "a=", secret } }.stdout)
              return host:put_secret{ name = "CONN", text = { "Pwd=", secret } }
            end
            """, name)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("a=<secret \(name) v1>"))
        #expect(!result.output.contains(value) && !result.errors.contains(value))
        #expect(try town.runtime("secret", "get", "CONN").output == "Pwd=\(value)\n")
        #expect(try town.runtime("secret", "list").output.contains("CONN"))
    }

    @Test("A folder of policies is checked without its folder of scripts")
    func notPolicies() throws {
        let folder = URL(fileURLWithPath: Town.policy("quickstart.lua"))
            .deletingLastPathComponent().path
        let result = try town.runtime("check", folder)
        #expect(result.status == 0, "\(result.errors)")
    }
}
