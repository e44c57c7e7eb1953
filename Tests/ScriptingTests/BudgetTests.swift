import Rotation
import Testing

@testable import Scripting

/// No script outlives its limits, whatever it catches.
struct BudgetTests {
    static let small = ScriptLimits(memory: 1 << 20, fuel: 20_000, time: .seconds(5))

    @Test(
        "A script that does not end runs out of fuel, whatever it catches",
        arguments: [
            "while true do end",
            "local function f() return f() end f()",
            "::again:: goto again",
            "while true do pcall(function() while true do end end) end",
            "while true do pcall(error) end",
            "local function spin() while true do end end while true do xpcall(spin, spin) end",
            "local function spin() while true do end end xpcall(error, spin)",
            "local f f = function() xpcall(f, f) end while true do f() end",
            "('x'):rep(100):gsub('x', function() while true do end end)",
            "('x'):gsub('x', function() pcall(function() while true do end end) end)",
            "local function f() pcall(f) pcall(f) end f()",
            "local function f() xpcall(f, f) pcall(f) end f()",
            "xpcall(error, function() while true do end end)",
            "for _ in ('x'):rep(9):gmatch('x') do while true do end end",
            "local t = setmetatable({}, {}) getmetatable(t).__index = function() return t.x end "
                + "while true do pcall(rawequal, pcall(function() return t.x end), 1) end",
            "table.sort({1, 2, 3}, function() while true do end end)",
            "setmetatable({}, {__index = function() while true do end end}).x = nil; "
                + "return setmetatable({}, {__index = function() while true do end end}).x",
            "local t <close> = setmetatable({}, {__close = function() while true do end end}) "
                + "while true do end",
            "pcall(function() local t <close> = setmetatable({}, {__close = function() "
                + "while true do pcall(function() while true do end end) end end}) error('x') end)",
            "local s = ('x'):rep(10000) while true do local t = s:rep(50) end",
            "tostring(setmetatable({}, {__tostring = function() while true do end end}))",
        ])
    func fuel(_ body: String) {
        let error = Script.error(body, limits: Self.small)
        guard case .limit(.fuel, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.hasSuffix("used up its 20000 instructions") == true)
    }

    @Test("The verdict shows where the script was")
    func place() {
        #expect(
            Script.error("\n\nwhile true do end", limits: Self.small)?.description
                == "test.lua:3: in 'probe': used up its 20000 instructions")
    }

    @Test("Fuel is spent the same every time")
    func reproducible() {
        func most(_ fuel: Int) -> Bool {
            Script.error("for i = 1, 1000 do end", limits: ScriptLimits(fuel: fuel)) == nil
        }
        let first = (100..<4_000).first(where: most)
        #expect(first == (100..<4_000).first(where: most))
    }

    @Test("A file that does not end while it is loaded runs out of fuel")
    func load() {
        #expect(
            throws: PolicyError.limit(
                .fuel, message: "test.lua:1: used up its 20000 instructions")
        ) {
            try Script.value("while true do end", limits: Self.small)
        }
    }

    @Test("A string that is too large for the fuel is not made")
    func rep() {
        let error = Script.error("return #('x'):rep(1 << 30)", limits: Self.small)
        guard case .limit(.fuel, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "Memory beyond the cap ends the script, whatever it catches",
        arguments: [
            "local t = {} for i = 1, 1e9 do t[i] = {} end",
            "local s = 'x' while true do s = s .. s end",
            "local t = {} while true do pcall(function() for i = 1, 1e9 do t[#t + 1] = {} end end) end",
            "while true do pcall(string.rep, 'x', 2000000) end",
            "return xpcall(string.rep, function() return 1 end, 'x', 2000000)",
        ])
    func memory(_ body: String) {
        let limits = ScriptLimits(memory: 1 << 20, fuel: 100_000_000)
        guard case .limit(.memory, let message)? = Script.error(body, limits: limits) else {
            Issue.record("no memory verdict")
            return
        }
        #expect(message.hasSuffix("needs more than 1024 KiB of memory"))
    }

    @Test(
        "Deep calls and long strings end the script long before the memory does",
        arguments: [
            ("local function f() return 1 + f() end f()", "too deeply"),
            ("local t = {} t.__call = setmetatable(t, t) t()", "too deeply"),
            ("while true do pcall(string.rep, 'x', 3000000) end", "more than 2048 KiB"),
        ])
    func depthAndLength(_ body: String, _ text: String) {
        let limits = ScriptLimits(memory: 64 << 20)
        guard case .limit(.memory, let message)? = Script.error(body, limits: limits) else {
            Issue.record("no memory verdict")
            return
        }
        #expect(message.contains(text))
    }

    @Test("Large blocks are paid for by the byte, so that few instructions cannot take long")
    func largeBlocks() {
        let body = "local s = ('x'):rep(500000) for i = 1, 200 do local t = s .. s end"
        guard case .limit(.fuel, _)? = Script.error(body) else {
            Issue.record("no fuel verdict")
            return
        }
    }

    @Test("A script cannot claim a verdict with an error's text")
    func forgedVerdict() {
        #expect(
            Script.error("error('not enough memory', 0)")
                == .raised(message: "test.lua: not enough memory", hint: nil))
        #expect(Script.error("pcall(error, 'not enough memory', 0)") == nil)
    }

    @Test("Time is the backstop of fuel")
    func time() {
        let limits = ScriptLimits(fuel: .max / 2, time: .milliseconds(20))
        #expect(
            Script.error("while true do pcall(error) end", limits: limits)
                == .limit(.time, message: "test.lua:1: in 'probe': ran longer than 20 ms"))
    }

    @Test("Time that a host call takes is not the script's")
    func hostTime() throws {
        let host = FakeHost()
        host.answer = { _, _ in
            let end = ContinuousClock.now + .milliseconds(30)
            while ContinuousClock.now < end {}
            return []
        }
        let limits = ScriptLimits(time: .milliseconds(20))
        let results = try Script.run(
            "host:log() for i = 1, 10000 do end return 1", [.null], host: host, limits: limits)
        #expect(results == [.int(1)])
    }

    @Test("After a limit was hit the state refuses everything with the same error")
    func spent() throws {
        let state = try LuaState(limits: Self.small)
        #expect(throws: PolicyError.self) { try state.run("while true do end") }
        let error = try #require(state.spent)
        #expect(throws: error) { try state.run("return 1") }
        #expect(throws: error) { try state.call(1, named: "probe", arguments: []) }
    }

    @Test("A state that does not fit its memory is not made")
    func tooSmall() {
        for memory in [0, 100, 5_000, 12_000] {
            #expect(throws: PolicyError.self) { try LuaState(limits: ScriptLimits(memory: memory)) }
        }
    }

    @Test("Memory that one call has left behind is there for the next")
    func collected() throws {
        let state = try LuaState(limits: ScriptLimits(memory: 1 << 20))
        let source = "return function() local s = ('x'):rep(300000) return #s end"
        guard case .function(let number) = try state.load(source: source, chunkName: "t") else {
            return
        }
        for _ in 0..<100 {
            #expect(try state.call(number, named: "f", arguments: []) == [.int(300_000)])
        }
    }
}
