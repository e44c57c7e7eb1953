import Foundation
import Rotation
import TestSupport
import Testing

@testable import Scripting

/// Stubs for editors and the std for luacheck.
struct EditorFilesTests {
    private let reference = Reference(host: [.example], configuration: [])
    private var texts: [String: String] { EditorFiles(reference).texts }

    private func stub() throws -> String {
        try #require(texts["stubs/runtime.lua"])
    }

    @Test("The Lua files compile")
    func compile() throws {
        let folder = TemporaryFolder()
        for (name, text) in texts where !name.hasSuffix(".json") {
            let path = folder.path + "/" + name.replacing("/", with: "_")
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let luac = Process()
            luac.executableURL = URL(fileURLWithPath: "/usr/bin/luac5.4")
            luac.arguments = ["-p", path]
            try luac.run()
            luac.waitUntilExit()
            #expect(luac.terminationStatus == 0, "\(name)")
        }
        let json = try #require(texts[".luarc.json"])
        _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
    }

    @Test("The stub mentions every key, field and function")
    func complete() throws {
        let stub = try stub()
        let tables =
            [PolicyKeys.all, FactsWriter.fields, DecisionReader.fields, HookKeys.all]
            + Hook.allCases.map(\.eventFields)
        for field in tables.flatMap({ $0 }).flatMap({ [$0] + $0.type.fields }) {
            let mark = field.isRequired ? "" : "?"
            #expect(stub.contains("---@field \(field.name)\(mark) "), "\(field.name)")
        }
        for function in RuntimeModule.functions {
            #expect(stub.contains("\nfunction runtime.\(function.name)("), "\(function.name)")
        }
        #expect(stub.contains("\nfunction Host:probe(options) end\n"))
    }

    @Test("Every class that the stub names, it defines, and just once")
    func classes() throws {
        let stub = try stub()
        let defined = stub.matches(of: /---@(?:class(?: \(exact\))?|alias) (runtime[\w.]*)/)
            .map { String($0.output.1) }
        #expect(Set(defined).count == defined.count)
        let named = stub.split(separator: "\n").filter { !$0.contains("\"runtime\"") }
            .flatMap { $0.matches(of: /\bruntime\.[A-Z]\w*/) }.map { String($0.output) }
        #expect(named.count > 50)
        #expect(Set(named).subtracting(defined).isEmpty)
    }

    @Test("The same description gives the same files")
    func deterministic() {
        #expect(texts == EditorFiles(Reference(host: [.example], configuration: [])).texts)
    }
}
