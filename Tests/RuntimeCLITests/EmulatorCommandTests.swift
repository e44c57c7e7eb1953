import Foundation
import HTTP
import Rotation
import Testing

@testable import RuntimeCLI

struct EmulatorCommandTests {
    private let folder: URL

    init() throws {
        folder = URL(filePath: NSTemporaryDirectory())
            .appending(path: "emulator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String) throws -> String {
        let path = folder.appending(path: UUID().uuidString).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func get(_ url: String) throws -> Value {
        let response = try HTTPClient().send(HTTPRequest("GET", url, repeatable: true))
        return try #require(ValueText.decode(String(decoding: response.body, as: UTF8.self)))
    }

    @Test("Flags and files reach the tenant")
    func flags() throws {
        let knobs = try write(#"{"loss":{"edge":0},"replicas":2}"#)
        let emulator = try RuntimeProcess([
            "emulator", "--json", "--profile", "hostile", "--knobs", knobs, "--applications", "5",
            "--seed", "3",
        ])
        defer { emulator.kill() }
        let tenant = try #require(ValueText.decode(emulator.firstLine()))
        let set = try get(tenant["knobs"]?.text ?? "")
        let applications = try get(
            (tenant["graph_host"]?.text ?? "") + "/_emulator/applications")

        #expect(set["replicas"] == .int(2))
        #expect(set["loss"]?["edge"] == .int(0))
        #expect(set["lag"]?["accept"]?["max"] == .int(900))
        guard case .list(let items) = applications else {
            Issue.record("no list")
            return
        }
        #expect(items.count == 7)
        try FileManager.default.removeItem(at: folder)
    }

    @Test(
        "Each mistake gets one error that names it, and a hint",
        arguments: [
            (["--profile", "wild"], nil, "--profile wild"),
            (["--permission", "some"], nil, "--permission some"),
            (["--applications=-1"], nil, "--applications -1"),
            (["--knobs", "nowhere.json"], nil, "nowhere.json"),
            (["--knobs"], "nonsense", "the knobs"),
            (["--knobs"], #"{"replica":2}"#, "replica"),
            (["--knobs"], #"{"loss":{"edge":2}}"#, "loss.edge"),
            (["--tenant"], #"[{"displayName":7}]"#, "application 1"),
            (["--certificate"], "nonsense", "a certificate"),
            (["--virtual-clock", "noon"], nil, "--virtual-clock noon"),
        ] as [([String], String?, String)])
    func mistakes(_ arguments: [String], _ content: String?, _ fragment: String) throws {
        let file = try content.map { [try write($0)] } ?? []
        let result = try RuntimeProcess.run(["emulator"] + arguments + file)
        try FileManager.default.removeItem(at: folder)

        #expect(result.status == 2)
        #expect(result.errorLines.count == 1 && result.hintLines.count == 1)
        #expect(result.errors.contains(fragment), "\(result.errors)")
    }
}
