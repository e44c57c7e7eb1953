import Foundation
import TestSupport
import Testing

struct ReplTerminalTests {
    private let folder = TemporaryFolder()
    private static let up = "\u{1b}[A"

    private func start(columns: Int = 80) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            ["repl"], environment: ["RUNTIME_HOME": "\(folder.path)/home"], folder: folder.path,
            columns: columns, rows: 20)
        try terminal.wait(for: "\n>")
        return terminal
    }

    @Test("Lines come back with the arrow, in this session and in the next")
    func history() throws {
        let first = try start()
        try first.press("6 * 7\r", until: "\n42")
        try first.press("1 + 1\r", until: "\n2")
        try first.press(Self.up + Self.up, until: "\n> 6 * 7\n")
        try first.press("0\r", until: "\n420")
        first.press("\u{4}")
        #expect(try first.end() == 0)
        #expect(first.isSane)
        let second = try start()
        try second.press(Self.up, until: "> 6 * 70")
        second.press("\u{15}\u{4}")
        #expect(try second.end() == 0)
    }

    @Test("A chunk goes on over lines; Ctrl-C drops it")
    func lines() throws {
        let terminal = try start()
        try terminal.press("function f()\r", until: "\n…")
        try terminal.press("return 5 end\r", until: "return 5 end\n>")
        try terminal.press("f()\r", until: "\n5")
        try terminal.press("if\r", until: "\n> if\n…")
        try terminal.press("x\u{3}", until: "… x^C\n>")
        try terminal.press("7 * 7\r", until: "\n49\n>")
        terminal.press("\u{4}")
        #expect(try terminal.end() == 0)
    }

    @Test("A limit says that what was defined is gone")
    func limit() throws {
        let terminal = try start()
        try terminal.press("x = 1\r", until: "> x = 1\n>")
        try terminal.press("while true do end\r", until: "what was defined is gone")
        try terminal.press("x\r", until: "there is no global 'x'")
        terminal.press("\u{4}")
        #expect(try terminal.end() == 0)
    }

    @Test("A line longer than the window stays in its row, and is whole once it is entered")
    func wide() throws {
        let terminal = try start(columns: 30)
        let text = "\"" + String(repeating: "0123456789", count: 4) + "\""
        try terminal.press(text, until: "> …")
        #expect(terminal.screen.lines.filter { $0.hasPrefix("> ") }.count == 1)
        terminal.press("\u{1}\u{5}")
        try terminal.press("\r", until: "> \"012345678901234567890123456\n7890123456789\"\n\"0123")
        terminal.press("\u{4}")
        #expect(try terminal.end() == 0)
    }
}
