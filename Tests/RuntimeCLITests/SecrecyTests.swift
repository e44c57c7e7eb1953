import Foundation
import Rotation
import SecretStore
import TestSupport
import Testing

struct SecrecyTests {
    /// Every form in which a value could lie about.
    private static func forms(of value: String) -> [(name: String, bytes: Data)] {
        let bytes = Data(value.utf8)
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._")
        let escaped = value.addingPercentEncoding(withAllowedCharacters: allowed) ?? value
        var forms = [
            ("raw", bytes), ("percent", Data(escaped.utf8)),
            ("JSON", Data(ValueText.quote(value).dropFirst().dropLast().utf8)),
            ("UTF-16LE", value.data(using: .utf16LittleEndian) ?? bytes),
            ("UTF-16BE", value.data(using: .utf16BigEndian) ?? bytes),
        ]
        // Within a longer text the value may begin at any of three places of a base64 group.
        for offset in 0..<3 {
            let padded = Data(repeating: 0, count: offset) + bytes
            let text = padded.base64EncodedString().filter { $0 != "=" }
            forms.append(("base64+\(offset)", Data(text.dropFirst(offset + 1).dropLast(2).utf8)))
        }
        return forms
    }

    /// The forms of `value` found in `haystack`.
    private static func found(_ value: String, in haystack: Data) -> [String] {
        forms(of: value).filter { haystack.range(of: $0.bytes) != nil }.map(\.name)
    }

    @Test("The search finds a planted value in every form")
    func searchWorks() {
        let value = "aB3~x_y.z-Q9/\"+p"
        for (name, bytes) in Self.forms(of: value) {
            #expect(Self.found(value, in: Data("before ".utf8) + bytes).contains(name))
        }
        let inBase64 = Data(Data("client_secret=\(value)&x".utf8).base64EncodedString().utf8)
        #expect(!Self.found(value, in: inBase64).isEmpty)
    }

    @Test("No secret is in the database, the logs or the output of anything but secret get")
    func nothingLeaks() throws {
        let town = try Town()
        // An open connection keeps -wal and -shm from being merged away.
        let open = try SecretStore(folder: HomeFolder(path: town.home))
        var heard = Data()
        func hear(_ arguments: String...) throws {
            let environment = town.environment.merging(["RUNTIME_LOG": "trace"]) { $1 }
            let result = try RuntimeProcess.run(
                arguments, environment: environment, folder: town.folder.path)
            #expect(result.status == 0)
            heard += Data((result.output + result.errors).utf8)
        }
        let policy = Town.policy("quickstart.lua")
        try hear("run", "--once", policy)
        let first = try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET").output.trimmed
        try town.fault("lost_reply", on: "addPassword")
        try hear("rotate", "quickstart")
        let second = try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET").output.trimmed
        for arguments in [["status"], ["status", "quickstart"], ["status", "--json"]] {
            heard += Data(
                try RuntimeProcess.run(arguments, environment: town.environment).output.utf8)
        }
        try hear("history", "quickstart", "--json")
        try hear("secret", "list", "--json")
        try hear("check", policy)

        let files = ["runtime.db", "runtime.db-wal", "runtime.db-shm"].map { "\(town.home)/\($0)" }
        for file in files {
            let content = try #require(FileManager.default.contents(atPath: file))
            #expect(!content.isEmpty)
            heard += content
        }
        #expect(first != second)
        for value in [first, second, town.connectionSecret] {
            #expect(value.count >= 16)
            #expect(Self.found(value, in: heard) == [])
        }
        #expect(!Self.found(first, in: heard + Data(first.utf8)).isEmpty)
        #expect(try open.rotations().count == 1)
    }
}
