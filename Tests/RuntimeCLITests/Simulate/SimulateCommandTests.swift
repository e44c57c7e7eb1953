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
            ("forget-unresolved", "a live secret of ours that no row knows"),
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
            "graph down 6h at day 29", "--fail", "clock +1d at day 40", "--fail",
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
            "asleep 7d", "throttled 1h at day -1",
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
}
