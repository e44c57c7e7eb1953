import Foundation
import Rotation
import TestSupport
import Testing

@testable import Scripting

/// `runtime.test`, by test files that are run as `runtime test` runs them.
struct TestFileTests {
    private let folder = TemporaryFolder()
    private let functions = [
        HostFunction(name: "http", effect: .writes, signature: .free) { _ throws(HostError) in .null
        },
        HostFunction(name: "file", effect: .writes, signature: .free) { _ throws(HostError) in .null
        },
        HostFunction(name: "log", effect: .reads, signature: .free) { _ throws(HostError) in .null
        },
    ]

    private static let policy = """
        schedule = function(facts)
          if facts.attempts == 1 then return { action = 'rotate', within = 'window' } end
          if facts.attempts == 2 then return { action = 'rotat' } end
          if facts.attempts == 3 then return facts.remainin end
          if facts.attempts == 4 then for i = 1, 2000000 do end end
          if facts.attempts == 5 then return { action = 'wait', at = facts.now + 60 } end
          if facts.attempts == 6 then return { action = function() end } end
        end,
        secrets = { client_id = 'P_ID', client_secret = 'P_SECRET' },
        hooks = {
          rotated = function(event, host)
            local reply, err = host:http{ url = 'u', secret = event.secrets.client_secret }
            if not reply then return nil, err end
            return host:file{ path = 'p' }
          end,
          verify = function(event, host) return pcall(host.file, host, {}) end,
          failed = { { log = { 'warn' } }, { file = { path = 'f' } } },
          retired = function(event, host) pcall(host.http, host, { url = 'quiet' }) end,
          retire = function(event, host) host:http{ f = function() end } end,
        }
        """

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
    }

    private func file(_ text: String, covers: Bool = false) throws -> TestFile {
        try write(PolicyText.with(Self.policy), to: "payments.lua")
        try write(text, to: "p_test.lua")
        return try TestFile(
            path: "\(folder.path)/p_test.lua", functions: functions, covers: covers)
    }

    /// Runs `body` as a test; gives its failure without the folder, empty when it passed.
    private func failure(_ body: String) throws -> String {
        let text = """
            local t, policy = require "runtime.test", require "payments"
            return { test = function() \(body)
            end }
            """
        guard let failure = try file(text).run("test").failure else { return "" }
        var lines = [failure.message] + failure.details
        if let hint = failure.hint { lines.append("hint: \(hint)") }
        return lines.joined(separator: "\n").replacing(/\S*p_test/, with: "p_test")
    }

    @Test(
        "A test's name cannot write lines of its own",
        arguments: ["a\\n5 passed", "\\27[2J", "\\u{202E}"])
    func forgedNames(_ name: String) {
        #expect {
            _ = try file("return { ['\(name)'] = function() end }")
        } throws: { error in
            "\(error)".hasSuffix("must have a short name without control characters")
        }
    }

    @Test("Tests are run in the order of their names, each in a fresh state")
    func fresh() throws {
        let file = try file(
            """
            local t = require "runtime.test"
            local count = 0
            local function once() count = count + 1 t.equal(count, 1) end
            return { b = once, a = once, limit = function() while true do end end, z = once }
            """)
        #expect(file.names == ["a", "b", "limit", "z"])
        let failed = file.names.filter { file.run($0).failure != nil }
        #expect(failed == ["limit"])
    }

    @Test(
        "What is no table of named functions is no test file",
        arguments: [
            ("return 1", "must return a table of named functions, not an integer"),
            ("return {}", "must return a table of named functions, not an empty one"),
            ("return { function() end }", "must return a table of named functions, not a table"),
            ("return { name = 'x' }", "test \"name\" must be a function, not a string"),
            ("return {", "unexpected symbol"), ("require 'absent'", "there is no module 'absent'"),
        ] as [(String, String)])
    func noTests(_ text: String, _ message: String) throws {
        #expect {
            _ = try file(text)
        } throws: { error in
            "\(error)".contains(message)
        }
    }

    @Test(
        "equal compares deeply and names every place that differs",
        arguments: [
            ("t.equal({ a = { 1, { b = 'x' } } }, { a = { 1, { b = 'x' } } })", ""),
            ("t.equal(1, 1.0)", ""), ("t.equal(nil, nil)", ""),
            ("t.equal(1, '1')", "p_test.lua:2: got 1, expected \"1\""),
            ("t.equal(false, nil, 'note')", "p_test.lua:2: note: got false, expected nil"),
            ("t.equal({ a = { 1, 2 } }, { a = { 1, 3 } })", "p_test.lua:2: a[2] is 2, expected 3"),
            (
                "t.equal({ x = 1, ['a b'] = {} }, { y = 'l\\nm' })",
                "p_test.lua:2: 3 differences\ny is nil, expected \"l\\nm\"\n"
                    + "[\"a b\"] is {}, expected nil\nx is 1, expected nil"
            ),
            ("t.equal({ { 1 } }, { 5 })", "p_test.lua:2: [1] is { 1 }, expected 5"),
            (
                "t.equal(t.event{}.secrets.client_id, t.event{ version = 8 }.secrets.client_id)",
                "p_test.lua:2: got <secret EXAMPLE_CLIENT_ID v7>, "
                    + "expected <secret EXAMPLE_CLIENT_ID v8>"
            ),
            ("local a, b = {}, {} a.a, b.a = a, b t.equal(a, b)", ""),
        ] as [(String, String)])
    func equal(_ body: String, _ expected: String) throws {
        #expect(try failure(body) == expected)
    }

    @Test("An assertion that failed fails the test also where pcall catches it")
    func sticky() throws {
        #expect(try failure("pcall(t.equal, 1, 2)") == "p_test.lua:2: got 1, expected 2")
        #expect(
            try failure("pcall(function()\n t.equal(1, 2) end) t.equal(3, 4)")
                == "p_test.lua:3: got 1, expected 2")
    }

    @Test(
        "raises takes a pattern or plain text, and gives the text of the error",
        arguments: [
            ("t.raises(function() error('it is (bad)') end, '(bad)')", ""),
            ("t.raises(function() error({ message = 'm7' }) end, '^m%d$')", ""),
            ("t.equal(t.raises(function() error('x', 0) end), 'x')", ""),
            ("t.raises(function() end)", "p_test.lua:2: nothing was raised"),
            ("t.raises(function() end, 'x')", "p_test.lua:2: nothing was raised, expected \"x\""),
            (
                "t.raises(function() error('y', 0) end, 'x')",
                "p_test.lua:2: raised \"y\", expected \"x\""
            ),
            ("t.raises(3)", "p_test.lua:2: t.raises needs a function, not 3"),
        ] as [(String, String)])
    func raises(_ body: String, _ expected: String) throws {
        #expect(try failure(body) == expected)
    }

    @Test(
        "decide runs schedule under the host's rules and gives what the host reads",
        arguments: [
            ("t.equal(t.decide(policy, t.facts{}), nil)", ""),
            (
                "t.equal(t.decide(policy, t.facts{ attempts = 1 }), "
                    + "{ action = 'rotate', within = 'window' })", ""
            ),
            ("t.equal(t.decide(policy, { attempts = 5 }).at, t.now() + 60)", ""),
            (
                "t.decide(policy, t.facts{ attempts = 2 })",
                "p_test.lua:2: policy: in 'schedule': unknown action 'rotat' (rotate, wait or skip)\n"
                    + "hint: did you mean 'rotate'?"
            ),
            (
                "t.decide(policy, t.facts{ attempts = 3 })",
                "payments.lua:8: in 'schedule': there is no field 'remainin'\n"
                    + "hint: did you mean 'remaining'?"
            ),
            (
                "t.decide(policy, t.facts{ attempts = 4 })",
                "payments.lua:9: in 'schedule': used up its 1000000 instructions\n"
                    + "hint: the script's fuel limit is the host's; do less"
            ),
            (
                "t.decide(policy, t.facts{ attempts = 6 })",
                "p_test.lua:2: in 'test': schedule result field 'action' is a function"
            ),
            (
                "t.decide({ nam = 'x' }, {})",
                "p_test.lua:2: policy: unknown key 'nam'\nhint: did you mean 'name'?"
            ),
            (
                "t.decide({ policy }, {})",
                "p_test.lua:2: the file has a list of policies\n"
                    + "hint: pass one of them, such as policies[1]"
            ),
            (
                "t.decide(policy, t.facts{}).acton = 1",
                "p_test.lua:2: in 'test': attempt to index a nil value"
            ),
            (
                "return t.decide(policy, { attempts = 1 }).acton",
                "p_test.lua:2: in 'test': there is no field 'acton'"
            ),
        ] as [(String, String)])
    func decide(_ body: String, _ expected: String) throws {
        #expect(try failure(body) == expected)
    }

    @Test("plan gives what the host makes of it: its margin wins")
    func plan() throws {
        let body = """
            local facts = { attempts = 5, created_at = t.now() - 86400 * 40 }
            t.equal(t.plan(policy, facts).asks_again, true)
            t.equal(t.plan(policy, facts).start_at, t.now() + 60)
            facts.remaining = 86400
            local plan = t.plan(policy, facts)
            t.equal(plan.asks_again, false)
            t.equal(plan.start_at < t.now(), true)
            """
        #expect(try failure(body) == "")
        #expect(try failure("return t.plan(policy, {}).startat").contains("no field"))
        #expect(try failure("t.equal(t.plan(policy, {}).closes_at, nil)") == "")
    }

    @Test(
        "The clock stands still until the test moves it, and feeds facts and events",
        arguments: [
            ("t.equal(t.now(), 1767225600)", ""),
            (
                "t.at '2026-03-29T01:30:00Z' t.advance(60) t.equal(t.facts{}.now, 1774747860) "
                    + "t.equal(t.event{}.at, 1774747860)", ""
            ),
            ("t.equal(t.at(5), 5) t.equal(t.advance(-2), 3)", ""),
            (
                "t.at '2026-02-30T00:00:00Z'",
                "p_test.lua:2: 2026-02-30T00:00:00Z is no time\nhint: t.at takes "
                    + "\"2026-03-29T01:30:00Z\" or Unix seconds, t.advance seconds"
            ),
            (
                "t.advance(math.maxinteger)",
                "p_test.lua:2: 9223372036854775807 is no time\nhint: t.at takes "
                    + "\"2026-03-29T01:30:00Z\" or Unix seconds, t.advance seconds"
            ),
            (
                "t.advance()",
                "p_test.lua:2: nil is no time\nhint: t.at takes "
                    + "\"2026-03-29T01:30:00Z\" or Unix seconds, t.advance seconds"
            ),
        ] as [(String, String)])
    func clock(_ body: String, _ expected: String) throws {
        #expect(try failure(body) == expected)
    }

    @Test("Facts and times are there in tests only, not while the file is loaded")
    func loading() throws {
        #expect {
            _ = try file("require('runtime.test').facts{}")
        } throws: { error in
            "\(error)".hasSuffix("p_test.lua:1: t.facts: not while the file is being loaded")
        }
    }

    @Test("A policy cannot require what belongs to tests")
    func production() throws {
        let error = Script.loadError("return require 'runtime.test'")
        #expect(error?.description == "test.lua:1: there is no module 'runtime.test'")
        #expect(error?.hint?.contains("run by 'runtime test'") == true)
    }

    @Test(
        "A hook runs with a host that answers as it was told and notes the calls",
        arguments: [
            (
                """
                local host = t.host{ http = { status = 200 }, file = true }
                t.equal(t.run(policy, 'rotated', { version = 3 }, host), true)
                t.equal(#host.calls, 2)
                t.equal(host.calls[1].name, 'http')
                t.equal(tostring(host.calls[1].argument.secret), '<secret P_SECRET v3>')
                """, ""
            ),
            (
                """
                local err = { code = 'http', message = 'gone', retryable = true }
                local host = t.host{ http = function(request)
                  t.equal(request.url, 'u') return nil, err end }
                local done, problem = t.run(policy, 'rotated', {}, host)
                t.equal({ done, problem }, { nil, err })
                """, ""
            ),
            (
                "local host = t.host{ { http = true }, { file = true } }\n"
                    + "t.run(policy, 'rotated', {}, host)", ""
            ),
            (
                "t.run(policy, 'failed', {}, t.host{ { log = true }, { file = true } })", ""
            ),
            (
                "local event = t.event{ hook = 'failed', error = 'why', previous = false }\n"
                    + "t.equal(event.error.message, 'why')", ""
            ),
            ("t.equal(t.event{ hook = 'before_rotate' }.secrets, nil)", ""),
            ("t.equal(t.event{ hook = 'retire' }.previous.key_id, 'key-previous')", ""),
        ] as [(String, String)])
    func run(_ body: String, _ expected: String) throws {
        #expect(try failure(body) == expected)
    }

    @Test(
        "A call that was not expected, or that is not made, fails the test",
        arguments: [
            (
                "t.run(policy, 'rotated', {}, t.host{ http = true })",
                "p_test.lua:2: unexpected call host:file { path = \"p\" }"
            ),
            (
                "t.run(policy, 'rotated', {}, t.host{ { file = true } })",
                "payments.lua:16: unexpected call host:http { secret = <secret P_SECRET v7>, "
                    + "url = \"u\" }, expected host:file"
            ),
            (
                "t.run(policy, 'retired', {}, t.host{})",
                "payments.lua:22: unexpected call host:http { url = \"quiet\" }"
            ),
            (
                "local host = t.host{ { log = true }, { file = true }, { http = true } }\n"
                    + "t.run(policy, 'failed', {}, host)",
                "p_test.lua:2: expected call host:http was not made"
            ),
            (
                "t.run(policy, 'retire', {}, t.host{ http = true })",
                "payments.lua:23: in 'retire': host:http argument field 'f' is a function"
            ),
            (
                "t.run(policy, 'verify', {}, t.host{ file = true })",
                "payments.lua:20: in 'verify': host has no function 'file' (available: http, log)"
                    + "\nhint: 'runtime api host' lists what the host can do"
            ),
            (
                "t.host{ htp = true }",
                "p_test.lua:2: host has no function 'htp' (available: http, file, log)\n"
                    + "hint: did you mean 'http'?"
            ),
            (
                "t.run(policy, 'rotatd', {})",
                "p_test.lua:2: the policy has no hook 'rotatd'\nhint: did you mean 'rotated'?"
            ),
            (
                "t.run(policy, 'rotated', { versio = 3 })",
                "p_test.lua:2: event: unknown key 'versio'\nhint: did you mean 'version'?"
            ),
            (
                "t.run(policy, 'rotated', {}, {})",
                "p_test.lua:2: the host of t.run is one that t.host { … } gives"
            ),
        ] as [(String, String)])
    func unexpected(_ body: String, _ expected: String) throws {
        #expect(try failure(body) == expected)
    }

    @Test("What a test printed is kept, and control characters of a failure are escaped")
    func printed() throws {
        let result = try file(
            """
            local t = require "runtime.test"
            return { test = function() print("seen") print("a", "b") t.equal("\\27[31m", 1) end }
            """
        ).run("test")
        #expect(result.printed == ["seen", "a\tb"])
        #expect(result.failure?.message.hasSuffix("got \"\\u{1b}[31m\", expected 1") == true)
    }

    @Test("Coverage is that of the policy and its modules, not of the test")
    func coverage() throws {
        let file = try file(
            """
            local t, policy = require "runtime.test", require "payments"
            return { one = function() t.decide(policy, { attempts = 1 }) end }
            """, covers: true)
        let files = file.run("one").coverage.summary
        #expect(files.map(\.path) == ["\(folder.path)/payments.lua"])
        #expect(files[0].executed > 5 && files[0].executed < files[0].executable)
        #expect(try self.file("return { one = function() end }").run("one").coverage.summary == [])
    }
}
