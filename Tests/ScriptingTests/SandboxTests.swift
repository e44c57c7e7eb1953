import Rotation
import Testing

@testable import Scripting

/// What a script finds, and what it does not.
struct SandboxTests {
    @Test(
        "Nothing that reaches outside, loads code or hides state exists",
        arguments: [
            "os", "io", "package", "debug", "coroutine", "load", "loadstring", "loadfile", "dofile",
            "warn",
        ])
    func absent(_ name: String) throws {
        #expect(try Script.run("return rawget(_G, '\(name)')") == [.null])
        #expect(
            Script.error("return \(name)")?.description
                == "test.lua:1: in 'probe': there is no global '\(name)'")
    }

    @Test(
        "No bytecode is made, no random numbers are drawn",
        arguments: [
            "string.dump", "math.random", "math.randomseed", "('').dump",
        ])
    func absentMembers(_ name: String) throws {
        #expect(try Script.run("return \(name)") == [.null])
    }

    @Test(
        "The usual libraries work",
        arguments: [
            ("('a-b'):upper():find('-', 1, true)", Value.int(2)), ("#table.pack(1, 2, 3)", .int(3)),
            ("math.floor(2.5)", .int(2)), ("utf8.len('zwölf')", .int(5)),
            ("select('#', pcall(error, 'x'))", .int(2)),
            ("('ab'):rep(3, '-')", .string("ab-ab-ab")),
            ("('ab'):rep(0)", .string("")), ("(''):rep(1 << 60)", .string("")),
            ("string.format('%d %s', 3, 'x')", .string("3 x")),
            ("tostring(setmetatable({}, {__tostring = function() return 't' end}))", .string("t")),
        ])
    func libraries(_ expression: String, _ value: Value) throws {
        #expect(try Script.run("return (\(expression))") == [value])
    }

    @Test("Compiled code is refused")
    func bytecode() {
        #expect(Script.loadError("\u{1B}LuaT")?.description.contains("binary chunk") == true)
    }

    @Test("A misspelt global raises with its name and a hint")
    func misspeltGlobal() {
        #expect(
            Script.error("for k in pairz(x) do end", [.list([])])
                == .raised(
                    message: "test.lua:1: in 'probe': there is no global 'pairz'",
                    hint: "did you mean 'pairs'?"))
    }

    @Test("Globals may be made while the file is loaded, not by its functions")
    func globals() throws {
        #expect(try Script.value("limit = 3 return limit") == .int(3))
        #expect(
            Script.error("count = 1")?.description
                == "test.lua:1: in 'probe': a function cannot make the global 'count'; "
                + "declare it with 'local'")
    }

    @Test("Finalizers are refused, other metatables are not")
    func finalizers() throws {
        #expect(
            Script.error("setmetatable({}, {__gc = function() end})")?.description
                == "test.lua:1: in 'probe': __gc is not available in a policy")
        #expect(try Script.run("return setmetatable({}, {__index = {a = 1}}).a") == [.int(1)])
    }

    @Test("The metatables of strings and of the globals are out of reach")
    func lockedMetatables() throws {
        #expect(try Script.run("return getmetatable('')") == [.bool(false)])
        #expect(try Script.run("return getmetatable(_G)") == [.bool(false)])
        #expect(
            Script.error("setmetatable(_G, {})")?.description
                .hasSuffix("cannot change a protected metatable") == true)
    }

    @Test("The collector can be asked for its count only")
    func collector() throws {
        #expect(try Script.run("return collectgarbage('count') > 1") == [.bool(true)])
        for option in ["'collect'", "'stop'", "'incremental'", ""] {
            #expect(Script.error("collectgarbage(\(option))") != nil)
        }
    }

    @Test("The runtime module multiplies whole numbers by units")
    func runtimeModule() throws {
        let body = "local r = require 'runtime' "
        #expect(
            try Script.run(body + "return r.weeks(1), r.days(2), r.hours(3), r.minutes(4)")
                == [.int(604_800), .int(172_800), .int(10_800), .int(240)])
        #expect(try Script.run(body + "return r.days(2.0)") == [.int(172_800)])
    }

    @Test(
        "Anything but a whole number is refused by the runtime module",
        arguments: [
            ("1.5", "bad argument #1 to 'days' (whole number expected, got 1.5)"),
            ("'1'", "bad argument #1 to 'days' (whole number expected, got string)"),
            ("nil", "bad argument #1 to 'days' (whole number expected, got nil)"),
            ("1 << 60", "bad argument #1 to 'days' (too large)"),
        ])
    func runtimeMisuse(_ argument: String, _ text: String) {
        #expect(
            Script.error("local r = require 'runtime' return r.days(\(argument))")?.description
                == "test.lua:1: in 'probe': \(text)")
    }

    @Test("No other module exists")
    func otherModules() {
        #expect(
            Script.loadError("require 'os'")?.description
                == "test.lua:1: there is no module 'os'")
    }

    @Test("pcall and xpcall give results and errors as Lua's own do")
    func protectedCalls() throws {
        #expect(
            try Script.run("return pcall(function(a) return a, 2 end, 1)")
                == [.bool(true), .int(1), .int(2)])
        #expect(try Script.run("return pcall(error, 'e', 0)") == [.bool(false), .string("e")])
        #expect(
            try Script.run("return xpcall(function(a) return a end, print, 5)")
                == [.bool(true), .int(5)])
        #expect(
            try Script.run(
                "return xpcall(error, function(e) return '<' .. e .. '>' end, 'e', 0)")
                == [.bool(false), .string("<e>")])
        #expect(Script.error("xpcall(error, 3)") != nil)
        #expect(Script.error("pcall()") != nil)
    }
}
