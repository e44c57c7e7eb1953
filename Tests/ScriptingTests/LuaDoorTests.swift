import Rotation
import Testing

@testable import Scripting

/// What a hook's `host` does with what the other side answers.
struct LuaDoorTests {
    let host = FakeHost()

    @Test("Arguments reach the host and its results the script")
    func call() throws {
        host.answer = { _, _ in [.int(1), .map(["a": .list([.string("b")])])] }
        let results = try Script.run(
            "local a, b = host:http({url = 'u', n = {1, 2}}, 'x') return a, b.a[1]", [.null],
            host: host)
        #expect(results == [.int(1), .string("b")])
        let table: [String: Value] = ["url": .string("u"), "n": .list([.int(1), .int(2)])]
        #expect(host.calls == [.init(name: "http", arguments: [.map(table), .string("x")])])
    }

    @Test("An unknown function raises with the list of those there are")
    func unknown() {
        #expect(
            Script.error("host:foo{}", [.null], host: host)?.description
                == "test.lua:1: in 'probe': host has no function 'foo' (available: file, http, log)"
        )
        #expect(host.calls.isEmpty)
    }

    @Test("A table that is an argument may have positions beside names; one inside it may not")
    func mixed() throws {
        _ = try Script.run("host:http{'reload', stdin = 'x'}", [.null], host: host)
        _ = try Script.run("host:http{stdin = 'x', [1] = 'reload'}", [.null], host: host)
        let table: [String: Value] = ["1": .string("reload"), "stdin": .string("x")]
        #expect(host.calls.map(\.arguments) == [[.map(table)], [.map(table)]])
        for body in ["host:http{a = {'x', b = 1}}", "host:http{'x', [1.5] = 2, a = 1}"] {
            #expect(Script.error(body, [.null], host: host) != nil)
        }
        #expect(
            Script.error("host:http{a = {'x', b = 1}}", [.null], host: host)?.description
                .contains("field 'a' mixes names and positions") == true)
    }

    @Test("Misuse raises where the call stands, and a script may catch it")
    func misuse() throws {
        let host = FakeHost(failing: .misuse("bad argument 'timeout' to http"))
        #expect(
            Script.error("\nhost:http{}", [.null], host: host)
                == .raised(
                    message: "test.lua:2: in 'probe': bad argument 'timeout' to http", hint: nil))
        #expect(
            try Script.run("return (pcall(host.http, host))", [.null], host: host)
                == [.bool(false)])
    }

    @Test(
        "Denied and not repeatable end the call, whatever it catches",
        arguments: [
            "host:http{}", "pcall(host.http, host, {}) return 'went on'",
            "xpcall(host.http, function() while true do end end, host) return 1",
            "while true do pcall(host.http, host) end",
            "local t <close> = setmetatable({}, {__close = function() host:log() end}) host:http{}",
        ])
    func sticky(_ body: String) {
        let denied = FakeHost(failing: .denied("not granted\nadd http = …"))
        let error = Script.error(body, [.null], host: denied)
        #expect(
            error
                == .denied(
                    message: "test.lua:1: in 'probe': not granted", hint: "add http = …"))
        #expect(denied.calls.count == 1)
        let other = FakeHost(failing: .notRepeatable("another call"))
        #expect(
            Script.error(body, [.null], host: other)
                == .notRepeatable(message: "test.lua:1: in 'probe': another call"))
        #expect(other.calls.count == 1)
    }

    @Test("A journal that cannot be written ends the call")
    func store() {
        let host = FakeHost(failing: .store(.cannotWrite("disk full")))
        let error = Script.error("pcall(host.http, host) return 1", [.null], host: host)
        #expect(error?.description.contains("disk full") == true)
    }

    @Test("A state works on after a call was denied")
    func usableAfterDenial() throws {
        let state = try LuaState()
        let denied = FakeHost(failing: .denied("no"))
        #expect(throws: PolicyError.self) {
            try state.run("host:http{}", [.null], host: denied)
        }
        #expect(try state.run("for i = 1, 1000 do end return 1") == [.int(1)])
    }

    @Test(
        "A host kept beyond its hook raises when it is used",
        arguments: [
            "return kept:log('late')", "return kept.log", "return pcall(log, kept)",
            "return log(host, 'late')",
        ])
    func afterTheHook(_ body: String) throws {
        let state = try LuaState()
        let source = """
            local kept, log
            return {
              keep = function(event, host) kept, log = host, host.log end,
              use = function(event, host) \(body) end,
            }
            """
        let value = try state.load(source: source, chunkName: "test.lua")
        guard case .function(let keep)? = value["keep"], case .function(let use)? = value["use"]
        else { return }
        _ = try state.call(keep, named: "keep", arguments: [.null], host: host)
        for next in [nil, host] {
            let results = try? state.call(use, named: "use", arguments: [.null], host: next)
            // A function taken from one host works on a later one, as it has no state of its own.
            let isAllowed = body.contains("log(host") && next != nil
            #expect(isAllowed || results == nil || results?.first == .bool(false))
        }
        #expect(host.calls.count == (body.contains("log(host") ? 1 : 0))
    }

    @Test("What cannot leave Lua is refused as an argument, with its path")
    func arguments() {
        #expect(
            Script.error("host:file{a = {b = print}}", [.null], host: host)?.description
                == "test.lua:1: in 'probe': host:file argument field 'a.b' is a function")
        #expect(
            Script.error("host:file(1, host)", [.null], host: host)?.description
                == "test.lua:1: in 'probe': host:file argument 2 is a userdata")
        #expect(host.calls.isEmpty)
    }

    @Test("A dot in place of the colon is explained")
    func dot() {
        #expect(
            Script.error("host.file{}", [.null], host: host)?.description
                == "test.lua:1: in 'probe': call it with a colon: host:file")
    }

    @Test("The host object cannot be taken apart")
    func opaque() throws {
        #expect(
            try Script.run(
                "return getmetatable(host), tostring(host), (pcall(rawset, host, 'a', 1))", [.null],
                host: host) == [.bool(false), .string("host"), .bool(false)])
        #expect(Script.error("host.file = 1", [.null], host: host) != nil)
        #expect(Script.error("return host[1]", [.null], host: host) != nil)
    }

    @Test("A host call costs fuel, so that a loop of them ends")
    func fuel() {
        let limits = ScriptLimits(hookFuel: 100_000)
        let error = Script.error(
            "while true do host:log('x') end", [.null], host: host, limits: limits)
        guard case .limit(.fuel, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((90...100).contains(host.calls.count))
    }

    @Test("Large results and many results arrive, and too large ones are a memory verdict")
    func large() throws {
        host.answer = { _, _ in Array(repeating: .string("x"), count: 5_000) }
        #expect(
            try Script.run("return select('#', host:log())", [.null], host: host)
                == [.int(5_000)])
        host.answer = { _, _ in [.string(String(repeating: "x", count: 9 << 20))] }
        guard case .limit(.memory, _)? = Script.error("host:log()", [.null], host: host) else {
            Issue.record("no memory verdict")
            return
        }
    }
}
