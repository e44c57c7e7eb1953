import Foundation
import TestSupport
import Testing

/// `runtime simulate` as a process.
struct SimulateCommandTests {
    private let folder = TemporaryFolder()
    private let start = ["--start", "2026-01-10T00:00:00Z"]

    /// Writes a policy for a made-up application and gives its path.
    private func policy(_ more: String = "") throws -> String {
        let path = folder.path + "/orders.lua"
        let text = """
            return {
              name = "orders", interval = "30d",
              application = { client_id = "6f3c0001-0000-4000-8000-00000000aaaa" },
              secrets = { client_id = "ORDERS_ID", client_secret = "ORDERS_SECRET" },
              \(more)
            }
            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func simulate(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(["simulate"] + arguments + start, environment: environment)
    }

    @Test("A year of one policy: a run every thirty days, the old secret kept until the next")
    func year() throws {
        let result = try simulate([try policy(), "--days", "365", "--profile", "calm"])
        #expect(result.status == 0)
        #expect(result.output.contains("rotations       13 done"))
        #expect(result.output.contains("overlap         30d"))
        #expect(result.output.contains("longest gap     30d, declared 30d"))
        #expect(result.output.contains("rules           none broken"))
    }

    @Test("The same seed tells the same to the letter, another seed something else")
    func seeds() throws {
        let path = try policy()
        let run = { (seed: String) in
            try simulate([
                path, "--days", "60", "--applications", "5", "--profile", "hostile", "--seed", seed,
            ])
        }
        let first = try run("7")
        #expect(first.status == 0)
        #expect(try run("7").output == first.output)
        #expect(try run("8").output != first.output)
    }

    @Test(
        "A planted bug is found, named with its rule, and found again by the command it prints",
        arguments: [
            ("retire-before-deliver", "what consumers read has ended"),
            ("retire-at-once", "a secret retired before a newer one was delivered"),
            ("forget-unresolved", "a live secret of ours that no row knows"),
            ("promote-unproven", "a secret promoted without its proof"),
            ("intend-twice", "more than one secret in the making"),
            ("never-rotate", "what consumers read has ended"),
        ])
    func plants(bug: String, rule: String) throws {
        let arguments = [
            try policy(), "--days", "400", "--applications", "20", "--profile", "hostile",
            "--seed", "3",
        ]
        let first = try simulate(arguments, environment: ["RUNTIME_PLANT": bug])
        #expect(first.status == 1)
        #expect(first.errorLines.first?.contains(rule) == true)
        #expect(first.hintLines.first?.contains("--seed 3") == true)
        let again = try simulate(arguments, environment: ["RUNTIME_PLANT": bug])
        #expect(again.errors == first.errors)
        #expect(try simulate(arguments).status == 0)
    }

    @Test("Hooks run, and what they call succeeds without touching anything")
    func hooks() throws {
        let path = try policy(
            """
            needs = { files = { "orders.env" }, http = { "POST https://deploy.example.net/" } },
            hooks = { rotated = function(event, host)
              assert(host:file{ path = "orders.env", text = { event.secrets.client_secret } })
              local reply = host:http{ method = "POST", url = "https://deploy.example.net/" }
              assert(reply.status == 200)
            end },
            """)
        let result = try simulate([path, "--days", "40", "--profile", "calm"])
        #expect(result.status == 0)
        #expect(result.output.contains("rotations       2 done"))
        #expect(result.output.contains("0 failed, 0 retried"))
        #expect(!FileManager.default.fileExists(atPath: "/orders.env"))
    }

    @Test("An outage delays a rotation and is told; nothing fails for good")
    func outage() throws {
        let result = try simulate([
            try policy(), "--days", "60", "--profile", "calm", "--fail",
            "graph down 6h at day 29", "--fail", "clock +1d for 6h at day 40", "--fail",
            "asleep 7d at day 45",
        ])
        #expect(result.status == 0)
        #expect(result.output.contains("-- graph down 6h at day 29 --"))
        #expect(result.output.contains("0 failed"))
        #expect(!result.output.contains(" 0 retried"))
    }

    @Test("JSON and a picture tell the same figures")
    func forms() throws {
        let picture = folder.path + "/timeline.svg"
        let result = try simulate([
            try policy(), "--days", "70", "--profile", "calm", "--json", "--svg", picture,
        ])
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let summary = try #require(json["summary"] as? [String: Any])
        #expect(summary["rotations"] as? Int == 3)
        #expect((json["live"] as? [Int])?.last == 2)
        let svg = try String(contentsOfFile: picture, encoding: .utf8)
        #expect(svg.hasPrefix("<svg ") && svg.contains("3 rotations"))
        let opened = svg.matches(of: /<[a-z]+[^>]*[^\/]>/).count
        #expect(opened == svg.matches(of: /<\/[a-z]+>/).count)
    }

    @Test(
        "A mishap that is not understood is one error with the grammar",
        arguments: [
            "graph up", "graph down at day 3", "graph down 6h at day x", "clock 1d at day 3", "",
            "asleep 7d", "throttled 1h at day -1", "clock +1d at day 8",
        ])
    func grammar(text: String) throws {
        let result = try simulate([try policy(), "--fail", text])
        #expect(result.status == 2)
        #expect(result.errorLines == ["'--fail' does not understand \"\(text)\""])
        #expect(result.hintLines.first?.contains("graph down 6h at day 30") == true)
        #expect(result.output.isEmpty)
    }

    @Test("Numbers out of range and unknown profiles are refused")
    func ranges() throws {
        for bad in [["--days", "0"], ["--applications", "0"], ["--profile", "mild"]] {
            let result = try simulate([try policy()] + bad)
            #expect(result.status == 2)
            #expect(result.errorLines.first?.contains(bad[0]) == true)
        }
    }

    @Test(
        "A mishap that would change nothing is one error",
        arguments: [
            ("graph down 0h at day 3", "changes nothing"), ("clock +0s for 1h at day 3", "changes"),
            ("graph down 6h at day 500", "begins after the 40 days of the simulation"),
            ("asleep 7d at day 40", "begins after the 40 days of the simulation"),
        ])
    func idle(text: String, words: String) throws {
        let result = try simulate([try policy(), "--days", "40", "--fail", text])
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1 && result.errorLines[0].contains("\"\(text)\""))
        #expect(result.errorLines.first?.contains(words) == true)
        #expect(result.output.isEmpty)
    }

    /// Writes the policy of a fleet and gives its path.
    private func fleet(_ applications: String) throws -> String {
        let path = folder.path + "/fleet.lua"
        let text = """
            return {
              applications = \(applications), interval = "30d", canary = 1,
              name = function(app) return app.display_name end,
              secrets = { client_secret = function(app)
                return app.display_name:upper():gsub("-", "_") .. "_SECRET"
              end },
            }
            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test(
        "A fleet is simulated with applications that it selects, each of which rotates",
        arguments: [
            "{ tag = \"rotate:payments\" }", "{ display_name = \"pay-*\" }",
            "function(app) return true end",
            "function(app) return app.display_name:find(\"^api\") ~= nil end",
        ])
    func fleets(applications: String) throws {
        let result = try simulate([
            try fleet(applications), "--days", "40", "--applications", "5", "--profile", "calm",
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("40 days from 2026-01-10T00:00:00Z, 5 applications"))
        #expect(result.output.contains("rotations       10 done"))
        #expect(result.output.contains("0 failed, 0 retried, 0 alerts"))
        let names = result.output.matches(of: /[a-z]+-000[1-5]/).map { String($0.output) }
        #expect(Set(names).count == 5)
    }

    @Test("A fleet's function that takes none of the made-up applications is one error")
    func unselected() throws {
        let result = try simulate([try fleet("function(app) return false end")])
        #expect(result.status == 3)
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines.first?.contains("such as svc-0001, app-0001") == true)
        #expect(result.output.isEmpty)
    }

    @Test("The same file given twice is there once; a clash names the thing and both files")
    func twice() throws {
        let path = try policy()
        let once = try simulate([path, path, "--days", "3", "--profile", "calm"])
        #expect(once.output.contains("3 days from 2026-01-10T00:00:00Z, 1 application,"))
        let other = folder.path + "/other.lua"
        let text = try String(contentsOfFile: path, encoding: .utf8)
            .replacing("name = \"orders\"", with: "name = \"other\"").replacing(
                "aaaa", with: "bbbb")
        try text.write(toFile: other, atomically: true, encoding: .utf8)
        let clash = try simulate([path, other])
        #expect(clash.status == 3)
        #expect(
            clash.errorLines == [
                "\(other): the secret name \"ORDERS_ID\" is already used by \"\(path)\""
            ])
    }

