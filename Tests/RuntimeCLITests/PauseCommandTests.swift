import Foundation
import Rotation
import TestSupport
import Testing

/// `pause`, `resume` and `rotate --force`, by the real program.
struct PauseCommandTests {
    private let town: Town
    private let policy = Town.policy("quickstart.lua")

    init() throws {
        town = try Town()
        let result = try town.runtime("run", "--once", policy)
        try #require(result.status == 0, "\(result.errors)")
    }

    private func name() throws -> String {
        let json = try town.runtime("status", "--json").output
        guard case .list(let items)? = ValueText.decode(json) else { return "" }
        return items.first?["name"]?.text ?? ""
    }

    @Test("Pausing is shown by status and history, and done once")
    func shown() throws {
        let name = try name()
        let result = try town.runtime("pause", name)
        #expect(result.status == 0 && result.output == "\(name): paused\n", "\(result.errors)")
        #expect(try town.runtime("pause", name).output == "\(name): already paused\n")
        #expect(try town.runtime("status").output.contains("paused"))
        let page = try town.runtime("status", name).output
        #expect(page.contains("paused      since 2026-01-10"))
        #expect(page.contains("next        nothing, until it is resumed"), "\(page)")
        #expect(try town.runtime("status").output.contains("when it is resumed"))
        #expect(try town.runtime("history", name).output.contains("by the operator"))
        #expect(try town.runtime("resume", name).output == "\(name): resumed\n")
        #expect(!(try town.runtime("status").output.contains("paused")))
    }

    @Test("What is due as soon as anybody looks is due now, wherever it is told")
    func now() throws {
        let name = try name()
        _ = try town.runtime("pause", name)
        _ = try town.runtime("resume", name)
        for subject in [["status"], ["status", name], ["explain", name], ["status", "--json"]] {
            let output = try town.runtime(subject).output
            #expect(!output.contains("1970"), "\(output)")
        }
        #expect(try town.runtime("status").output.trimmed.hasSuffix("now"))
        #expect(try town.runtime("status", name).output.contains("  next        now: its turn"))
        let status = try town.runtime("status", "--json").output
        let item = ValueText.decodeList(status)?.first
        #expect(item?["next_for"]?.text == "now")
        #expect(item?["next_at"]?.text?.hasPrefix("2026-01-10T") == true)
    }

    @Test(
        "A command about a rotation makes no home",
        arguments: [
            ["pause", "x"], ["resume", "x"], ["rotate", "x"], ["revoke", "x"], ["retry", "x"],
            ["delete", "x", "--yes"], ["reconcile"],
            ["adopt", "x", "--key-id", "6f3c0001-0000-4000-8000-000000000002"], ["status"],
        ])
    func homeless(command: [String]) throws {
        let path = "\(town.folder.path)/nowhere"
        let result = try town.runtime(command, with: ["RUNTIME_HOME": path])
        #expect(result.status == 1)
        #expect(result.errorLines.first?.contains("there is no home in") == true)
        #expect(result.hintLines.first?.contains("'runtime run POLICY' makes one") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("An unknown name among several pauses none of them")
    func unknown() throws {
        let name = try name()
        let result = try town.runtime("pause", name, "no-such")
        #expect(result.status == 1 && result.errorLines.first?.contains("no-such") == true)
        #expect(!(try town.runtime("status").output.contains("paused")))
    }

    @Test("Under a pause rotate needs --force, and the pause goes on afterwards")
    func force() throws {
        let name = try name()
        _ = try town.runtime("pause", name)
        let refused = try town.runtime("rotate", name)
        #expect(refused.status == 1)
        #expect(refused.errorLines.first?.contains("is paused since") == true)
        #expect(refused.hintLines.first?.contains("--force") == true)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        let forced = try town.runtime("rotate", "--force", name)
        #expect(forced.status == 0, "\(forced.errors)")
        #expect(try town.writes("addPassword", of: Town.quickstart) == 2)
        #expect(try town.runtime("status", name).output.hasPrefix("\(name): paused"))
    }

    @Test("A paused rotation is at rest for run --once, whatever is due")
    func once() throws {
        let name = try name()
        _ = try town.runtime("pause", name)
        try town.advance(.days(50))
        let result = try town.runtime("run", "--once", policy)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        _ = try town.runtime("resume", name)
        let resumed = try town.runtime("run", "--once", policy)
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try town.writes("addPassword", of: Town.quickstart) == 2)
    }
}
