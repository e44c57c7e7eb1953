import Rotation
import Testing

@testable import Scripting

/// `require` of the files that come with a load.
struct ModuleTests {
    private func load(
        _ source: String, _ modules: [String: String] = [:]
    ) throws(PolicyError) -> Value {
        try LuaState().load(source: source, modules: modules, chunkName: "test.lua")
    }

    private func error(_ source: String, _ modules: [String: String] = [:]) -> PolicyError? {
        do throws(PolicyError) {
            _ = try load(source, modules)
            return nil
        } catch {
            return error
        }
    }

    @Test("A module runs once and gives the same value every time, also to other modules")
    func once() throws {
        let modules = [
            "lib.counter": "runs = (rawget(_G, 'runs') or 0) + 1 return { 'value' }",
            "user": "return require 'lib.counter'",
        ]
        let source = """
            local counter = require "lib.counter"
            return { counter == require("user"), require("lib.counter") == counter, runs }
            """
        #expect(try load(source, modules) == .list([.bool(true), .bool(true), .int(1)]))
    }

    @Test(
        "Any value may be returned; nothing is true",
        arguments: [
            ("return 7", "return require 'm'", Value.int(7)),
            ("", "return require 'm'", .bool(true)),
            ("return false", "return require 'm' == require 'm'", .bool(true)),
            ("return function() return 3 end", "return require('m')()", .int(3)),
            ("return ...", "return require 'm'", .string("m")),
        ])
    func values(_ module: String, _ source: String, _ expected: Value) throws {
        #expect(try load(source, ["m": module]) == expected)
    }

    @Test("A module that was required while loading is at hand in functions, another is not")
    func later() throws {
        let state = try LuaState()
        let value = try state.load(
            source: """
                require "early"
                return { early = function() return require("early") end,
                  late = function() return require("late") end,
                  runtime = function() return require("runtime").days(1) end }
                """,
            modules: ["early": "return 1", "late": "return 2"], chunkName: "test.lua")
        func call(_ name: String) throws -> [Value] {
            guard case .function(let number)? = value[name] else { return [] }
            return try state.call(number, named: name, arguments: [])
        }
        #expect(try call("early") == [.int(1)])
        #expect(try call("runtime") == [.int(86_400)])
        #expect(
            throws: PolicyError.raised(
                message: "test.lua:3: in 'late': module 'late' was not required while the file "
                    + "was loaded", hint: "require it at the top of the file")
        ) {
            try call("late")
        }
    }

    @Test("What goes wrong in a module is told with its file, line and function")
    func places() {
        let source = "local m = require 'lib.deep'\n\nreturn m.fail and m.fail(nil)"
        func message(_ module: String) -> String? {
            error(source, ["lib.deep": module])?.description
        }
        #expect(
            message("\nreturn {} + 1")
                == "lib/deep.lua:2: attempt to perform arithmetic on a table value")
        #expect(message("return {\n= 1}") == "lib/deep.lua:2: unexpected symbol near '='")
        #expect(
            message("local function inner(t)\n return t.x end\nreturn { fail = inner }")
                == "lib/deep.lua:2: in 'fail': attempt to index a nil value (local 't')")
        #expect(
            message("return { fail = function() error('told', 2) end }") == "test.lua:3: told")
        #expect(message("while true do end")?.hasPrefix("lib/deep.lua:1: used up its") == true)
    }

    @Test("A module that requires itself, at once or through another, is refused")
    func circle() {
        #expect(
            error("return require 'a'", ["a": "return require 'a'"])?.description
                == "a.lua:1: module 'a' requires itself")
        #expect(
            error("return require 'a'", ["a": "return require 'b'", "b": "\nreturn require 'a'"])?
                .description == "b.lua:2: module 'a' requires itself")
    }

    @Test("A module that failed may be tried again and is then not taken for a circle")
    func failed() {
        let source = "pcall(require, 'm') return require 'm'"
        #expect(error(source, ["m": "error('broken')"])?.description == "m.lua:1: broken")
    }

    @Test("An unknown module is told with the place where it was looked for, or the spelling")
    func unknown() {
        #expect(
            error("return require 'lib.times'")
                == .invalid(
                    message: "test.lua:1: there is no module 'lib.times'",
                    hint: "looked for lib/times.lua beside the policy; the name must stand in "
                        + "quotes"))
        #expect(error("return require 'runtme'")?.hint == "did you mean 'runtime'?")
    }

    @Test(
        "Names that could lead elsewhere are no names",
        arguments: ["", ".", "a.", ".a", "a..b", "../a", "/etc/passwd", "a/b", "A", "a b", "a\\0b"])
    func names(_ name: String) {
        #expect(
            error("return require '\(name)'", [name: "return 1"])?.description
                .contains("is no name of a module") == true)
    }

    @Test("Modules share the fuel of the load, and each may be 256 KiB of text")
    func limits() {
        let long = "--" + String(repeating: "x", count: 256 * 1_024)
        #expect(
            error("return require 'm'", ["m": long])?.description
                == "test.lua:1: m.lua: the file is larger than 256 KiB")
        let busy = "for i = 1, 300000 do end"
        let modules = ["a": busy, "b": busy, "c": busy, "d": busy]
        let all = modules.keys.map { "require '\($0)'" }.joined(separator: " ")
        #expect(error("require 'a' return 1", modules) == nil)
        guard case .limit(.fuel, _)? = error(all, modules) else {
            Issue.record("four modules did not run out of fuel")
            return
        }
        #expect(
            error("require 'm'", ["m": "\u{1b}Lua"])?.description
                .contains("attempt to load a binary chunk") == true)
    }
}
