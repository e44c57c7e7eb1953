import Foundation
import Rotation
import TestSupport
import Testing

@testable import Scripting

/// The process of an isolated script: what it may do, and how it ends.
struct WorkerProcessTests {
    private let folder = TemporaryFolder()

    /// A program that is no worker: a shell script.
    private func program(_ text: String) throws -> ScriptWorker {
        let path = "\(folder.path)/program"
        try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return ScriptWorker(program: path)
    }

    private func worker(of state: LuaState) throws -> WorkerProcess {
        try #require(state.interpreter as? IsolatedInterpreter).worker
    }

    private func proc(_ id: pid_t, _ name: String) throws -> String {
        try String(contentsOfFile: "/proc/\(id)/\(name)", encoding: .utf8)
    }

    /// The soft and the hard limit of that name.
    private func limit(_ name: String, of id: pid_t) throws -> [String] {
        let line = try proc(id, "limits").split(separator: "\n").first { $0.hasPrefix(name) }
        let words = try #require(line).dropFirst(name.count).split(separator: " ")
        return words.prefix(2).map(String.init)
    }

    @Test("It has no rights to files, processes and privileges, and bounded time and memory")
    func limits() throws {
        let state = try LuaState(limits: .standard.isolated)
        _ = try state.run("return 1")
        let id = try worker(of: state).id
        for name in ["Max core file size", "Max file size", "Max processes", "Max open files"] {
            #expect(try limit(name, of: id) == ["0", "0"])
        }
        let space = try limit("Max address space", of: id).compactMap { Int($0) }
        #expect(space.count == 2 && space.allSatisfy { $0 < 1 << 30 })
        let time = try #require(try limit("Max cpu time", of: id).first.flatMap { Int($0) })
        #expect(time <= 5)
        let status = try proc(id, "status")
        for line in ["NoNewPrivs:\t1", "Seccomp:\t2", "Threads:\t1"] {
            #expect(status.contains("\(line)\n"))
        }
        // SIGHUP, SIGINT, SIGTERM and SIGTSTP are for the program, which ends it in its own time.
        #expect(status.contains("SigBlk:\t0000000000084003\n"))
    }

    @Test(
        "It inherits no descriptor, no variable and no directory",
        .enabled(if: geteuid() == 0, "only root sees them of a process that cannot be dumped"))
    func inheritsNothing() throws {
        let left = open("/dev/null", O_RDONLY)  // without O_CLOEXEC
        defer { close(left) }
        let state = try LuaState(limits: .standard.isolated)
        let id = try worker(of: state).id
        let files = FileManager.default
        #expect(try files.contentsOfDirectory(atPath: "/proc/\(id)/fd") == ["0"])
        #expect(try files.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd") == "/")
        let variables = try proc(id, "environ").split(separator: "\0")
        #expect(variables.allSatisfy { $0.hasPrefix("LD_LIBRARY_PATH=") })
    }

    @Test("It ends with its state and leaves nothing behind")
    func closed() throws {
        var state: LuaState? = try LuaState(limits: .standard.isolated)
        let id = try worker(of: #require(state)).id
        #expect(kill(id, 0) == 0)
        state = nil
        #expect(kill(id, 0) == -1 && errno == ESRCH)
    }

    @Test("One that does not answer is killed at the deadline, and the next call gets another")
    func deadline() throws {
        let limits = ScriptLimits(time: .milliseconds(20)).isolated
        let state = try LuaState(limits: limits)
        let id = try worker(of: state).id
        let value = try state.load(source: "return function() end", chunkName: "test.lua")
        #expect(value == .function(1))
        kill(id, SIGSTOP)
        let start = ContinuousClock.now
        let late = PolicyError.limit(.time, message: "test.lua: in 'f': ran longer than 20 ms")
        #expect(throws: late) { try state.call(1, named: "f", arguments: []) }
        #expect(ContinuousClock.now - start < .milliseconds(1_500))
        #expect(kill(id, 0) == -1 && errno == ESRCH)
        #expect(state.spent == late)
        #expect(throws: late) { try state.call(1, named: "f", arguments: []) }
    }

    @Test("A crash of Lua itself is an error of the policy, and the next call gets another process")
    func crash() throws {
        // With so small a stack a chain of fields that is not too long crashes Lua 5.4.4.
        let worker = try program("ulimit -s 1024\nexec '\(Program.path)' \"$@\"")
        let chain = String(repeating: ".a", count: 16_000)
        let source = PolicyText.with(
            """
            schedule = function(facts)
              local t = {} t.a = t
              if facts.attempts == 2 then return t\(chain).b.c end
              return { action = 'wait' }
            end
            """)
        let policy = try PolicyFile.load(
            source: source, path: "payments.lua", limits: ScriptLimits(worker: worker)
        ).policies[0]
        var facts = Facts.example
        for attempts in [1, 2, 2, 1] {
            facts.attempts = attempts
            let result = Result { () throws(PolicyError) in try policy.decide(facts) }
            let died = PolicyError.raised(
                message: "payments.lua: in 'schedule': the script's process died of SIGSEGV",
                hint: nil)
            #expect(result == (attempts == 2 ? .failure(died) : .success(Decision(.wait))))
        }
    }

    @Test("One that is killed from outside says so")
    func killed() throws {
        let state = try LuaState(limits: .standard.isolated)
        kill(try worker(of: state).id, SIGKILL)
        #expect(
            throws: PolicyError.invalid(
                message: "test.lua: the script's process died of SIGKILL", hint: nil)
        ) {
            try state.load(source: "return 1", chunkName: "test.lua")
        }
    }

