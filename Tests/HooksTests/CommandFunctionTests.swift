import Foundation
import Hooks
import Rotation
import TestSupport
import Testing

/// What a hook may start, and what comes back.
struct CommandFunctionTests {
    private let secret = SecretHandle(name: "S", version: 3)
    private let value = "7Q~very+secret/value"

    /// Calls with one command, granted under its name `c`.
    private func calls(
        _ arguments: [String], timeout: Duration = .seconds(20),
        environment: [String: String] = [:], variables: Command.Variables = .none
    ) -> Calls {
        var calls = Calls()
        calls.granted = Needs(commands: ["c"])
        calls.caller = Caller(name: "payments-api", needs: calls.granted)
        calls.secrets[secret] = value
        calls.commands["c"] = Command(
            arguments: arguments, timeout: timeout, environment: environment,
            variables: variables)
        return calls
    }

    private func shell(_ script: String) -> Calls { calls(["/bin/sh", "-c", script]) }

    @Test("A command's status and both of its streams are a result")
    func result() {
        let result = shell("echo out; echo err >&2; exit 3").call("command", .list(["c"])).value
        #expect(result["status"] == 3)
        #expect(result["stdout"] == "out\n")
        #expect(result["stderr"] == "err\n")
    }

    @Test("A secret goes into standard input, and does not come back")
    func masked() {
        let fields: Value = .map([
            "1": "c", "stdin": .list(["key=", .secret(secret)]),
        ])
        let echo = shell("cat; printf %s ' '; cat").call("command", fields).value
        #expect(echo["stdout"] == "key=<secret S v3> ")
        let script = "v=$(cat); printf %s \"$v\" | base64; printf %s \"$v\" >&2"
        let encoded = shell(script).call("command", fields).value
        #expect(encoded["stdout"]?.text?.contains("<secret S v3>") == true)
        #expect(encoded["stderr"] == "key=<secret S v3>")
    }

    @Test("Where a long output is cut, no beginning of a secret is left")
    func cutSecret() {
        let script = "v=$(cat); yes \"$v\" | head -c 262150"
        let fields: Value = .map(["1": "c", "stdin": .secret(secret)])
        var calls = shell(script)
        for count in [1, 7] {
            // Replaced, the long one is so much shorter that the cut itself is among the result.
            calls.secrets[secret] = String(repeating: value, count: count)
            let text = calls.call("command", fields).value["stdout"]?.text ?? ""
            #expect(text.utf8.count <= 65_536 && text.hasPrefix("<secret S v3>\n"))
            #expect(!text.contains("7Q"))
        }
    }

    @Test("A longer input than a pipe holds is written, and one that nobody reads does no harm")
    func longInput() {
        let text = String(repeating: "x", count: 900_000)
        let fields: Value = .map(["1": "c", "stdin": .string(text)])
        #expect(shell("wc -c").call("command", fields).value["stdout"] == "900000\n")
        #expect(shell("exit 0").call("command", fields).value["status"] == 0)
    }

