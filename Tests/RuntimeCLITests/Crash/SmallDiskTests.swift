import Foundation
import Rotation
import Testing

/// The home's medium is full or takes no writes.
@Suite(.enabled(if: SmallDisk.isPossible, "mounting a file system takes an administrator"))
struct SmallDiskTests {
    private let town: Town
    private let disk: SmallDisk
    private let policy = Town.policy("quickstart.lua")

    init() throws {
        town = try Town()
        disk = try SmallDisk()
    }

    private var here: [String: String] { ["RUNTIME_HOME": disk.path] }

    private func once(_ wait: String = "30m") throws -> RuntimeProcess.Result {
        try town.runtime("run", "--once", "--max-wait", wait, policy, with: here)
    }

    private func secret() throws -> String {
        let result = try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET", with: here)
        #expect(result.status == 0, "\(result.errors)")
        return result.output.trimmed
    }

    private func mints() throws -> Int64 {
        try town.writes("addPassword", of: Town.quickstart)
    }

    /// A process that stands still when it has a value that is not kept yet, on a full disk.
    private func minted(then point: String = "after-mint:stop") throws -> RuntimeProcess {
        let process = try town.start(
            arguments: ["rotate", "quickstart"],
            with: here.merging(["RUNTIME_FAILPOINT": "after-mint:stop,\(point)"]) { $1 })
        try town.waitUntil { process.isStandingStill }
        try disk.fill(leaving: 0)
        process.goOn()
        return process
    }

    @Test("With less than 16 MiB free nothing is made; with room again the run goes on")
    func nearlyFull() throws {
        #expect(try once().status == 0)
        try disk.fill(leaving: 10 << 20)
        let result = try town.runtime("rotate", "quickstart", "--max-wait", "10m", with: here)
        #expect(result.status == 75)
        #expect(result.errors.contains("MiB are free where the home is"))
        #expect(try mints() == 1)

        disk.clear()
        #expect(try once().status == 0)
        #expect(try mints() == 2)
    }

    @Test("Full before the value is kept: it is removed again, and what consumers read stays")
    func full() throws {
        #expect(try once().status == 0)
        let before = Set(try town.liveKeyIDs(of: Town.quickstart))
        let value = try secret()
        let result = try minted().finish()

        #expect(result.status == 75, "\(result.errors)")
        #expect(result.errorLines.count == 1)
        #expect(result.errors.contains("the new credential was removed again"))
        #expect(try Set(town.liveKeyIDs(of: Town.quickstart)) == before)
        #expect(try secret() == value)
        #expect(try once().status == 75)

        disk.clear()
        #expect(try once().status == 0)
        #expect(try secret() != value)
        #expect(try mints() == 3)
        #expect(try town.liveKeyIDs(of: Town.quickstart).count == before.count + 1)
    }

    @Test("Full for less than a minute: the value is kept from memory and nothing is lost")
    func fullForAMoment() throws {
        #expect(try once().status == 0)
        let process = try minted(then: "before-commit-sealed@2:stop")
        try town.waitUntil { process.isStandingStill }
        disk.clear()
        process.goOn()
        let result = process.finish()

        #expect(result.status == 0, "\(result.errors)")
        #expect(try mints() == 2)
    }

    @Test("A read-only home is one clear error; secrets are read; writable again it goes on")
    func readOnly() throws {
        #expect(try once().status == 0)
        let value = try secret()
        try disk.setReadOnly(true)
        for arguments in [["run", "--once", policy], ["rotate", "quickstart"]] {
            let result = try RuntimeProcess.run(
                arguments, environment: town.environment.merging(here) { $1 })
            #expect(result.status == 75)
            #expect(result.errorLines.count == 1, "\(result.errors)")
            #expect(result.hintLines.count == 1)
        }
        #expect(try secret() == value)
        #expect(try mints() == 1)

        try disk.setReadOnly(false)
        #expect(try town.runtime("rotate", "quickstart", with: here).status == 0)
        #expect(try mints() == 2)
    }
}
