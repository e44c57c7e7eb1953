import Foundation
import Rotation
import Testing

/// Scripts that mean harm, each checked by the real program in a process of its own.
///
/// A file's first line names the verdicts that it may get.
struct HostileTests {
    @Test(
        "A hostile script gets one of its verdicts, within the time limit and a second",
        arguments: HostileScript.all, [8, 64])
    func contained(_ script: HostileScript, mebibytes: Int) throws {
        let verdict = try script.check(memory: mebibytes << 20)
        #expect(
            !script.verdicts.isDisjoint(with: verdict.names),
            "\(verdict.names.joined(separator: " or ")): \(verdict.text)")
        #expect(Self.isPrintable(verdict.text))
    }

    @Test(
        "So it does in a process of its own",
        arguments: HostileScript.all, [8, 64])
    func containedAndIsolated(_ script: HostileScript, mebibytes: Int) throws {
        let verdict = try script.check(memory: mebibytes << 20, "--isolate")
        #expect(
            !script.verdicts.isDisjoint(with: verdict.names),
            "\(verdict.names.joined(separator: " or ")): \(verdict.text)")
    }

    /// Whether the lines are short and nothing in them moves the cursor.
    private static func isPrintable(_ text: String) -> Bool {
        text.split(separator: "\n").allSatisfy { line in
            line.utf8.count <= 8_192 && String(line) == ScriptText.escaped(String(line))
        }
    }

    @Test("The corpus is large, and every file names verdicts that exist")
    func corpus() {
        let known: Set = [
            "ok", "invalid", "raised", "denied", "limit-fuel", "limit-time", "limit-memory",
        ]
        #expect(HostileScript.all.count >= 150)
        for script in HostileScript.all {
            #expect(!script.verdicts.isEmpty && script.verdicts.isSubset(of: known))
        }
    }
}

/// One file of the corpus.
struct HostileScript: CustomTestStringConvertible, Sendable {
    let url: URL
    /// `ok`, `invalid` (does not load or is no policy), `raised`, `denied`, or a limit.
    let verdicts: Set<String>

    var testDescription: String { url.lastPathComponent }

    static let all: [HostileScript] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Hostile")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".lua") }.sorted()
            .map { HostileScript(folder.appendingPathComponent($0)) }
    }()

    private init(_ url: URL) {
        self.url = url
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        let words = text.prefix { $0 != "\n" }.split(separator: " ")
        verdicts = Set(words.dropFirst(2).map(String.init))
    }

    /// Runs `runtime check` on the file, killed after two seconds of processor time: one is the
    /// limit of the script, one is what it may exceed that by.
    func check(memory: Int, _ options: String...) throws -> (names: [String], text: String) {
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            ["-c", "ulimit -t 2; exec \"$@\"", "sh", Program.path, "check"] + options + [url.path]
        process.environment = [
            "RUNTIME_SCRIPT_MEMORY": "\(memory)", "RUNTIME_SCRIPT_TIME": "1000", "LC_ALL": "C",
        ]
        if let library = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
            process.environment?["LD_LIBRARY_PATH"] = library
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let bytes = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        guard process.terminationReason == .exit else { return (["killed"], text) }
        return (Self.verdict(status: process.terminationStatus, text), text)
    }

    private static func verdict(status: Int32, _ text: String) -> [String] {
        switch status {
        case 0: ["ok"]
        case 3: ["invalid", "raised"]
        case 4: ["denied"]
        case 5 where text.contains("used up its"): ["limit-fuel"]
        case 5 where text.contains("ran longer than"): ["limit-time"]
        case 5: ["limit-memory"]
        default: ["exit \(status)"]
        }
    }

}
