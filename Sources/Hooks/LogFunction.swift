internal import Logging
internal import Rotation

/// `host:log(level, message)`: a line in the program's log.
struct LogFunction {
    private static let levels = ["debug", "info", "warn", "error"]

    let log: Logger

    /// The function as hooks see it.
    var function: HostFunction {
        HostFunction(name: "log", effect: .reads) { call throws(HostError) in try run(call) }
    }

    private func run(_ call: HostCall) throws(HostError) -> Value {
        guard call.arguments.count == 2, let level = call.arguments[0].text,
            Self.levels.contains(level)
        else {
            let names = Self.levels.map { "\"\($0)\"" }.joined(separator: ", ")
            throw .misuse("bad arguments to log: one of \(names) and a message expected")
        }
        guard let message = call.arguments[1].text else {
            throw .misuse(
                "bad argument 'message' to log: string expected, got \(call.arguments[1].kind)")
        }
        let name = level == "warn" ? "warning" : level
        log.log(
            level: Logger.Level(rawValue: name) ?? .info, "\(Self.oneLine(message))",
            metadata: ["policy": "\(call.policy.name)"])
        return .bool(true)
    }

    /// Keeps a script from forging lines of the log.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0.isASCII && $0 < " " ? " " : $0 })
    }
}
