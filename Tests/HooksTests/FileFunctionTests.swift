import Foundation
import Hooks
import Rotation
import TestSupport
import Testing

struct FileFunctionTests {
    private let folder = TemporaryFolder()

    private func calls(_ files: String...) -> Calls {
        var calls = Calls(files: files)
        calls.root = folder.path
        calls.secrets[SecretHandle(name: "API", version: 7)] = "7Q~secret"
        return calls
    }

    private func read(_ path: String) -> String? {
        try? String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
    }

    private func permissions(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(path)")
        return attributes[.posixPermissions] as? Int ?? -1
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    @Test("A file is written with text and values, for its owner alone, and leaves no draft")
    func write() throws {
        let text = Value.list(["SECRET=", .secret(SecretHandle(name: "API", version: 7)), "\n"])
        let result = calls("payments.env").call("file", ["path": "payments.env", "text": text])
        #expect(result.value == true)
        #expect(read("payments.env") == "SECRET=7Q~secret\n")
        #expect(try permissions("payments.env") == 0o600)
        #expect(names == ["payments.env"])
    }

    @Test("An existing file is replaced as a whole, with the mode asked for")
    func replace() throws {
        let calls = calls("a.env")
        _ = calls.call("file", ["path": "a.env", "text": "a much longer first text"])
        _ = calls.call("file", ["path": "a.env", "text": "short", "mode": "640"])
        #expect(read("a.env") == "short")
        #expect(try permissions("a.env") == 0o640)
    }

    @Test(
        "A path that leaves the root is misuse",
        arguments: ["../x", "/etc/x", "a/../../x", "a//x", ".", "", "a/."])
    func traversal(_ path: String) {
        let result = calls(path, "x", "a/").call("file", ["path": .string(path), "text": "t"])
        #expect(result.misuse?.contains("a relative path without '..' expected") == true)
    }

    @Test("A symbolic link is neither followed on the way nor written through")
    func links() throws {
        let outside = TemporaryFolder()
        let target = outside.path + "/victim"
        try "untouched".write(toFile: target, atomically: true, encoding: .utf8)
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: folder.path + "/way", withDestinationPath: outside.path)
        try manager.createSymbolicLink(
            atPath: folder.path + "/victim", withDestinationPath: target)
        let calls = calls("way/", "victim")
        #expect(
            calls.call("file", ["path": "way/victim", "text": "t"]).failureCode == "file")
        #expect(calls.call("file", ["path": "victim", "text": "t"]).failureCode == "file")
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "untouched")
        #expect(names == ["victim", "way"])
    }

    @Test("A folder grant covers what is below it; the folder itself must exist")
    func folders() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/env", withIntermediateDirectories: false)
        let calls = calls("env/", "missing/")
        #expect(calls.call("file", ["path": "env/a", "text": "t"]).value == true)
        #expect(read("env/a") == "t")
        #expect(calls.call("file", ["path": "envy/a", "text": "t"]).denied != nil)
        #expect(calls.call("file", ["path": "missing/a", "text": "t"]).failureCode == "file")
    }

    @Test("What is not granted is denied with the line to add")
    func notGranted() {
        var calls = calls("a.env")
        calls.granted = Needs()
        let text = calls.call("file", ["path": "a.env", "text": "t"]).denied
        #expect(
            text?.hasSuffix(#"grants = { ["payments-api"] = { files = { "a.env" } } }"#) == true)
        calls.caller = Caller(name: "payments-api", needs: Needs())
        let other = calls.call("file", ["path": "a.env", "text": "t"]).denied
        #expect(other?.hasSuffix(#"needs = { files = { "a.env" } }"#) == true)
        #expect(names.isEmpty)
    }

    @Test("Wrong arguments are misuse")
    func misuse() {
        let calls = calls("a")
        let rows: [(Value, String)] = [
            (["path": "a"], "bad argument 'text' to file"),
            (["path": "a", "text": 1], "bad argument 'text' to file"),
            (["path": "a", "text": "t", "mode": "rw"], "bad argument 'mode' to file"),
            (["path": "a", "text": "t", "mode": "4755"], "bad argument 'mode' to file"),
            (["path": "a", "text": "t", "mode": 600], "string expected, got integer"),
            (["path": "a", "text": "t", "owner": "x"], "bad argument 'owner' to file: unknown"),
        ]
        for (arguments, expected) in rows {
            let text = calls.call("file", arguments).misuse
            #expect(text?.contains(expected) == true, "\(arguments): \(text ?? "none")")
        }
        #expect(names.isEmpty)
    }

    @Test("A root that is not there is a failure that names it")
    func noRoot() {
        var calls = calls("a")
        calls.root = folder.path + "/nowhere"
        let result = calls.call("file", ["path": "a", "text": "t"])
        guard case .failure(.failed(_, let message, _)) = result else {
            Issue.record("expected a failure")
            return
        }
        #expect(message.contains("nowhere"))
    }
}
