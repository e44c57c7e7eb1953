import Foundation
import Rotation
import TestSupport
import Testing

/// The questions of `runtime new`, on a terminal.
struct WizardTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func start(
        _ options: [String] = [], with changes: [String: String] = [:], columns: Int = 80,
        rows: Int = 30
    ) throws -> PseudoTerminal {
        let environment = town.environment.merging(["TZ": "Europe/Paris"]) { $1 }
        return try PseudoTerminal(
            ["new"] + options, environment: environment.merging(changes) { $1 },
            folder: town.folder.path, columns: columns, rows: rows)
    }

    private var files: [String] {
        let all = try? FileManager.default.contentsOfDirectory(atPath: town.folder.path)
        return (all ?? []).filter { $0.hasSuffix(".lua") }.sorted()
    }

    private static let down = "\u{1b}[B"
    private static let escape = "\u{1b}"
    private static let controlC = "\u{3}"

    @Test("Search, accept what is proposed, review, write: the policy passes check")
    func accepting() throws {
        let terminal = try start()
        try terminal.wait(for: "quickstart")
        try terminal.press("pay", until: "search: pay")
        try terminal.press("\r", until: "\nInterval")
        try terminal.press("\r", until: "\nRotate at")
        try terminal.press("\r", until: "\nTime zone")
        try terminal.press("\r", until: "\nAutomatic")
        try terminal.press("\r", until: "\nClient id as")
        try terminal.press("\r", until: "\nClient secret as")
        try terminal.press("\r", until: "\nName")
        try terminal.press("\r", until: "\nDescription")
        try terminal.press("\r", until: "› Write payments_api.lua and payments_api_test.lua")
        terminal.press("\r")
        #expect(try terminal.end() == 0)
        #expect(terminal.screen.lines.first == "wrote payments_api.lua")
        #expect(terminal.screen.text.contains("runtime run payments_api.lua"))
        #expect(terminal.isSane)
        #expect(files == ["payments_api.lua", "payments_api_test.lua"])
        let policy = try town.checked("payments_api.lua")
        #expect(policy["object_id"] == .string(Town.payments))
        #expect(policy["timezone"] == .string("Europe/Paris"))
        #expect(policy["auto"] == .bool(true))
    }

    @Test("Options answer beforehand; a bad answer is explained and asked for again")
    func correcting() throws {
        let terminal = try start([
            "--application", "payments-api", "--no-auto", "--interval", "2w", "--name", "pay",
            "--description", "d", "--secret-id", "none",
        ])
        try terminal.wait(for: "\nRotate at")
        #expect(terminal.screen.text.contains("Interval          2w"))
        try terminal.press("3 am\r", until: "not \"3 am\"")
        try terminal.press("\u{15}22:15\r", until: "\nTime zone")
        try terminal.press("tokyo", until: "› Asia/Tokyo")
        try terminal.press("\r", until: "\nClient secret as")
        try terminal.press("A:B\r", until: "not \"A:B\"")
        try terminal.press("\u{15}\t", until: "› PAY_CLIENT_SECRET")
        try terminal.press("_2\r", until: "\nReview")
        terminal.press("\r")
        #expect(try terminal.end() == 0)
        let policy = try town.checked("pay.lua")
        #expect(policy["rotate_at"] == .string("22:15"))
        #expect(policy["timezone"] == .string("Asia/Tokyo"))
        #expect(policy["auto"] == .bool(false))
        #expect(policy["secrets"] == .list([.string("PAY_CLIENT_SECRET_2")]))
    }

    @Test("Escape goes back; the review changes any answer, and what follows from it follows")
    func changing() throws {
        let terminal = try start(["--application", "payments-api"])
        try terminal.wait(for: "\nInterval")
        try terminal.press("60d\r", until: "\nRotate at")
        // The line of the answer may still stand there while the next question is drawn.
        try terminal.press(Self.escape, until: "\nInterval")
        try terminal.wait(for: "› 60d")
        try terminal.press("90d\r", until: "Interval          90d")
        terminal.press("\r\r\r\r\r\r\r")
        try terminal.wait(for: "Description       Client secret of payments-api")
        try terminal.press("name", until: "› Name              payments-api")
        try terminal.press("\r", until: "What the rotation is called")
        try terminal.press("billing\r", until: "› Name              billing")
        try terminal.wait(for: "BILLING_CLIENT_SECRET")
        try terminal.press("write", until: "› Write billing.lua")
        terminal.press("\r")
        #expect(try terminal.end() == 0)
        let policy = try town.checked("billing.lua")
        #expect(policy["interval"] == .int(90 * 86_400))
        #expect(
            policy["secrets"]
                == .list([
                    .string("BILLING_CLIENT_ID"), .string("BILLING_CLIENT_SECRET"),
                ]))
    }

    @Test("Ctrl-C leaves the terminal as it was, writes nothing and exits 130")
    func leaving() throws {
        let terminal = try start(["--application", "payments-api"])
        try terminal.wait(for: "\nInterval")
        #expect(!terminal.isSane)
        terminal.press(Self.controlC)
        #expect(try terminal.end() == 130)
        #expect(terminal.screen.text.hasPrefix("nothing was written"))
        #expect(terminal.isSane)
        #expect(files.isEmpty)
    }

    @Test("A signal leaves the terminal as it was, too")
    func terminated() throws {
        let terminal = try start(["--application", "payments-api"])
        try terminal.wait(for: "\nInterval")
        terminal.signal(SIGTERM)
        #expect(try terminal.end() == SIGTERM)
        #expect(terminal.isSane)
        #expect(files.isEmpty)
    }

    @Test("Colours are for terminals whose owner wants them")
    func colours() throws {
        for (changes, isColoured) in [([:], true), (["NO_COLOR": "1"], false)] {
            let terminal = try start(["--application", "payments-api"], with: changes)
            try terminal.wait(for: "\nInterval")
            let text = String(decoding: terminal.output, as: UTF8.self)
            #expect(text.contains("\u{1b}[1m") == isColoured)
            terminal.press(Self.controlC)
            _ = try terminal.end()
        }
    }

    @Test("What a rotation has already is marked and cannot be chosen again")
    func managed() throws {
        try town.settle()
        let terminal = try start()
        try terminal.wait(for: "rotated by quickstart")
        try terminal.press("quick\r", until: "already used by \"quickstart\"")
        try terminal.press("\u{15}pay\r", until: "\nInterval")
        terminal.press(Self.controlC)
        #expect(try terminal.end() == 130)
    }

    @Test("A tenant that cannot be reached is explained, and a client id can be typed")
    func unreachable() throws {
        let terminal = try start(with: ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"])
        try terminal.wait(for: "Its client id")
        #expect(terminal.screen.text.contains("connection \"default\""))
        try terminal.press("nonsense\r", until: "must be a GUID, not \"nonsense\"")
        try terminal.press("\u{15}6f3c0001-0000-4000-8000-000000000002\r", until: "\nInterval")
        terminal.press("\r\r\r\r\r\r\rBy hand\r")
        try terminal.wait(for: "› Write app_6f3c0001.lua")
        terminal.press("\r")
        #expect(try terminal.end() == 0)
        #expect(try town.checked("app_6f3c0001.lua")["object_id"] == nil)
    }

    @Test("With two connections the first question is which")
    func connections() throws {
        try town.configure(
            """
            return { connections = { contoso = {
              tenant = "\(town.environment["AZURE_TENANT_ID"] ?? "")",
              client = "\(town.environment["AZURE_CLIENT_ID"] ?? "")",
              secret = "env:AZURE_CLIENT_SECRET", login = "\(town.baseURL)",
              graph = "\(town.baseURL)",
            } } }
            """)
        let terminal = try start()
        try terminal.wait(for: "› default")
        try terminal.press(Self.down, until: "› contoso")
        try terminal.press("\r", until: "› payments-api")
        try terminal.press(Self.escape, until: "› contoso")
        try terminal.press("\r", until: "Connection        contoso")
        terminal.press(Self.controlC)
        #expect(try terminal.end() == 130)
    }

    @Test("A small window shows one question at a time, whole, and input scrolls in its line")
    func narrow() throws {
        let terminal = try start(["--application", "payments-api"], columns: 40, rows: 16)
        try terminal.wait(for: "\nInterval")
        terminal.press("\r\r\r\r\r\r\r")
        try terminal.wait(for: "One line for people.")
        try terminal.press(String(repeating: "wide決", count: 20), until: "› …")
        let lines = terminal.screen.lines
        #expect(lines.filter { $0.contains("Description") }.count == 1)
        #expect(lines.filter { $0.hasPrefix("› …") }.count == 1)
        #expect(lines.last { !$0.isEmpty }?.hasPrefix("  Enter") == true)
        try terminal.press("\r", until: "Review")
        #expect(!terminal.screen.text.contains("One line for people."))
        terminal.press(Self.controlC)
        #expect(try terminal.end() == 130)
    }
}