    @Test("One that goes while nothing runs is no policy's fault: the next call gets another")
    func goneBetweenCalls() throws {
        let limits = ScriptLimits.standard.isolated
        let source = PolicyText.with("schedule = function() return { action = 'wait' } end")
        let script = try PolicyScript(
            source: PolicySource(source), path: "payments.lua", limits: limits)
        let id = try worker(of: script.callable().state).id
        kill(id, SIGKILL)
        var end = siginfo_t()
        waitid(P_PID, id_t(id), &end, WEXITED | WNOWAIT)
        let policy = LuaPolicy(declaration: script.declarations[0], script: script, index: 0)
        #expect(try policy.decide(.example) == Decision(.wait))
        #expect(kill(id, 0) == -1 && errno == ESRCH)
    }

    @Test("A program that is not there, or no worker, is a clear error")
    func noWorker() throws {
        let absent = ScriptLimits(worker: ScriptWorker(program: "/nowhere/runtime"))
        #expect {
            try LuaState(limits: absent)
        } throws: {
            "\($0)" == "no process for the script can be started: no such file or directory"
        }
        let other = ScriptLimits(worker: try program("exit 7"))
        #expect {
            try LuaState(limits: other)
        } throws: {
            "\($0)" == "the script's process did not start: "
                + "the script's process ended with status 7"
        }
    }

    /// Frames of an answer: kind, length, status, fuel, length of what was printed, content.
    private static let ready = #"\005\0\0\0\020\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"#

    @Test(
        "What a process says is not believed",
        arguments: [
            #"garbage and more of it, which is no frame"#,
            #"\005\0\0\0\377\377\377\377"#, #"\005\0\0\0\0\0\0\0"#,
            #"\005\0\0\0\020\0\0\0\011\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"#,
            #"\005\0\0\0\020\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"#,
            #"\011\0\0\0\020\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"#,
            #"\006\0\0\0\4\0\0\0\0\0\0\0"#,
            #"\005\0\0\0\021\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\033"#, ready + "x",
        ])
    func nonsense(_ frame: String) throws {
        let worker = try program(
            """
            head -c 16 >/dev/null; printf '\(Self.ready)' >&0
            head -c 16 >/dev/null; printf '\(frame)' >&0
            head -c 1000000 >/dev/null
            """)
        let state = try LuaState(limits: ScriptLimits(worker: worker))
        let id = try self.worker(of: state).id
        let nonsense = PolicyError.invalid(
            message: "test.lua: the script's process gave an answer that makes no sense",
            hint: nil)
        #expect(throws: nonsense) { try state.load(source: "return 1", chunkName: "test.lua") }
        #expect(kill(id, 0) == -1)
    }

    @Test("A function of the host that there is not cannot be called")
    func noSuchFunction() throws {
        let call = #"\006\0\0\0\011\0\0\0\011\0\0\0\006\0\0\0\0"#
        let one = #"\005\0\0\0\025\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\012\1\0\0\0"#
        let worker = try program(
            """
            head -c 16 >/dev/null; printf '\(Self.ready)' >&0
            head -c 16 >/dev/null; printf '\(one)' >&0
            head -c 70 >/dev/null; printf '\(call)' >&0
            head -c 1000000 >/dev/null
            """)
        let limits = ScriptLimits(time: .milliseconds(20), worker: worker)
        let state = try LuaState(limits: limits)
        let host = FakeHost()
        #expect(throws: PolicyError.self) { try state.run("", [.null], host: host) }
        #expect(host.calls.isEmpty)
    }

    @Test("More calls of the host than a script has fuel for are not carried out")
    func calls() throws {
        let call = #"\006\0\0\0\011\0\0\0\0\0\0\0\006\0\0\0\0"#
        let one = #"\005\0\0\0\025\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\012\1\0\0\0"#
        // The numbers are the lengths of the frames: OPEN, LOAD, CALL, then a REPLY each.
        let worker = try program(
            """
            head -c 16 >/dev/null; printf '\(Self.ready)' >&0
            head -c 94 >/dev/null; printf '\(one)' >&0
            head -c 87 >/dev/null
            while printf '\(call)' >&0; do head -c 18 >/dev/null; done
            """)
        let limits = ScriptLimits(hookFuel: 5_000, worker: worker)
        let host = FakeHost()
        let state = try LuaState(limits: limits)
        #expect(throws: PolicyError.self) { try state.run("", [.null], host: host) }
        #expect(host.calls.count == 5)
    }
}
