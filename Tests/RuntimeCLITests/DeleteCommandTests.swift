import Rotation
import TestSupport
import Testing

/// `delete`, by the real program.
struct DeleteCommandTests {
    private let town: Town
    private let before: Set<String>
    private let file: String

    init() throws {
        town = try Town()
        before = Set(try town.liveKeyIDs(of: Town.payments))
        file = try town.write(Self.policy, to: "payments.lua")
        for arguments in [["run", "--once", file], ["rotate", "payments"]] {
            let result = try RuntimeProcess.run(
                arguments, environment: town.environment, folder: town.folder.path)
            try #require(result.status == 0, "\(result.errors)")
        }
        try #require(ours().count == 2)
    }

    private static let policy = """
        return {
          name = "payments",
          application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },
          interval = "30d", secrets = { client_secret = "PAYMENTS" },
        }
        """

    private func ours() throws -> Set<String> {
        Set(try town.liveKeyIDs(of: Town.payments)).subtracting(before)
    }

    private func isForgotten() throws -> Bool {
        try town.runtime("status", "payments").status == 1
    }

    @Test("What it made is gone, what others made stays, its names are free")
    func plain() throws {
        let keys = try ours()
        let result = try town.runtime("delete", "payments", "--yes")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try ours().isEmpty)
        #expect(before.isSubset(of: Set(try town.liveKeyIDs(of: Town.payments))))
        #expect(result.output.hasPrefix("payments: deleted, with its history\n"))
        for key in keys { #expect(result.output.contains("  removed  \(key)")) }
        #expect(result.output.contains("  free names  payments, PAYMENTS"))
        #expect(try isForgotten())
        #expect(try town.runtime("secret", "get", "PAYMENTS").status == 1)
    }

