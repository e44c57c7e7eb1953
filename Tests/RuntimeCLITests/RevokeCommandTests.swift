import Rotation
import TestSupport
import Testing

/// `revoke`, by the real program.
struct RevokeCommandTests {
    private let town: Town
    private let before: Set<String>

    init() throws {
        town = try Town()
        before = Set(try town.liveKeyIDs(of: Town.payments))
    }

    private func run(_ hook: String = "") throws {
        let file = try town.write(
            """
            return {
              name = "payments",
              application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },
              interval = "30d",
              secrets = { client_id = "PAYMENTS_ID", client_secret = "PAYMENTS" },
              hooks = { \(hook) },
            }
            """, to: "payments.lua")
        let result = try town.runtime("run", "--once", file)
        try #require(result.status == 0, "\(result.errors)")
    }

    private static let failing = """
        rotated = function(event) if event.version > 1 then error("boom") end end
        """

    private func ours() throws -> Set<String> {
        Set(try town.liveKeyIDs(of: Town.payments)).subtracting(before)
    }

    private func signsIn() throws -> Bool {
        let id = try town.runtime("secret", "get", "PAYMENTS_ID").output.trimmed
        let secret = try town.runtime("secret", "get", "PAYMENTS").output.trimmed
        return try town.signIn(id, secret) == 200
    }

