import Foundation
import Rotation
import TestSupport
import Testing

/// Fleets and policy files that disappear, by the real program.
struct FleetCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func write(_ more: String = "", name: String = "app.display_name") throws -> String {
        try town.write(
            """
            return {
              applications = { tag = "rotate:svc" },
              name = function(app) return \(name) end,
              secrets = function(app) return { client_secret = app.display_name } end,
              interval = "30d", \(more)
            }
            """, to: "svc.lua")
    }

    private func names() throws -> [String] {
        let json = try town.runtime("status", "--json").output
        guard case .list(let items)? = ValueText.decode(json) else { return [] }
        return items.compactMap { $0["name"]?.text }
    }

    @Test("A fleet's applications are found, rotated and readable; check and explain know it")
    func fleet() throws {
        let policy = try write()
        for number in 1...3 {
            _ = try town.addApplication(named: "svc-\(number)", tags: ["rotate:svc"])
        }
        _ = try town.addApplication(named: "other", tags: ["else"])
        let checked = try town.runtime("check", policy)
        #expect(checked.status == 0, "\(checked.errors)")
        #expect(checked.output.contains("a fleet of applications with tag \"rotate:svc\""))
        let result = try town.runtime("run", "--once", policy)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try names() == ["svc-1", "svc-2", "svc-3"])
        for line in result.output.split(separator: "\n").dropFirst() {
            #expect(line.contains("v1"))
        }
        #expect(try town.runtime("secret", "get", "svc-2").status == 0)
        #expect(try town.runtime("status").output.contains("svc.lua: 3 members, listed 2026-01"))
        let explained = try town.runtime("explain", "svc-2")
        #expect(explained.status == 0, "\(explained.errors)")

        _ = try town.addApplication(named: "svc-4", tags: ["rotate:svc"])
        #expect(try town.runtime("run", "--once", policy).status == 0)
        #expect(try names() == ["svc-1", "svc-2", "svc-3", "svc-4"])
    }

    @Test("Two applications with one name: the second is left out with one warning")
    func clash() throws {
        let policy = try write(name: "'same'")
        for number in 1...2 {
            _ = try town.addApplication(named: "svc-\(number)", tags: ["rotate:svc"])
        }
        let result = try town.runtime("run", "--once", policy)
        #expect(try names() == ["same"])
        let warnings = result.errors.split(separator: "\n").filter { $0.contains("is left out") }
        #expect(warnings.count == 1, "\(result.errors)")
        #expect(try town.runtime("status").output.contains("is left out"))
        let again = try town.runtime("run", "--once", policy)
        #expect(!again.errors.contains("is left out"))
    }

    @Test("A canary goes first, and the others an hour later")
    func canary() throws {
        let policy = try write("canary = 1")
        for number in 1...3 {
            _ = try town.addApplication(named: "svc-\(number)", tags: ["rotate:svc"])
        }
        #expect(try town.runtime("run", "--once", policy).status == 0)
        let first = try town.runtime("status").output
        #expect(first.components(separatedBy: "v1").count == 2, "\(first)")
        #expect(first.contains("1 of it goes first"))
        try town.advance(.hours(2))
        #expect(try town.runtime("run", "--once", policy).status == 0)
        let then = try town.runtime("status").output
        #expect(then.components(separatedBy: "v1").count == 4, "\(then)")
    }

    @Test("A policy file that is gone leaves its rotation unmanaged; one not named is left alone")
    func unmanaged() throws {
        try FileManager.default.createDirectory(
            atPath: "\(town.folder.path)/policies", withIntermediateDirectories: true)
        let text = try String(contentsOfFile: Town.policy("quickstart.lua"), encoding: .utf8)
        let mine = try town.write(text, to: "policies/mine.lua")
        let payments = try town.write(
            """
            return { name = "payments", interval = "30d",
              application = { object_id = "\(Town.payments)" } }
            """, to: "policies/payments.lua")
        #expect(try town.runtime("run", "--once", mine, payments).status == 0)
        try FileManager.default.removeItem(atPath: mine)
        #expect(try town.runtime("run", "--once", payments).status == 0)
        #expect(!(try town.runtime("status").output.contains("unmanaged")))

        let folder = "\(town.folder.path)/policies"
        let result = try town.runtime("run", "--once", folder)
        #expect(result.errors.contains("quickstart: unmanaged: its policy file is gone"))
        #expect(result.errorLines.isEmpty, "\(result.errors)")
        let status = try town.runtime("status").output
        #expect(status.contains("quickstart  unmanaged") && status.contains("Z alert"))
        #expect(!status.contains("broken"), "\(status)")
        #expect(try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET").status == 0)
        let asked = try town.runtime("rotate", "quickstart")
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1, "\(asked.errors)")

        _ = try town.write(text, to: "policies/mine.lua")
        #expect(try town.runtime("run", "--once", folder).status == 0)
        #expect(!(try town.runtime("status").output.contains("unmanaged")))
        #expect(try town.runtime("rotate", "quickstart").status == 0)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 2)
    }

    @Test("A thousand applications in one policy")
    func thousand() throws {
        let many = try Town("--applications", "1000")
        let policy = try many.write(
            """
            return {
              applications = function(app) return true end,
              name = function(app) return "a-" .. app.client_id end,
              interval = "30d", initial = "due",
            }
            """, to: "many.lua")
        let result = try many.runtime("run", "--once", policy)
        #expect(result.status == 0, "\(result.errors)")
        let status = try many.runtime("status").output
        #expect(status.contains("many.lua: 1002 members, listed"), "\(status.suffix(400))")
    }
}
