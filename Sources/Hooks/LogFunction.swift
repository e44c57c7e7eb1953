internal import Logging
internal import Rotation

/// `host:log(level, message)`: a line in the program's log.
struct LogFunction {
    let log: Logger

    /// The function as hooks see it.
    var function: HostFunction {
        HostFunction(Self.verb) {
            call throws(HostError) in run(call)
        }
    }

    static let verb = HostVerb("log", .reads, signature)

    private static let signature = Signature(
        "Writes a line into the program's log.",
        .ordered([
            Parameter(
                "level", .choice(["debug", "info", "warn", "error"]), isRequired: true,
                "how much it matters"),
            Parameter("message", .text, isRequired: true, "the line"),
        ]))

    private func run(_ call: HostCall) -> Value {
        let level = call.arguments[0].text ?? "info"
        let message = call.arguments[1].text ?? ""
        let name = level == "warn" ? "warning" : level
        log.log(
            level: Logger.Level(rawValue: name) ?? .info, "\(Self.oneLine(message))",
            metadata: ["caller": "\(call.caller.name)"])
        return .bool(true)
    }

    /// Keeps a script from forging lines of the log.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0.isASCII && $0 < " " ? " " : $0 })
    }
}
