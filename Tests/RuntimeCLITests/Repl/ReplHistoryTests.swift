import Foundation
import TestSupport
import Testing

@testable import RuntimeCLI

struct ReplHistoryTests {
    private let folder = TemporaryFolder()
    private var path: String { "\(folder.path)/home/repl_history" }

    @Test("Lines are there again for the next process, in a file only its owner reads")
    func persistence() throws {
        let history = ReplHistory(path: path)
        for line in ["x = 1", "x", "x", "  "] { history.add(line) }
        #expect(ReplHistory(path: path).lines == ["x = 1", "x"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test("The latest thousand lines are kept")
    func limit() throws {
        let history = ReplHistory(path: path)
        for number in 0..<1_010 { history.add("\(number)") }
        #expect(history.lines.count == 1_000)
        #expect(ReplHistory(path: path).lines.first == "10")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 1_000)
    }

    @Test("A folder that cannot be written only costs the memory of it")
    func unwritable() {
        let history = ReplHistory(path: "/proc/none/repl_history")
        history.add("x")
        #expect(history.lines == ["x"])
    }

    @Test("Recall goes back, forth, and to the line being typed")
    func recall() {
        var recall = Recall(["one", "two"])
        #expect(recall.forward() == nil)
        #expect(recall.back(from: "typed") == "two")
        #expect(recall.back(from: "two") == "one")
        #expect(recall.back(from: "one") == nil)
        #expect(recall.forward() == "two")
        #expect(recall.forward() == "typed")
    }
}
