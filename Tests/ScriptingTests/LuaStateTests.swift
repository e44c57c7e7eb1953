import Rotation
import Testing

@testable import Scripting

/// What leaves a state, and what its errors say.
struct LuaStateTests {
    @Test("A table with the keys 1 to n is a list, one with names a map, an empty one a list")
    func tables() throws {
        #expect(try Script.value("return {1, 2}") == .list([.int(1), .int(2)]))
        #expect(try Script.value("return {a = 1}") == .map(["a": .int(1)]))
        #expect(try Script.value("return {}") == .list([]))
        #expect(
            try Script.value("local t = {} t[2] = 'b' t[1] = 'a' return t")
                == .list([.string("a"), .string("b")]))
    }

    @Test(
        "What cannot leave Lua is refused with its path",
        arguments: [
            ("return {a = {b = {1, print}}}", "field 'a.b[2]' is a function"),
            ("return {1, x = 2}", "mixes names and positions"),
            (
                "return {a = {[1.5] = 1}}",
                "field 'a' has a key that is neither a name nor a position"
            ),
            ("return {[0] = 1}", "has a key that is neither a name nor a position"),
            ("return {[2] = 1}", "is a list with holes"),
            ("return {a = 0/0}", "field 'a' is not a finite number"),
            ("return {a = math.huge}", "field 'a' is not a finite number"),
            ("return '\\xff'", "is not valid UTF-8"),
            ("return {['\\xed\\xa0\\x80'] = 1}", "is not valid UTF-8"),
            (
                "local t = {} t.t = t return t",
                "is nested deeper than 32 levels, or contains itself"
            ),
            (
                "local t = {} for i = 1, 10001 do t[i] = i end return t",
                "has more than 10000 values"
            ),
            (
                "local t = {} for i = 1, 200 do t[i] = {} for j = 1, 100 do t[i][j] = j end end return t",
                "is beyond the 10000th value"
            ),
            ("return ('x'):rep(1100000)", "larger than 1 MiB"),
        ])
    func refusals(_ source: String, _ text: String) throws {
        #expect {
            _ = try Script.value(source, functions: false)
        } throws: { error in
            guard case .invalid(let message, _)? = error as? PolicyError else { return false }
            return message.hasPrefix("test.lua: ") && message.contains(text)
        }
    }

    @Test("Tables may be nested 32 levels deep")
    func depth() throws {
        let deep = String(repeating: "{", count: 32) + String(repeating: "}", count: 32)
        #expect(throws: Never.self) { try Script.value("return \(deep)") }
    }

    @Test("Functions become numbers by which they are called")
    func functions() throws {
        let state = try LuaState()
        let value = try state.load(
            source: "return {f = function(a, b) return b, a end}", chunkName: "test.lua")
        guard case .function(let number)? = value["f"] else {
            Issue.record("no function")
            return
        }
        let results = try state.call(number, named: "f", arguments: [.int(1), .string("b")])
        #expect(results == [.string("b"), .int(1)])
    }

    @Test("A number that no function has is an error", arguments: [0, -1, 99, Int.max])
    func unknownFunction(_ number: Int) throws {
        let state = try LuaState()
        #expect(throws: PolicyError.self) {
            try state.call(number, named: "f", arguments: [])
        }
    }

    @Test("An error shows file, line and function")
    func place() {
        let source = "local t = {}\nreturn t.a.b"
        #expect(
            Script.error(source)?.description
                == "test.lua:2: in 'probe': attempt to index a nil value (field 'a')")
    }

    @Test("An error in a function of the file names that function")
    func innerPlace() {
        let body = "local function inner()\nerror('no') end\ninner()"
        #expect(Script.error(body)?.description == "test.lua:2: in 'inner': no")
    }

    @Test(
        "Errors that are no text are shown by their message, their __tostring or their type",
        arguments: [
            ("error({message = 'm', code = 'c'})", "m"),
            ("error(setmetatable({}, {__tostring = function() return 's' end}))", "s"),
            (
                "error(setmetatable({}, {__tostring = function() return {} end}))",
                "(error object of type table)"
            ),
            (
                "error(setmetatable({}, {__tostring = function() while true do end end}))",
                "(error object of type table)"
            ),
            ("error(nil)", "nil"), ("error(true)", "true"), ("error(12)", "12"),
        ])
    func errorObjects(_ body: String, _ text: String) {
        #expect(
            Script.error(body)
                == .raised(message: "test.lua:1: in 'probe': \(text)", hint: nil))
    }

    @Test("An error's text is one line of at most 2 KiB without control characters")
    func errorText() {
        let text = Script.error("error('a\\n\\27[31m\\xff\\u{85}' .. ('é'):rep(3000), 0)")?
            .description
        #expect(text?.hasPrefix("test.lua:1: in 'probe': a\\n\\x1B[31m\\xFF\\xC2\\x85éé") == true)
        #expect(text?.hasSuffix("é...") == true)
        #expect(text?.utf8.count ?? 9_999 <= 2_048)
    }

    @Test("Source that does not compile is invalid, with its line")
    func syntax() {
        #expect(
            Script.loadError("return {\n a = = 1 }")
                == .invalid(message: "test.lua:2: unexpected symbol near '='", hint: nil))
    }

    @Test("A file that raises while it is loaded is invalid")
    func raisedAtLoad() {
        #expect(
            Script.loadError("\nerror('early')")
                == .invalid(message: "test.lua:2: early", hint: nil))
    }

    @Test("A first line that begins with # is skipped and still counted, as is a byte order mark")
    func firstLine() throws {
        #expect(try Script.value("\u{FEFF}#!/usr/bin/env runtime\nreturn 1") == .int(1))
        #expect(Script.loadError("#!x\nerror('e')")?.description == "test.lua:2: e")
    }

    @Test("Larger source than 256 KiB is refused")
    func sourceCap() {
        let long = "--" + String(repeating: "x", count: 256 * 1_024)
        #expect(Script.loadError(long)?.description == "test.lua: the file is larger than 256 KiB")
    }

    @Test("The longest chain of fields a file may have does not exhaust the C stack")
    func fieldChain() {
        let chain = String(repeating: ".a", count: 16_000)
        #expect(
            Script.loadError("local t = {} t.a = t return t\(chain).b.c")?.description
                == "test.lua:1: attempt to index a nil value (field 'b')")
        #expect(
            Script.loadError("return t\(chain)\(chain)")?.description
                == "test.lua: the file has more than 16384 field accesses")
    }

    @Test("A long path is shown by its end, in every kind of message")
    func longPath() throws {
        let path = String(repeating: "directory/", count: 10) + "payments.lua"
        let state = try LuaState()
        #expect {
            _ = try state.load(source: "return {}, = 1", chunkName: path)
        } throws: { error in
            "\(error)".hasPrefix("...") && "\(error)".contains("payments.lua:1: unexpected")
                && !"\(error)".contains("payments.lua: ")
        }
    }

    @Test("What a script prints is kept for the host, up to 64 KiB")
    func printed() throws {
        let state = try LuaState()
        _ = try state.run("print('a', 1, nil) print()")
        #expect(state.printed == "a\t1\tnil\n\n")
        _ = try state.run("for i = 1, 1000 do print(('x'):rep(1000)) end")
        #expect(state.printed.utf8.count <= 64 * 1_024)
        _ = try state.run("return 1")
        #expect(state.printed.isEmpty)
    }

    @Test("A state cannot be entered while it runs")
    func reentry() throws {
        let state = try LuaState()
        let host = FakeHost()
        host.answer = { _, _ in
            let inner = Result { try state.call(1, named: "inner", arguments: []) }
            return [.bool((try? inner.get()) == nil)]
        }
        #expect(try state.run("return host:log()", [.null], host: host) == [.bool(true)])
    }
}
