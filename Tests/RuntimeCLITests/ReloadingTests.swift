import Foundation
import Rotation
import TestSupport
import Testing

/// `runtime run` while its policy files change; the clock stands still, so every wait lasts.
@Suite(.serialized)
struct ReloadingTests {
    private let town: Town
    private let folder: String
    private let path: String

    init() throws {
        town = try Town()
        folder = "\(town.folder.path)/policies"
        path = "\(folder)/quickstart.lua"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try write("31d")
        let result = try town.runtime("run", "--once", folder)
        try #require(result.status == 0, "\(result.errors)")
        try town.holdClock()
    }

    /// Writes the quickstart policy with this interval.
    private func write(_ interval: String) throws {
        let file = Town.policy("quickstart.lua")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacingOccurrences(of: "\"30d\"", with: "\"\(interval)\"")
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func write(text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    /// Starts `runtime run` and waits until it has decided by the file as it found it.
    private func start(_ argument: String) throws -> RuntimeProcess {
        try write("30d")
        let process = try town.start("run", argument)
        try waitForStatus { $0.contains("2026-02-09T02:00:00Z schedule") }
        return process
    }

    private func waitForStatus(_ isTrue: (String) -> Bool) throws {
        try town.waitUntil { isTrue(try town.runtime("status").output) }
    }

    private func end(_ process: RuntimeProcess) -> RuntimeProcess.Result {
        process.terminate()
        return process.finish()
    }

    @Test("A changed file is read again while the process waits, and decides at once")
    func changed() throws {
        let process = try start(folder)
        defer { process.kill() }
        try write("20d")
        try waitForStatus { $0.contains("2026-01-30T02:00:00Z schedule") }

        let result = end(process)
        #expect(result.errors.contains("quickstart.lua  reloaded  quickstart"))
        #expect(result.errorLines.isEmpty)
    }

    @Test("A broken file keeps the old policy working; status and log say so, once, until mended")
    func broken() throws {
        let process = try start(path)
        defer { process.kill() }
        try write(text: "return { name = ", to: "quickstart.lua")
        try waitForStatus { $0.contains("policy file \(path): broken since 2026-01-10T15:02:00Z") }
        let status = try town.runtime("status", "--json").output
        let problem = try #require(ValueText.decodeList(status)?.first?["policy_problem"])
        #expect(problem["message"]?.text?.contains("quickstart.lua:1: unexpected symbol") == true)
        #expect(try town.runtime("explain", "quickstart").output.contains("problem     since"))

        // The old policy still rotates.
        try town.advance(.days(30))
        try town.waitUntil { try town.writes("addPassword", of: Town.quickstart) == 2 }
        try write("20d")
        try waitForStatus { !$0.contains("broken") }

        let result = end(process)
        #expect(result.errorLines.count { $0.contains("unexpected symbol") } == 1)
        #expect(result.hintLines.contains("the registered version of this file goes on"))
        #expect(result.errors.contains("quickstart.lua  mended  quickstart"))
    }

    @Test("A file that vanishes leaves its rotation unmanaged until it is back, and status says so")
    func vanished() throws {
        let process = try start(folder)
        defer { process.kill() }
        try FileManager.default.removeItem(atPath: path)
        try waitForStatus { $0.contains("the file is gone") }
        #expect(try town.runtime("status").output.contains("quickstart  unmanaged"))
        try write("30d")
        try waitForStatus { !$0.contains("gone") }
        let result = end(process)
        #expect(result.errorLines == ["\(path): the file is gone"])
    }

    @Test("A new file in a named directory is taken up; one that was broken may go again")
    func new() throws {
        let process = try start(folder)
        defer { process.kill() }
        try write(text: "return 3", to: "third.lua")
        try waitForStatus { $0.contains("third.lua: broken since") }
        try FileManager.default.removeItem(atPath: "\(folder)/third.lua")
        try waitForStatus { !$0.contains("third.lua") }
        try write(
            text: """
                return {
                  name = "payments", application = { object_id = "\(Town.payments)" },
                  interval = "30d", auto = false, secrets = { client_secret = "PAYMENTS" },
                }
                """, to: "payments.lua")
        try waitForStatus { $0.contains("payments    new") }
        let result = end(process)
        #expect(result.errors.contains("payments.lua  reloaded  payments"))
    }

    @Test("SIGHUP has every file read again, also one whose change cannot be seen from outside")
    func hangUp() throws {
        let process = try start(folder)
        defer { process.kill() }
        let touch = {
            let whole = Date(timeIntervalSince1970: 1_768_000_000)
            try FileManager.default.setAttributes([.modificationDate: whole], ofItemAtPath: path)
        }
        try touch()
        process.hangUp()
        // Another file shows that the folder has been looked at since.
        try write(text: "return 3", to: "third.lua")
        try waitForStatus { $0.contains("third.lua: broken since") }

        let text = try String(contentsOfFile: path, encoding: .utf8)
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.write(
            contentsOf: Data(text.replacingOccurrences(of: "\"30d\"", with: "\"20d\"").utf8))
        try handle.close()
        try touch()
        try FileManager.default.removeItem(atPath: "\(folder)/third.lua")
        try waitForStatus { !$0.contains("third.lua") }
        #expect(try town.runtime("status").output.contains("2026-02-09T02:00:00Z schedule"))
        process.hangUp()
        try waitForStatus { $0.contains("2026-01-30T02:00:00Z schedule") }
        let result = end(process)
        #expect(result.errors.contains("SIGHUP  policy files read: 1"))
    }

    @Test("A run that is open keeps the version it began with")
    func openRun() throws {
        let process = try start(folder)
        defer { process.kill() }
        try town.advance(.days(30))
        try town.waitUntil { try town.writes("addPassword", of: Town.quickstart) == 2 }
        let before = try town.runtime("explain", "quickstart", "--json").output
        let pinned = try #require(ValueText.decode(before)?["run"]?["policy_digest"]?.text)
        try write("20d")
        try town.waitUntil {
            let text = try town.runtime("explain", "quickstart", "--json").output
            let digest = ValueText.decode(text)?["rotation"]?["policy_digest"]?.text
            return digest != nil && digest != pinned
        }
        let text = try town.runtime("explain", "quickstart", "--json").output
        #expect(ValueText.decode(text)?["run"]?["policy_digest"]?.text == pinned)
        let result = end(process)
        #expect(result.errors.contains("an open run keeps the version it began with"))
    }
}
