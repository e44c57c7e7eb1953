import Foundation
import Rotation
import Testing

@testable import Scripting

/// Files on disk and sources kept elsewhere.
struct PolicyFileTests {
    @Test("A file gives its source, its digest and its policies")
    func load() throws {
        let source = PolicyText.with("")
        let temporary = try TemporaryFile(source)
        let path = temporary.path
        defer { withExtendedLifetime(temporary) {} }
        let file = try PolicyFile.load(path: path)
        #expect(file.source == PolicySource(source))
        #expect(file.path == path)
        #expect(file.policies.map(\.declaration.name) == ["payments-api"])
        #expect(file.digest == (try PolicyFile.load(source: source, path: "x.lua")).digest)
    }

    @Test("A list of tables is as many policies, and an error names the one it is in")
    func list() throws {
        let one =
            "{ name = 'NAME', interval = '1d', application = { client_id = "
            + "'\(PolicyText.clientID)' } }"
        let two = one.replacingOccurrences(of: "NAME", with: "b")
        let first = one.replacingOccurrences(of: "NAME", with: "a")
        let file = try PolicyFile.load(source: "return {\(first), \(two)}", path: "p.lua")
        #expect(file.policies.map(\.declaration.name) == ["a", "b"])
        #expect(
            throws: PolicyError.invalid(
                message: "p.lua: policy 2: unknown key 'x'", hint: nil)
        ) {
            try PolicyFile.load(source: "return {\(first), {x = 1}}", path: "p.lua")
        }
    }

    @Test(
        "A file that returns no table is told so",
        arguments: [
            ("", "nil"), ("return 3", "an integer"), ("return 'x'", "a string"),
            ("return function() end", "a function"),
        ])
    func noTable(_ source: String, _ given: String) {
        #expect(
            throws: PolicyError.invalid(
                message: "p.lua: the file must return a table of named fields, not \(given)",
                hint: nil)
        ) {
            try PolicyFile.load(source: source, path: "p.lua")
        }
    }
}
