import Foundation
import Rotation
import Testing

/// SIGTERM while something is under way that cannot simply be dropped.
struct StopSignalTests {
    private let town: Town
    private let policy = Town.policy("quickstart.lua")

    init() throws {
        town = try Town()
    }

    private func rotation() throws -> Value {
        let status = try town.runtime("status", "--json")
        return try #require(ValueText.decodeList(status.output)?.first)
    }

    private func states() throws -> [String] {
        guard case .list(let credentials)? = try rotation()["credentials"] else { return [] }
        return credentials.compactMap { $0["state"]?.text }
    }

    /// Asks a process to stop while it stands still at `point`, then lets it go on.
    private func asked(at point: String) throws -> RuntimeProcess.Result {
        let process = try town.start(
            arguments: ["run", "--once", policy], with: ["RUNTIME_FAILPOINT": "\(point):stop"])
        try town.waitUntil { process.isStandingStill }
        process.terminate()
        process.goOn()
        return process.finish()
    }

    @Test("Asked to stop before the mint, it mints, keeps the value and ends; the next goes on")
    func mintIsKept() throws {
        let result = try asked(at: "before-mint")

        #expect(result.status == 75)
        #expect(try states() == ["sealed"])
        #expect(try rotation()["version"]?.integer == 0)
        #expect(try town.runtime("run", "--once", policy).status == 0)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(try rotation()["version"]?.integer == 1)
    }

    @Test(
        "Asked to stop elsewhere, it begins no further step and records no failure",
        arguments: [
            ("before-read", ["-"]), ("before-standing", ["-"]), ("before-prove", ["sealed"]),
            ("after-commit-proven", ["proven"]), ("after-commit-promoted", ["current"]),
        ])
    func noNewStep(point: String, left: [String]) throws {
        let result = try asked(at: point)

        #expect(result.status == 75)
        #expect(result.errorLines == ["stopped"])
        #expect(try states() == left.filter { $0 != "-" })
        #expect(try rotation()["last_error"]?.text == nil)
        #expect(try town.runtime("run", "--once", policy).status == 0)
        #expect(try rotation()["version"]?.integer == 1)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
    }

    @Test("A second SIGTERM ends it at once; the mint that was under way is found and removed")
    func twice() throws {
        try town.fault("stall", on: "addPassword")
        let process = try town.start("run", "--once", policy)
        try town.waitUntil { try town.writes("addPassword", of: Town.quickstart) == 1 }
        process.terminate()
        try town.waitUntil { !process.hasPendingSignal }
        let asked = ContinuousClock.now
        process.terminate()
        let result = process.finish()

        #expect(ContinuousClock.now - asked < .seconds(2))
        #expect(result.status == 128 + SIGTERM)
        #expect(try states() == ["intended"])
        let again = try town.runtime("run", "--once", policy)
        #expect(again.status == 0)
        #expect(again.errors.contains("cleaned"))
        #expect(try town.liveKeyIDs(of: Town.quickstart).count == 2)
    }
}
