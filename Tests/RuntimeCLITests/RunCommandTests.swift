import Foundation
import Rotation
import Testing

struct RunCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func current() throws -> String {
        let status = try town.runtime("status", "--json")
        let rotations = try #require(ValueText.decodeList(status.output))
        return try #require(rotations.first?["current_key_id"]?.text)
    }

    @Test("The quickstart policy runs to rest; what consumers read signs in")
    func quickstart() throws {
        let result = try town.runtime("run", "--once", Town.policy("quickstart.lua"))

        #expect(result.status == 0)
        #expect(result.errorLines.isEmpty)
        let secret = try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET").output
        let client = try town.runtime("secret", "get", "QUICKSTART_CLIENT_ID").output
        #expect(try town.signIn(client.trimmed, secret.trimmed) == 200)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(try town.liveKeyIDs(of: Town.quickstart).contains(current()))
    }

    @Test("A second secret displaces the first, which is gone when its overlap has ended")
    func rotation() throws {
        _ = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        let first = try current()
        let rotated = try town.runtime("rotate", "quickstart")
        #expect(rotated.status == 0)
        let second = try current()
        #expect(first != second)
        #expect(Set(try town.liveKeyIDs(of: Town.quickstart)).isSuperset(of: [first, second]))

        try town.advance(.hours(1))
        let retired = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        #expect(retired.status == 0)
        let live = try town.liveKeyIDs(of: Town.quickstart)
        #expect(live.contains(second))
        #expect(!live.contains(first))
        // The credential somebody made by hand is still there.
        #expect(live.count == 2)
    }

    @Test("Eight workers rotate a file of twelve applications, each once, on the emulator's clock")
    func fleet() throws {
        let policies = try (0..<12).map { number in
            let client = try town.addApplication(named: "fleet \(number)")
            return """
                { name = "fleet-\(number)", application = { client_id = "\(client)" },
                  interval = "30d", secrets = { client_secret = "FLEET_\(number)" } },
                """
        }
        let file = try town.write("return { \(policies.joined()) }", to: "fleet.lua")
        let result = try town.runtime("run", "--once", file)
        #expect(result.status == 0, "\(result.errors)")
        for number in 0..<12 {
            #expect(try town.runtime("secret", "get", "FLEET_\(number)").status == 0)
        }
        for id in try town.applicationIDs() {
            let isFleet = try town.truth(of: id)["displayName"]?.text?.hasPrefix("fleet") == true
            #expect(try town.writes("addPassword", of: id) == (isFleet ? 1 : 0))
        }
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count { $0.contains("  delivered  ") } == 12)
        #expect(lines.allSatisfy { $0.hasPrefix("2026-") })
    }

    @Test(
        "Killed after addPassword was applied and before its reply: one current secret, no orphan")
    func killedWhileMinting() throws {
        try town.fault("stall", on: "addPassword")
        let before = Set(try town.liveKeyIDs(of: Town.quickstart))
        let process = try town.start("run", "--once", Town.policy("quickstart.lua"))
        try town.waitUntil { try town.writes("addPassword", of: Town.quickstart) == 1 }
        process.kill()
        let orphan = try #require(
            Set(try town.liveKeyIDs(of: Town.quickstart)).subtracting(before).first)

        let result = try town.runtime("run", "--once", Town.policy("quickstart.lua"))

        #expect(result.status == 0)
        let live = Set(try town.liveKeyIDs(of: Town.quickstart)).subtracting(before)
        #expect(live == [try current()])
        #expect(!live.contains(orphan))
        #expect(result.errors.contains("was made although its answer was lost; removing it"))
        #expect(result.errors.contains("cleaned"))
        #expect(result.errors.contains(orphan))
        #expect(try town.writes("addPassword", of: Town.quickstart) == 2)
    }

    @Test("A reply that is lost leads to the same end without a restart")
    func lostReply() throws {
        try town.fault("lost_reply", on: "addPassword")
        let before = Set(try town.liveKeyIDs(of: Town.quickstart))

        let result = try town.runtime("run", "--once", Town.policy("quickstart.lua"))

        #expect(result.status == 0)
        let live = Set(try town.liveKeyIDs(of: Town.quickstart)).subtracting(before)
        #expect(live == [try current()])
        #expect(result.errors.contains("cleaned"))
        #expect(try town.writes("addPassword", of: Town.quickstart) == 2)
    }

    @Test("A request that is lost is made anew after reads that do not find it")
    func lostRequest() throws {
        try town.fault("lost_request", on: "addPassword")
        let result = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        #expect(result.status == 0)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(try town.liveKeyIDs(of: Town.quickstart).count == 2)
    }

    @Test("Two processes started together on one home make one secret between them")
    func together() throws {
        let policy = Town.policy("quickstart.lua")
        let first = try town.start("run", "--once", policy)
        let second = try town.start("run", "--once", policy)
        let results = [first.finish(), second.finish()]

        #expect(results.map(\.status) == [0, 0], "\(results.map(\.errors))")
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(results.allSatisfy { $0.output.contains("quickstart  idle") })
    }

    @Test("A rotation that stands still until it is mended is no success, however often it is run")
    func needsMending() throws {
        let wrong = ["AZURE_CLIENT_SECRET": "wrong~"]
        let policy = Town.policy("quickstart.lua")
        for _ in 0..<2 {
            let result = try town.runtime("run", "--once", policy, with: wrong)
            #expect(result.status == 1)
            #expect(result.errorLines.count == 1)
            #expect(result.errors.contains("7000215"))
        }
        let mended = try town.runtime("rotate", "quickstart")
        #expect(mended.status == 0)
    }

    @Test("Asked to stop during a read, it ends within five seconds and records no failure")
    func stoppedWhileReading() throws {
        try town.fault("stall", on: "application")
        let process = try town.start("run", "--once", Town.policy("quickstart.lua"))
        try town.waitUntil { try town.requests("application") == 1 }
        let asked = ContinuousClock.now
        process.terminate()
        let result = process.finish()

        #expect(ContinuousClock.now - asked < .seconds(5))
        #expect(result.status == 75)
        #expect(result.errorLines == ["stopped"])
        #expect(try town.runtime("status", "quickstart").output.contains("last error") == false)
        let again = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        #expect(again.status == 0)
    }

    @Test("Asked to stop while a secret is being made, it keeps it and goes on later")
    func stoppedWhileMinting() throws {
        let process = try town.start("run", Town.policy("quickstart.lua"))
        try town.waitUntil { try town.writes("addPassword", of: Town.quickstart) >= 1 }
        process.terminate()
        _ = process.finish()
        let again = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        #expect(again.status == 0)
        #expect(try town.liveKeyIDs(of: Town.quickstart).contains(current()))
    }

    @Test("With a tenant in the same process one command shows a whole run")
    func emulatorFlag() throws {
        try town.configure(
            "return { limits = { first_probe = 0, proof_spacing = 0, settle = 0 } }")
        let result = try RuntimeProcess.run([
            "run", "--once", "--emulator", "--home", town.home, Town.policy("quickstart.lua"),
        ])
        #expect(result.status == 0)
        #expect(result.output.contains("quickstart  idle"))
        #expect(result.errors.contains("version 1 delivered"))
    }

    @Test("A second run with nothing due changes nothing")
    func idempotent() throws {
        _ = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        let again = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        #expect(again.status == 0)
        #expect(again.errors.isEmpty)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