    @Test("The new secret signs in, the leaked one does not, others' secrets stay")
    func plain() throws {
        try run()
        let leaked = try town.runtime("secret", "get", "PAYMENTS").output.trimmed
        let id = try town.runtime("secret", "get", "PAYMENTS_ID").output.trimmed
        let old = try ours()
        let result = try town.runtime("revoke", "payments")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try ours().count == 1 && ours().isDisjoint(with: old))
        #expect(before.isSubset(of: Set(try town.liveKeyIDs(of: Town.payments))))
        #expect(try signsIn())
        #expect(try town.signIn(id, leaked) == 401)
        #expect(result.output.contains("v2"))
    }

    @Test("Run again before its removals are confirmed, it goes on and makes no other secret")
    func again() throws {
        try run()
        let leaked = try ours()
        let first = try town.runtime("revoke", "payments", "--max-wait", "75s")
        #expect(first.status == 75, "\(first.errors)")
        let writes = try town.writes("addPassword", of: Town.payments)
        let second = try town.runtime("revoke", "payments")
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.errors.contains("the revoke that made v2 is gone on with"))
        #expect(try town.writes("addPassword", of: Town.payments) == writes)
        #expect(try ours().count == 1 && ours().isDisjoint(with: leaked))

        // One that is done is another one's beginning.
        #expect(try town.runtime("revoke", "payments").status == 0)
        #expect(try town.writes("addPassword", of: Town.payments) == writes + 1)
    }

    @Test("Where removals are refused another revoke is not swallowed: it makes a secret")
    func removalsRefused() throws {
        try run()
        try town.fault("status", on: "removePassword", status: 403, times: 99)
        let first = try town.runtime("revoke", "payments", "--max-wait", "5m")
        try #require(first.status != 0, "\(first.errors)")
        let writes = try town.writes("addPassword", of: Town.payments)
        let second = try town.runtime("revoke", "payments", "--max-wait", "5m")
        #expect(second.status != 0 && !second.errors.contains("gone on with"))
        #expect(try town.writes("addPassword", of: Town.payments) == writes + 1)
    }

    @Test("An overlap under way and a pause are no obstacle")
    func overlapping() throws {
        try run()
        _ = try town.runtime("rotate", "payments")
        _ = try town.runtime("pause", "payments")
        try #require(ours().count == 2)
        let result = try town.runtime("revoke", "payments", "--json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(ValueText.decodeList(result.output)?.first?["version"] == .int(3))
        #expect(try ours().count == 1)
    }

    @Test("A delivery that does not succeed keeps the old secret, and the error says what to do")
    func undelivered() throws {
        try run(Self.failing)
        let old = try #require(try ours().first)
        let result = try town.runtime("revoke", "payments", "--deliver-wait", "1m")
        #expect(result.status == 1)
        #expect(result.errorLines.last?.contains("v2 is not delivered") == true)
        #expect(result.errorLines.last?.contains("\(old) still signs in") == true)
        #expect(result.hintLines.last?.contains("'runtime revoke payments --now'") == true)
        #expect(try ours().count == 2)

        let now = try town.runtime("revoke", "payments", "--now")
        #expect(now.status == 1, "the delivery has still failed")
        #expect(
            now.errorLines.last?.hasPrefix(
                "payments: the secrets before v2 are gone, but it is not delivered: ") == true)
        #expect(now.hintLines.last?.contains("'runtime retry payments'") == true)
        #expect(!now.errors.contains("may still sign in"))
        #expect(try ours().count == 1 && !ours().contains(old))
        let again = try town.runtime("revoke", "payments", "--now")
        #expect(again.errorLines.last == now.errorLines.last)
        #expect(try signsIn())
        #expect(try town.writes("addPassword", of: Town.payments) == 2)
    }

    private static let denied = """
        rotated = function(event, host)
          if event.version > 1 then host:http{ method = "GET", url = "https://example.net/" } end
        end
        """

    @Test(
        "--yes goes on without delivery when its time is up, and no sooner, whatever is wrong",
        arguments: [failing, denied])
    func yes(hook: String) throws {
        try run(hook)
        let old = try #require(try ours().first)
        let result = try town.runtime("revoke", "payments", "--deliver-wait", "45s", "--yes")
        #expect(result.status == 1)
        #expect(result.errorLines.last?.contains("the secrets before v2 are gone") == true)
        #expect(try ours().count == 1 && !ours().contains(old))
        let history = try town.runtime("history", "payments", "--json").output
        let events = try #require(ValueText.decodeList(history))
        func at(_ kind: String) throws -> Instant {
            let times = events.filter { $0["kind"]?.text == kind }
                .compactMap { $0["at"]?.text.flatMap { Instant(rfc3339: $0) } }
            return try #require(times.max())
        }
        #expect(try at("retiring") - at("promoted") >= .seconds(45))
    }

    @Test("A delivery that fails for a while is waited for, and then nothing has to be decided")
    func late() throws {
        try run(
            """
            rotated = function(event, host)
              if event.version > 1 and not host:rotations{}[1].last_error then error("not yet") end
            end
            """)
        let result = try town.runtime("revoke", "payments", "--deliver-wait", "20m")
        #expect(result.errors.contains("not yet"))
        #expect(!result.errors.contains("is not delivered"))
        #expect(try ours().count == 1)
        #expect(result.output.contains("v2"))
    }

    @Test("On a terminal it asks, and a yes removes the old secret")
    func terminal() throws {
        try run(Self.failing)
        let old = try #require(try ours().first)
        let terminal = try PseudoTerminal(
            ["revoke", "payments", "--deliver-wait", "1m"], environment: town.environment,
            folder: town.folder.path)
        try terminal.wait(for: "Leave it for now")
        terminal.press("\u{1b}[B\r")
        _ = try terminal.end()
        #expect(try ours().count == 1 && !ours().contains(old))
    }

    @Test("Killed in the middle, the next run of any kind finishes it")
    func killed() throws {
        try run()
        let old = try ours()
        try town.fault("stall", on: "removePassword")
        let process = try town.start("revoke", "payments")
        try town.waitUntil { try town.requests("removePassword") == 1 }
        process.kill()
        try #require(ours().count <= 2)
        let result = try town.runtime("run", "--once", "payments.lua")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try ours().count == 1 && ours().isDisjoint(with: old))
        #expect(try town.writes("addPassword", of: Town.payments) == 2)
    }

    @Test("A running scheduler does the work; the command waits and watches")
    func watched() throws {
        try run()
        let old = try ours()
        let daemon = try town.start("run", "payments.lua")
        defer { daemon.kill() }
        let result = try town.runtime("revoke", "payments")
        #expect(result.status == 0, "\(result.errors)")
        // The scheduler goes on, and with it the virtual clock: time flies.
        #expect(try ours().isDisjoint(with: old))
        let history = try town.runtime("history", "payments", "-n", "9999").output
        #expect(history.contains("revoke run: asked for"))
    }

    @Test("What is wrong with the connection is told, and nothing is removed")
    func refused() throws {
        try run()
        let old = try ours()
        let result = try town.runtime(
            "revoke", "payments", with: ["AZURE_CLIENT_SECRET": "wrong~"])
        #expect(result.status == 1)
        #expect(result.errors.contains("7000215"))
        #expect(result.errorLines.last?.contains("the revoke is not done") == true)
        #expect(try ours() == old)
    }
}