    @Test("Neither another signal mask, nor our files, nor our variables are handed down")
    func inheritance() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        setenv("RUNTIME_TEST_LEAK", "leaked", 1)
        let files = shell("ls /proc/self/fd | sort -n | tr '\\n' ' '").call("command", .list(["c"]))
        // The fourth is the folder that ls itself reads.
        #expect(files.value["stdout"] == "0 1 2 3 ")
        let variables = shell("env | sort | cut -d= -f1 | tr '\\n' ' '")
            .call("command", .list(["c"])).value["stdout"]?.text
        #expect(variables == "PATH PWD RUNTIME_IDEMPOTENCY_KEY ")
        let signals = shell("grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2")
            .call("command", .list(["c"])).value["stdout"]?.text
        let masks = (signals ?? "").split(separator: "\n").compactMap { UInt64($0, radix: 16) }
        // The C library keeps 32 and 33 for itself.
        #expect(masks.map { $0 & 0x7fff_ffff } == [0, 0])
    }

    /// Runs a script that starts a sleeper, and returns once the sleeper is gone.
    private func untilGone(
        _ end: String, timeout: Duration = .seconds(15)
    ) throws -> Result<Value, HostError> {
        let folder = TemporaryFolder()
        let lock = "\(folder.path)/lock"
        // The sleeper inherits the lock, and gives it up only with its life.
        let script = "exec 9>\(lock); flock 9; sleep 30 & echo done; \(end)"
        let start = ContinuousClock.now
        let result = calls(["/bin/sh", "-c", script], timeout: timeout)
            .call("command", .list(["c"]))
        let file = open(lock, O_RDONLY)
        defer { close(file) }
        #expect(flock(file, LOCK_EX) == 0)
        #expect(ContinuousClock.now - start < .seconds(20))
        return result
    }

    @Test("After its time a command is killed with everything it has started")
    func timeout() throws {
        #expect(try untilGone("wait", timeout: .milliseconds(500)).failureCode == "timeout")
    }

    @Test("What a command leaves behind is killed when it ends, and is not waited for")
    func leftBehind() throws {
        #expect(try untilGone("exit 0").value["stdout"] == "done\n")
    }

    @Test("A stopping process does not wait for a command to its end")
    func stopped() {
        var calls = shell("sleep 1000")
        calls.isStopped = { true }
        #expect(calls.call("command", .list(["c"])).failureCode == "stopped")
    }

    @Test("A program that is not there is an operational failure")
    func missing() {
        let result = calls(["/no/such/program"]).call("command", .list(["c"]))
        #expect(result.failureCode == "not_started")
    }

    @Test("A command runs only when needed, granted and configured, each with the line to add")
    func grants() {
        var calls = shell("exit 0")
        calls.granted = Needs()
        #expect(
            calls.call("command", .list(["c"])).denied?.contains(
                #"grants = { ["payments-api"] = { commands = { "c" } } }"#) == true)
        calls.caller = Caller(name: "payments-api", needs: Needs())
        #expect(calls.call("command", .list(["c"])).denied?.contains("needs = { commands") == true)
        calls = shell("exit 0")
        calls.commands = [:]
        #expect(calls.call("command", .list(["c"])).misuse?.contains("commands = {") == true)
    }

    @Test("What a call says is never part of the argument vector, and a secret never its name")
    func noInjection() {
        let name: Value = "c; touch /tmp/x"
        #expect(shell("exit 0").call("command", .list([name])).denied != nil)
        #expect(shell("exit 0").call("command", .list(["c", "more"])).misuse != nil)
        #expect(shell("exit 0").call("command", .list([.secret(secret)])).misuse != nil)
        #expect(
            shell("exit 0").call("command", .map(["1": "c", "argv": .list(["x"])])).misuse != nil)
    }

    @Test(
        "Variables are given only as the operator allows, and never those that steer what is run",
        arguments: [
            (Command.Variables.none, "KEY", false), (.any, "KEY", true), (.any, "PATH", false),
            (.any, "LD_PRELOAD", false), (.any, "ld_preload", false), (.any, "BASH_ENV", false),
            (.any, "PYTHONPATH", false), (.any, "FIXED", false), (.any, "A=B", false),
            (.any, "1A", false), (.any, "", false), (.these(["KEY"]), "KEY", true),
            (.these(["KEY"]), "OTHER", false),
        ])
    func variables(allowed: Command.Variables, name: String, isGiven: Bool) {
        let result = calls(
            ["/usr/bin/env"], environment: ["FIXED": "f"], variables: allowed
        ).call("command", .map(["1": "c", "env": .map([name: .secret(secret)])]))
        #expect((result.denied == nil) == isGiven)
        if isGiven {
            #expect(result.value["stdout"]?.text?.contains("\(name)=<secret S v3>\n") == true)
            #expect(result.value["stdout"]?.text?.contains("FIXED=f\n") == true)
        }
    }

    @Test("A command without an absolute program, or with an odd time-out or variable, is refused")
    func problems() {
        #expect(Command(arguments: ["/bin/true"]).problem == nil)
        #expect(Command(arguments: []).problem != nil)
        #expect(Command(arguments: ["true"]).problem != nil)
        #expect(Command(arguments: ["/bin/a\0b"]).problem != nil)
        #expect(Command(arguments: ["/bin/true"], timeout: .zero).problem != nil)
        #expect(Command(arguments: ["/bin/true"], environment: ["a b": "c"]).problem != nil)
    }
}
