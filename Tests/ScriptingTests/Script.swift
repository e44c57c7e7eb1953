import Foundation
import Rotation

@testable import Scripting

/// The real program, beside the test bundle.
enum Program {
    static let path = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("runtime").path
}

extension ScriptLimits {
    /// The same limits, in a process of its own.
    var isolated: ScriptLimits {
        var limits = self
        limits.worker = ScriptWorker(program: Program.path)
        return limits
    }
}

/// Pieces that the suites of this target share.
enum Script {
    /// Loads `source` and gives the value it returns.
    static func value(
        _ source: String, functions: Bool = true, limits: ScriptLimits = .standard
    ) throws(PolicyError) -> Value {
        let state = try LuaState(limits: limits)
        return try state.load(source: source, chunkName: "test.lua", functions: functions)
    }

    /// Runs `body` as a function's body with `x` as its argument and gives its results.
    static func run(
        _ body: String, _ arguments: [Value] = [], host: (any HookHost)? = nil,
        limits: ScriptLimits = .standard
    ) throws(PolicyError) -> [Value] {
        let state = try LuaState(limits: limits)
        return try state.run(body, arguments, host: host)
    }

    /// The error of running `body`.
    static func error(
        _ body: String, _ arguments: [Value] = [], host: (any HookHost)? = nil,
        limits: ScriptLimits = .standard
    ) -> PolicyError? {
        do throws(PolicyError) {
            _ = try run(body, arguments, host: host, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    /// The error of loading `source`.
    static func loadError(_ source: String) -> PolicyError? {
        do throws(PolicyError) {
            _ = try value(source)
            return nil
        } catch {
            return error
        }
    }
}

extension LuaState {
    /// Loads `body` as a function of `x, host` and calls it.
    func run(
        _ body: String, _ arguments: [Value] = [], host: (any HookHost)? = nil
    ) throws(PolicyError) -> [Value] {
        let source = "return function(x, host) \(body)\nend"
        guard case .function(let number) = try load(source: source, chunkName: "test.lua") else {
            return []
        }
        return try call(number, named: "probe", arguments: arguments, host: host)
    }
}

/// A host that keeps what it is asked and answers what it is told to.
final class FakeHost: HookHost {
    var functionNames = ["file", "http", "log"]
    var answer: ((String, [Value]) throws(HookHostError) -> [Value]) = { _, _ in [.bool(true)] }
    private(set) var calls: [Call] = []

    struct Call: Equatable {
        let name: String
        let arguments: [Value]
    }

    init() {}

    convenience init(failing error: HookHostError) {
        self.init()
        answer = { _, _ throws(HookHostError) in throw error }
    }

    func call(_ name: String, _ arguments: [Value]) throws(HookHostError) -> [Value] {
        calls.append(Call(name: name, arguments: arguments))
        return try answer(name, arguments)
    }
}

/// A policy file's text with `fields` in place of the defaults.
enum PolicyText {
    static func with(_ fields: String, without: Set<String> = []) -> String {
        var lines = [
            ("name", "name = \"payments-api\""),
            ("application", "application = { client_id = \"\(clientID)\" }"),
            ("interval", "interval = \"30d\""),
        ]
        lines.removeAll { without.contains($0.0) }
        return "return {\n" + lines.map { $0.1 + ",\n" }.joined() + fields + "\n}"
    }

    static let clientID = "6f3c6f3c-0000-4000-8000-00000000000a"

    /// The one policy of a file with these fields.
    static func policy(
        _ fields: String = "", without: Set<String> = [], limits: ScriptLimits = .standard
    ) throws(PolicyError) -> LuaPolicy {
        let source = with(fields, without: without)
        return try PolicyFile.load(source: source, path: "payments.lua", limits: limits)
            .policies[0]
    }

    /// What `schedule` with this body decides.
    static func decide(
        _ body: String, _ facts: Facts = .example
    ) throws(PolicyError) -> Decision? {
        try policy("schedule = function(facts) \(body) end").decide(facts)
    }

    /// The error of loading a file in which `fields` stand instead of the defaults they name.
    static func error(replacing fields: String) -> PolicyError? {
        let names = fields.split(separator: ",").compactMap { $0.split(separator: " ").first }
        return error(fields, without: Set(names.map(String.init)))
    }

    /// The error of loading a file with these fields.
    static func error(_ fields: String, without: Set<String> = []) -> PolicyError? {
        do throws(PolicyError) {
            _ = try policy(fields, without: without)
            return nil
        } catch {
            return error
        }
    }
}

extension Facts {
    /// A credential made thirty days before its end, ten days ago.
    static let example = Facts(
        name: "payments-api",
        application: Application(
            objectID: "0b1d", clientID: "6f3c", displayName: "Payments", tags: ["a", "b"]),
        now: Instant(1_000_000), createdAt: Instant(136_000), expiresAt: Instant(2_728_000),
        dueAt: Instant(1_500_000), lastRotatedAt: Instant(136_000), lastRunSucceeded: false,
        attempts: 2, liveCount: 1, foreignCount: 3, interval: .days(20), jitter: 0.5)
}
