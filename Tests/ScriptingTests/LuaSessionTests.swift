import Foundation
import Rotation
import Testing

@testable import Scripting

struct LuaSessionTests {
    private let session: LuaSession

    init() throws {
        session = try LuaSession(now: Instant(1_800_000_000))
    }

    private func shown(_ text: String) throws -> String {
        guard case .values(let shown) = try session.evaluate(text) else { return "incomplete" }
        return shown
    }

    @Test("Globals and the functions in them stay; locals end with their chunk")
    func persistence() throws {
        #expect(try shown("count = 0") == "")
        _ = try shown("function step() count = count + 1 return count end")
        _ = try shown("step()")
        #expect(try shown("step()") == "2")
        _ = try shown("local gone = 1")
        #expect(throws: PolicyError.self) { try session.evaluate("gone") }
    }

    @Test(
        "Values are shown as Lua source",
        arguments: [
            ("1, nil, true", "1\nnil\ntrue"), ("1.5", "1.5"), ("2^53", "9.007199254741e+15"),
            ("1/0, -1/0", "math.huge\n-math.huge"), (#""a\n\"\0ü""#, #""a\n\"\000ü""#),
            (#""\xff""#, #""\255""#), ("{}", "{}"), ("print", "<function>"),
            ("{ 3, 4, b = 1, a = { true } }", "{ 3, 4, a = { true }, b = 1 }"),
            ("{ [2] = 1, ['end'] = 2, ['a b'] = 3 }", #"{ [2] = 1, ["a b"] = 3, ["end"] = 2 }"#),
            ("(function() local t = {} t.t = t return t end)()", "{ t = <cycle> }"),
            ("runtime.days(30)", "2592000"), ("1 -- one", "1"), ("return 5", "5"),
            ("setmetatable({}, { __tostring = error, __index = error })", "{}"),
        ])
    func values(text: String, expected: String) throws {
        #expect(try shown(text) == expected)
    }

    @Test("A table too wide for a line has a line for each member")
    func wide() throws {
        let shown = try shown("{ a = ('x'):rep(40), b = { c = ('y'):rep(40) } }")
        let (x, y) = (String(repeating: "x", count: 40), String(repeating: "y", count: 40))
        #expect(shown == "{\n  a = \"\(x)\",\n  b = { c = \"\(y)\" },\n}")
    }

    @Test("A very long table is cut short, and says so")
    func long() throws {
        let shown = try shown(
            "(function() local t = {} for i = 1, 500 do t[i] = i end return t end)()")
        #expect(shown.contains("--[[ 300 more ]]"))
    }

    @Test(
        "The beginning of something waits for the rest",
        arguments: ["if true then", "function f()", "{ 1,", "1 +", "f(", "[[ text", "x ="])
    func incomplete(text: String) throws {
        #expect(try session.evaluate(text) == .incomplete)
    }

    @Test("Nothing runs before it is known to be whole, and nothing twice")
    func once() throws {
        _ = try session.evaluate("calls = 0 function call() calls = calls + 1 error('no') end")
        #expect(throws: PolicyError.self) { try session.evaluate("call()") }
        #expect(try session.evaluate("call() +") == .incomplete)
        #expect(try shown("calls") == "1")
    }

    @Test("Errors name the place, the value and what was probably meant")
    func errors() throws {
        #expect(
            throws: PolicyError.invalid(
                message: "repl:1: there is no global 'pint'", hint: "did you mean 'print'?")
        ) { try session.evaluate("pint(1)") }
        #expect(
            throws: PolicyError.invalid(
                message: "repl:1: unexpected symbol near '*'", hint: nil)
        ) { try session.evaluate("1 + * 2") }
    }

    @Test("What is printed is kept apart from the values, also before an error")
    func printing() throws {
        #expect(try shown("print('hi') or 7") == "7")
        #expect(session.printed == "hi\n")
        #expect(throws: PolicyError.self) { try session.evaluate("print('so') error('far')") }
        #expect(session.printed == "so\n")
    }

    @Test("A limit discards the state, and the next chunk runs in a fresh one")
    func limits() throws {
        _ = try session.evaluate("x = 1")
        let error = #expect(throws: PolicyError.self) {
            try session.evaluate("while true do end")
        }
        guard case .limit(.fuel, _)? = error else { throw try #require(error) }
        #expect(throws: PolicyError.self) { try session.evaluate("x") }
        #expect(try shown("runtime.hours(1)") == "3600")
    }

    private static let policy = """
        #!runtime
        return {
          name = "a", interval = "10d", lifetime = "40d",
          application = { client_id = "6f3c0001-0000-4000-8000-000000000001" },
          schedule = function(f)
            return { action = "wait", at = f.expires_at - f.attempts }
          end,
        }
        """

    @Test("A policy and facts are there under their names, again after a limit")
    func globals() throws {
        let file = try TemporaryFile(Self.policy)
        let facts = try TemporaryFile("return { attempts = 7, remaining = 100, now = 1000 }")
        let session = try LuaSession(policy: file.path, facts: facts.path, now: Instant(0))
        _ = try? session.evaluate("while true do end")
        let decision = try session.evaluate("policy.schedule(facts)")
        #expect(decision == .values("{ action = \"wait\", at = 1093 }"))
        #expect(try session.evaluate("facts.name, facts.interval") == .values("\"a\"\n864000"))
        let error = #expect(throws: PolicyError.self) { try session.evaluate("facts.agee") }
        #expect(error?.hint == "did you mean 'age'?")
    }

    @Test("Without a file facts are an example about now")
    func exampleFacts() throws {
        #expect(try shown("facts.now") == "1800000000")
        #expect(try shown("facts.expires_at - facts.now == facts.remaining") == "true")
    }

    @Test("An error in a function of the policy names its file and line")
    func place() throws {
        let file = try TemporaryFile(Self.policy)
        let session = try LuaSession(policy: file.path, now: Instant(0))
        let error = #expect(throws: PolicyError.self) {
            try session.evaluate("policy.schedule({})")
        }
        #expect(error?.description.contains(".lua:6: ") == true, "\(error?.description ?? "")")
    }

    @Test("A policy's modules come along")
    func modules() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try "return { often = '5d' }".write(
            to: folder.appendingPathComponent("times.lua"), atomically: true, encoding: .utf8)
        let policy = folder.appendingPathComponent("policy.lua")
        try """
        return { name = "a", interval = require("times").often,
          application = { client_id = "6f3c0001-0000-4000-8000-000000000001" } }
        """.write(to: policy, atomically: true, encoding: .utf8)
        let session = try LuaSession(policy: policy.path, now: Instant(0))
        #expect(try session.evaluate("policy.interval") == .values("\"5d\""))
        #expect(try session.evaluate("require('times').often") == .values("\"5d\""))
    }

    @Test("A facts file with a field that facts never have is refused")
    func unknownFact() throws {
        let facts = try TemporaryFile("return { remainig = 7 }")
        let error = #expect(throws: PolicyError.self) {
            try LuaSession(facts: facts.path, now: Instant(0))
        }
        #expect(error?.hint == "did you mean 'remaining'?")
    }
}
