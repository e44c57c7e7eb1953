import Rotation
import Testing

@testable import Scripting

/// A script in a process of its own does what it does in this one.
struct IsolatedInterpreterTests {
    private static let limits = ScriptLimits(memory: 2 << 20, fuel: 100_000, hookFuel: 100_000)

    @Test(
        "Results, errors, verdicts and prints are the same",
        arguments: [
            "return 1, 'a', nil, true, 1.5, {1, {a = 'b'}}", "return x.a[2], x.b", "return x",
            "print('a', 1) print() return 1", "error('no')", "error({message = 'm'})",
            "local t = {}\nreturn t.a.b", "return days", "return print", "return 0/0",
            "return ('x'):rep(1000000)", "return ('x'):rep(1100000)", "error('\\27[31m')",
            "while true do end", "while true do pcall(error) end", "print('a') while true do end",
            "local t = {} for i = 1, 1e9 do t[i] = {} end",
            "local function f() return 1 + f() end f()", "error('not enough memory', 0)",
            "pcall(string.rep, 'x', 3000000) return 1",
        ])
    func same(_ body: String) throws {
        let argument = Value.map(["a": .list([.int(1), .string("é")]), "b": .number(0.5)])
        let isolated = try Outcome(of: body, argument, limits: Self.limits.isolated)
        #expect(try isolated == Outcome(of: body, argument, limits: Self.limits))
    }

    @Test(
        "So are errors while a file is loaded",
        arguments: ["return {", "error('e')", "local x <const> = 1 x = 2"])
    func load(_ source: String) throws {
        func error(_ limits: ScriptLimits) throws -> PolicyError? {
            let state = try LuaState(limits: limits)
            return #expect(throws: PolicyError.self) {
                try state.load(source: source, chunkName: "test.lua")
            }
        }
        #expect(try error(Self.limits.isolated) == error(Self.limits))
    }

    @Test(
        "Calls of the host are the same, whatever it answers",
        arguments: [
            "local a, b = host:http({url = 'u', n = {1, 2}}, 'x') return a, b",
            "return pcall(host.http, host)", "pcall(host.log, host) return host:file{}",
            "host:foo{}", "host.file{}", "host:file{a = print}", "return host:http(x)",
            "while true do host:log('x') end",
            "while true do pcall(host.http, host) end",
            "local t <close> = setmetatable({}, {__close = function() host:log() end}) host:http{}",
        ],
        [
            Behaviour.results([.int(1), .map(["a": .list([.string("b")])])]),
            .results([.secret(SecretHandle(name: "A", version: 2))]),
            .results([.string(String(repeating: "x", count: 1_000_000))]),
            .error(.misuse("bad argument")), .error(.denied("not granted\nadd http = …")),
            .error(.notRepeatable("another call")), .error(.store(.cannotWrite("disk full"))),
        ])
    func door(_ body: String, _ reply: Behaviour) throws {
        let secret = Value.secret(SecretHandle(name: "PAYMENTS", version: 7))
        let isolated = try Outcome(
            of: body, secret, from: reply.host, limits: Self.limits.isolated)
        let local = try Outcome(of: body, secret, from: reply.host, limits: Self.limits)
        #expect(isolated == local)
        #expect(
            !local.calls.isEmpty || ["host:foo", "host.fil", "host:fil"].contains(body.prefix(8)))
    }

    @Test("Decisions are the same, with facts of known names only")
    func decide() throws {
        for body in ["return { action = 'wait', at = facts.now + 5 }", "return facts.remainig"] {
            func outcome(_ limits: ScriptLimits) -> Result<Decision?, PolicyError> {
                Result { () throws(PolicyError) in
                    try PolicyText.policy(
                        "schedule = function(facts) \(body) end", limits: limits
                    ).decide(.example)
                }
            }
            #expect(outcome(Self.limits.isolated) == outcome(Self.limits))
        }
    }

    @Test("A state cannot be entered while its process runs")
    func reentry() throws {
        let state = try LuaState(limits: Self.limits.isolated)
        let host = FakeHost()
        host.answer = { _, _ in
            let inner = Result { try state.call(1, named: "inner", arguments: []) }
            return [.bool((try? inner.get()) == nil)]
        }
        #expect(try state.run("return host:log()", [.null], host: host) == [.bool(true)])
    }

    @Test("Time that a host call takes is not the script's")
    func hostTime() throws {
        let host = FakeHost()
        host.answer = { _, _ in
            let end = ContinuousClock.now + .milliseconds(700)
            while ContinuousClock.now < end {}
            return []
        }
        let limits = ScriptLimits(time: .milliseconds(100)).isolated
        #expect(
            try Script.run("host:log() return 1", [.null], host: host, limits: limits)
                == [.int(1)])
    }

    @Test("What the host answers may be too large for the process, and is a memory verdict")
    func largeReply() {
        let host = FakeHost()
        host.answer = { _, _ in [.string(String(repeating: "x", count: 99_000_000))] }
        let error = Script.error(
            "return #host:log()", [.null], host: host, limits: Self.limits.isolated)
        let text = "test.lua: in 'probe': needs more than 2048 KiB of memory"
        #expect(error == .limit(.memory, message: text))
    }

    @Test("A state that does not fit its memory is not made")
    func tooSmall() {
        #expect {
            try LuaState(limits: ScriptLimits(memory: 5_000).isolated)
        } throws: { error in
            if case .limit(.memory, _)? = error as? PolicyError { true } else { false }
        }
    }
}

/// What a host answers to every call.
enum Behaviour {
    case results([Value])
    case error(HookHostError)

    var host: FakeHost {
        let host = FakeHost()
        host.answer = { _, _ throws(HookHostError) in
            switch self {
            case .results(let results): return results
            case .error(let error): throw error
            }
        }
        return host
    }
}

/// How a call ended, and what it did before.
struct Outcome: Equatable {
    var results: [Value]?
    var error: PolicyError?
    var isSpent: Bool
    var printed: String
    var calls: [FakeHost.Call]

    init(
        of body: String, _ argument: Value, from host: FakeHost? = nil, limits: ScriptLimits
    ) throws {
        let state = try LuaState(limits: limits)
        do throws(PolicyError) {
            results = try state.run(body, [argument], host: host)
        } catch {
            self.error = error
        }
        isSpent = state.spent != nil
        printed = state.printed
        calls = host?.calls ?? []
    }
}