    @Test("Its file brings it back only once it has changed, and says so until then")
    func again() throws {
        _ = try town.runtime("delete", "payments", "--yes")
        let same = try town.runtime("run", "--once", file)
        #expect(same.status == 0)
        #expect(same.errors.contains("payments was deleted"))
        #expect(same.errors.contains("it is not put on record again"))
        #expect(try ours().isEmpty && isForgotten())
        let plan = try town.runtime("plan", file)
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("! payments was deleted"))
        #expect(plan.output.contains("0 to make") && plan.output.contains("1 deleted"))
        _ = try town.write(Self.policy + "-- again\n", to: "payments.lua")
        #expect(try town.runtime("plan", file).output.contains("1 to make"))
        let changed = try town.runtime("run", "--once", file)
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(try ours().count == 1)
    }

    @Test("Without --yes and without a terminal it is a usage error, and nothing happens")
    func unasked() throws {
        let keys = try ours()
        let result = try town.runtime("delete", "payments")
        #expect(result.status == 2)
        #expect(result.hintLines.first?.contains("Say --yes if that is meant") == true)
        for key in keys { #expect(result.hintLines.first?.contains(key) == true) }
        #expect(try ours() == keys && !isForgotten())
    }

    @Test("On a terminal it asks: no leaves it, yes deletes it")
    func asked() throws {
        let presses: [(keys: String, status: Int32, isLeft: Bool)] = [
            ("\r", 1, true), ("\u{3}", 130, true), ("\u{4}", 1, true), ("n\r", 1, true),
            ("y\u{4}", 1, true), ("yes\r", 0, false),
        ]
        for (keys, status, isLeft) in presses {
            let terminal = try PseudoTerminal(
                ["delete", "payments"], environment: town.environment, folder: town.folder.path)
            try terminal.wait(for: "Leave it")
            terminal.press(keys)
            #expect(try terminal.end() == status)
            #expect(try ours().isEmpty != isLeft)
        }
    }

    @Test("Kept in the tenant, every secret stays and is named")
    func keeping() throws {
        let keys = try ours()
        let result = try town.runtime(
            "delete", "payments", "--keep-credentials", "--yes", "--json",
            with: ["AZURE_CLIENT_SECRET": "wrong~"])
        #expect(result.status == 0, "\(result.errors)")
        let json = ValueText.decode(result.output)
        #expect(json?["deleted"]?.text == "payments")
        guard case .list(let kept)? = json?["kept"] else {
            Issue.record("no list: \(result.output)")
            return
        }
        #expect(Set(kept.compactMap(\.text)) == keys)
        #expect(try ours() == keys && isForgotten())
    }

    @Test("A secret that was removed before is not said to stay")
    func keepingLate() throws {
        let keys = try ours()
        let first = try town.runtime("delete", "payments", "--yes", "--max-wait", "0s")
        try #require(first.status == 75, "\(first.errors)")
        let removed = keys.subtracting(try ours())
        try #require(!removed.isEmpty)
        let result = try town.runtime("delete", "payments", "--yes", "--keep-credentials", "--json")
        #expect(result.status == 0, "\(result.errors)")
        let json = ValueText.decode(result.output)
        #expect(Self.texts(json?["removed"]) == removed)
        #expect(try Self.texts(json?["kept"]) == ours())
    }

    private static func texts(_ list: Value?) -> Set<String> {
        if case .list(let items)? = list { Set(items.compactMap(\.text)) } else { ["?"] }
    }

    @Test("What was kept is told and never removed, until a later rotation adopts it")
    func keptOn() throws {
        let keys = try ours()
        _ = try town.runtime("delete", "payments", "--keep-credentials", "--yes")
        let alone = try town.runtime("reconcile")
        #expect(alone.status == 0, "\(alone.errors)")
        #expect(alone.output.contains("left here when payments was deleted"))
        let again = Self.policy.replacing("interval", with: #"initial = "due", interval"#)
        _ = try town.write(again, to: "payments.lua")
        #expect(try town.runtime("run", "--once", file).status == 0)
        let plan = try town.runtime("plan").output
        #expect(plan.contains("left here when payments was deleted"), "\(plan)")
        #expect(!plan.contains("'runtime reconcile' cleans it up"))
        #expect(try town.runtime("reconcile").status == 0)
        #expect(try ours() == keys)
        for (place, key) in keys.enumerated() {
            let adopted = try town.runtime("adopt", "payments", "--key-id", key)
            #expect(adopted.status == 0, "\(adopted.errors)")
            let status = try town.runtime("status", "payments").output
            #expect(status.contains("kept when payments was deleted") == (place == 0), "\(status)")
        }
        #expect(try town.runtime("reconcile", "payments").output.contains("0 removed"))
        #expect(try town.runtime("delete", "payments", "--yes").status == 0)
        #expect(try ours().isEmpty)
    }

    @Test("Killed in the middle, the next run of any kind finishes it")
    func killed() throws {
        try town.fault("stall", on: "removePassword")
        let process = try town.start("delete", "payments", "--yes")
        try town.waitUntil { try town.requests("removePassword") == 1 }
        process.kill()
        #expect(try town.runtime("status", "payments").output.hasPrefix("payments: leaving"))
        let result = try town.runtime("run", "--once", file)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try ours().isEmpty && isForgotten())
    }

    @Test("Out of time it says so, and run again it goes on without asking")
    func outOfTime() throws {
        let first = try town.runtime("delete", "payments", "--yes", "--max-wait", "1s")
        #expect(first.status == 75, "\(first.errors)")
        let second = try town.runtime("delete", "payments")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try ours().isEmpty && isForgotten())
    }

    @Test("A running scheduler does the work; the command waits and watches")
    func watched() throws {
        let daemon = try town.start("run", file)
        defer { daemon.kill() }
        try town.waitUntil { try town.runtime("status", "payments").status == 0 }
        let result = try town.runtime("delete", "payments", "--yes", "--max-wait", "90d")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try ours().isEmpty && isForgotten())
    }
}
