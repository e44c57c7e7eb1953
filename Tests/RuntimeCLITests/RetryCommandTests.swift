import Foundation
import Rotation
import TestSupport
import Testing

/// `retry`, by the real program.
struct RetryCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func policy(_ hook: String) -> String {
        """
        return {
          name = "payments", application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },
          interval = "30d", secrets = { client_secret = "PAYMENTS" },
          hooks = { rotated = function(event, host) \(hook) end },
        }
        """
    }

    private func event() throws -> String {
        let json = try town.runtime("status", "--json", "payments").output
        guard case .list(let events)? = ValueText.decodeList(json)?.first?["deliveries"] else {
            return ""
        }
        return try #require(events.first?["event"]?.text)
    }

    private func fail() throws -> String {
        let file = try town.write(policy("error('boom')"), to: "payments.lua")
        let result = try town.runtime("run", "--once", file)
        try #require(result.status == 1, "\(result.errors)")
        return file
    }

    @Test("A hook that was mended is run by the policy on record only when told so")
    func mended() throws {
        let file = try fail()
        _ = try town.write(policy("return"), to: "payments.lua")
        let again = try town.runtime("run", "--once", file)
        #expect(again.status == 1)
        #expect(again.hintLines.last == "mend it, then 'runtime retry payments --policy current'")

        let pinned = try town.runtime("retry", "payments")
        #expect(pinned.status == 1 && pinned.errorLines.first?.contains("boom") == true)
        let current = try town.runtime("retry", "payments", "--policy", "current")
        #expect(current.status == 0, "\(current.errors)")
        #expect(current.errors.contains("version 1 delivered"))
        #expect(try town.runtime("history", "payments").output.contains("retried"))
        #expect(try town.writes("addPassword", of: Town.payments) == 1)
    }

    @Test("An event that cannot succeed is listed, dropped by its id, and run no more")
    func dropped() throws {
        _ = try fail()
        let id = try event()
        #expect(try town.runtime("status", "payments").output.contains("  \(id)  rotated"))
        let unknown = try town.runtime("retry", "payments", "--drop", "01XYZ")
        #expect(unknown.status == 1)
        #expect(unknown.errorLines.first?.hasPrefix("event 01XYZ of \"payments\"") == true)
        let dropped = try town.runtime("retry", "payments", "--drop", id)
        #expect(dropped.status == 0, "\(dropped.errors)")
        #expect(dropped.errors.contains("version 1 delivered"))
        let history = try town.runtime("history", "payments").output
        #expect(history.contains("event \(id), by the operator"))
    }

    @Test("What was refused goes on at once after it was mended")
    func access() throws {
        let file = try town.write(policy("return"), to: "payments.lua")
        let wrong = ["AZURE_CLIENT_SECRET": "wrong~"]
        let refused = try town.runtime("run", "--once", file, with: wrong)
        #expect(refused.status == 1)
        let mended = try town.runtime("retry", "--json", "payments")
        #expect(mended.status == 0, "\(mended.errors)")
        let json = ValueText.decodeList(mended.output)?.first
        #expect(json?["version"] == .int(1) && json?["deliveries"] == .list([]))
    }

    @Test("A running scheduler does the work; the command waits and watches")
    func watched() throws {
        let file = try fail()
        let daemon = try town.start("run", file)
        defer { daemon.kill() }
        try town.waitUntil { try town.runtime("status", "payments").status == 0 }
        let id = try event()
        // On the virtual clock a scheduler looks around at its next wake only.
        let result = try town.runtime("retry", "payments", "--drop", id, "--max-wait", "3h")
        #expect(result.status == 0, "\(result.errors)")
        let history = try town.runtime("history", "payments", "-n", "9999").output
        #expect(history.contains("version 1 delivered"))
    }

    @Test("A fleet that failures stopped goes on after the retry of one member")
    func fleet() throws {
        try town.configure("return { workers = 1 }")
        let file = try town.write(
            """
            return { applications = { tag = "svc" }, interval = "30d",
              name = function(app) return app.display_name end }
            """, to: "svc.lua")
        for number in 1...5 { _ = try town.addApplication(named: "svc-\(number)", tags: ["svc"]) }
        try town.fault("status", on: "addPassword", status: 403, times: 99)
        #expect(try town.runtime("run", "--once", file).status == 1)
        let stopped = try town.runtime("status").output
        #expect(stopped.contains("  stopped since 2026-"), "\(stopped)")
        #expect(stopped.components(separatedBy: " brake").count == 3, "\(stopped)")

        try town.clearFaults()
        let failing = stopped.split(separator: "\n").first { $0.contains("mending") }
        let member = try #require(failing?.split(separator: " ").first.map(String.init))
        _ = try town.runtime("run", "--once", file)
        let still = try town.runtime("status").output
        #expect(still.components(separatedBy: " brake").count == 3, "\(still)")
        let retried = try town.runtime("retry", member)
        #expect(retried.status == 0, "\(retried.errors)")
        _ = try town.runtime("run", "--once", file)
        let then = try town.runtime("status").output
        #expect(!then.contains("stopped since"), "\(then)")
        #expect(then.components(separatedBy: " v1 ").count == 6, "\(then)")
    }

    @Test("Wrong words are usage errors")
    func usage() throws {
        _ = try fail()
        let result = try town.runtime("retry", "payments", "--policy", "newest")
        #expect(result.status == 2)
        #expect(try town.runtime("retry", "nobody").status == 1)
    }
}
