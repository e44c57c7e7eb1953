import Rotation
import Testing

@testable import Scripting

/// `config.lua` is data.
struct ConfigFileTests {
    @Test("A configuration is the value its file returns")
    func load() throws {
        let file = try TemporaryFile("return { workers = 2 * 4, grants = {} }")
        let value = try ConfigFile.load(path: file.path)
        #expect(value == .map(["workers": .int(8), "grants": .list([])]))
        withExtendedLifetime(file) {}
    }

    @Test("A function in a configuration is refused by its path")
    func functions() {
        #expect(
            throws: PolicyError.invalid(
                message: "config.lua: config field 'limits.f' is a function", hint: nil)
        ) {
            try ConfigFile.load(
                source: "return { limits = { f = function() end } }", path: "config.lua")
        }
    }
}
