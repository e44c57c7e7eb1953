internal import HTTP
internal import Logging
internal import Rotation

/// `host:command{ NAME, stdin=, env= }`: starts a program that the operator has named.
struct CommandFunction {
    /// The most of a stream that a script gets.
    static let mostBytes = 64 << 10

    let commands: [String: Command]
    let grants: Grants
    let log: Logger
    let isStopped: () -> Bool

    static let verb = HostVerb(
        "command", .writes,
        Signature(
            "Starts a program that config.lua names, without a shell, and waits for its end; "
                + "what is left of its process group then is killed. It gets PATH, "
                + "RUNTIME_IDEMPOTENCY_KEY and what config.lua says. Needs a grant "
                + "commands = { NAME }. Any exit status is a result.",
            .table([
                Parameter("1", .text, isRequired: true, "the command's name in config.lua"),
                Parameter("stdin", .content, "what it reads"),
                Parameter(
                    "env", .map(.content), "more variables, where config.lua says allow_env"),
            ]),
            gives: .record(
                "runtime.Ending",
                [
                    Parameter("status", .integer, isRequired: true, "128 + n after signal n"),
                    Parameter("stdout", .text, isRequired: true, "the first 64 KiB, masked"),
                    Parameter("stderr", .text, isRequired: true, "the first 64 KiB, masked"),
                ])))

    /// The function as hooks see it.
    var function: HostFunction {
        HostFunction(Self.verb, isSuccess: { $0["status"] == .int(0) }) {
            call throws(HostError) in try run(call)
        }
    }

    private func run(_ call: HostCall) throws(HostError) -> Value {
        let arguments = Arguments(call, of: "command")
        let name = arguments.text("1")
        try grants.require(
            .commands, name, for: call.caller, asked: "start command \"\(name)\"")
        guard let command = commands[name] else {
            throw .misuse(
                "there is no command \"\(name)\"; add to config.lua: "
                    + "commands = { [\(name.luaLiteral)] = { argv = { \"/path/of/program\" } } }")
        }
        var content = Content(call)
        let given = try variables(arguments, of: command, name, &content)
        var input = try content.bytes(arguments["stdin"] ?? .null) ?? []
        defer { input.wipe() }
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        environment["RUNTIME_IDEMPOTENCY_KEY"] = call.idempotencyKey
        environment.merge(command.environment) { $1 }
        environment.merge(given) { $1 }
        var mask = Mask(content.secrets)
        defer { mask.wipe() }
        return try start(command, name, environment, input, for: call.caller, mask)
    }

    private func start(
        _ command: Command, _ name: String, _ environment: [String: String], _ input: [UInt8],
        for caller: Caller, _ mask: Mask
    ) throws(HostError) -> Value {
        var metadata: Logger.Metadata = ["caller": "\(caller.name)", "command": "\(name)"]
        defer { log.debug("hook command", metadata: metadata) }
        do throws(ChildProcess.Failure) {
            let ending = try ChildProcess.run(
                command.arguments, environment: environment, input: input,
                timeout: command.timeout, isStopped: isStopped)
            metadata["status"] = "\(ending.status)"
            return .map([
                "status": .int(Int64(ending.status)),
                "stdout": .string(Self.text(ending.output, mask)),
                "stderr": .string(Self.text(ending.errors, mask)),
            ])
        } catch {
            metadata["error"] = "\(error)"
            throw Self.hostError(error, name, command)
        }
    }

    private func variables(
        _ arguments: Arguments, of command: Command, _ name: String, _ content: inout Content
    ) throws(HostError) -> [String: String] {
        var given: [String: String] = [:]
        for (variable, value) in (arguments["env"]?.members ?? [:]).sorted(by: { $0.key < $1.key })
        {
            guard command.allows(variable) else {
                throw .denied(
                    "command \"\(name)\" may not be given the variable \"\(variable)\"; "
                        + "add to its entry in config.lua: allow_env = { \(variable.luaLiteral) }")
            }
            var bytes = try content.bytes(value) ?? []
            defer { bytes.wipe() }
            guard !bytes.contains(0) else {
                throw arguments.bad("env.\(variable)", "it holds a zero byte")
            }
            given[variable] = String(decoding: bytes, as: UTF8.self)
        }
        return given
    }

    private static func text(_ capture: ChildProcess.Capture, _ mask: Mask) -> String {
        let bytes = capture.isCut ? mask.applyToCut(capture.bytes) : mask.apply(capture.bytes)
        return String(decoding: bytes.prefix(mostBytes), as: UTF8.self)
    }

    private static func hostError(
        _ failure: ChildProcess.Failure, _ name: String, _ command: Command
    ) -> HostError {
        switch failure {
        case .notStarted(let why):
            .failed(code: "not_started", message: "command \"\(name)\": \(why)", retryable: true)
        case .timedOut:
            .failed(
                code: "timeout",
                message: "command \"\(name)\" was killed after \(command.timeout.short)",
                retryable: true)
        case .stopped:
            .failed(
                code: "stopped", message: "command \"\(name)\" was killed: runtime is stopping",
                retryable: true)
        }
    }
}