    @Test("Secrets are counted at each change, not only as days begin")
    func counted() throws {
        let result = try simulate([
            try policy("overlap = \"1h\", stage = \"0s\""), "--days", "40", "--profile", "calm",
        ])
        #expect(result.output.contains("live secrets    at most 2 of one application, 2 together"))
    }

    @Test("What is told again and again is told once, with how often and until when")
    func repeated() throws {
        let result = try simulate([
            try policy(
                "hooks = { before_rotate = function(event) return nil, \"change freeze\" end },"),
            "--days", "40", "--profile", "calm",
        ])
        #expect(result.status == 0)
        let vetoes = result.output.split(separator: "\n").filter { $0.contains("vetoed") }
        #expect(vetoes.count == 1)
        #expect(vetoes.first?.contains("change freeze (960 times until 2026-02-18 23:00") == true)
    }

    @Test("A breach is seen when it happens; the command that shows it again can be pasted")
    func breach() throws {
        let odd = folder.path + "/it's.lua"
        try FileManager.default.moveItem(
            atPath: try policy(), toPath: odd)
        let picture = folder.path + "/breach.svg"
        let result = try simulate([
            odd, "--days", "100", "--profile", "calm", "--isolate", "--svg", picture,
            "--fail", "graph down 90d at day 5",
        ])
        #expect(result.status == 1)
        let error = try #require(result.errorLines.first)
        let match = try #require(
            error.firstMatch(of: /ended, at (\S+ \S+) UTC: .* ended at (\S+ \S+) UTC/))
        #expect(match.output.1 == match.output.2)
        #expect(result.output.contains("5 alerts"))
        let command = String(try #require(result.hintLines.first?.split(separator: ": ").last))
        #expect(command.contains("it'\\''s.lua'") && command.hasSuffix(" --isolate"))
        let again = try RuntimeProcess.run(
            [
                "-c",
                command.replacing("runtime simulate", with: "'\(RuntimeProcess.path)' simulate"),
            ],
            program: "/bin/sh")
        #expect(again.errorLines == result.errorLines)
    }

    @Test("A picture of many says that it does not draw all of them")
    func many() throws {
        let picture = folder.path + "/many.svg"
        _ = try simulate([
            try policy(), "--days", "20", "--applications", "50", "--profile", "calm", "--svg",
            picture,
        ])
        let svg = try String(contentsOfFile: picture, encoding: .utf8)
        #expect(svg.contains(">and 38 more, not drawn</text>"))
    }

    @Test("Help states what --fail takes once")
    func help() throws {
        let help = try RuntimeProcess.run(["simulate", "--help"]).output
        #expect(help.contains("--fail takes 'graph down 6h at day 30'"))
    }
}
