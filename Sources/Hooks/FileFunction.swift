internal import Glibc
internal import HTTP
internal import Logging
internal import Rotation

/// `host:file{ path=, text=, mode= }`: writes a file below the granted root, whole or not at all.
struct FileFunction {
    let grants: Grants
    let log: Logger

    /// The function as hooks see it.
    var function: HostFunction {
        HostFunction(Self.verb) {
            call throws(HostError) in try run(call)
        }
    }

    static let verb = HostVerb("file", .writes, signature)

    private static let signature = Signature(
        "Writes a file below the granted root, whole or not at all.",
        .table([
            Parameter("path", .text, isRequired: true, "below the root, without '..'"),
            Parameter("text", .content, isRequired: true, "what it shall hold"),
            Parameter("mode", .text, "three octal digits; \"600\" without"),
        ]), gives: .boolean)

    private func run(_ call: HostCall) throws(HostError) -> Value {
        let arguments = Arguments(call, of: "file")
        guard let path = FilePath(arguments.text("path")) else {
            throw arguments.bad("path", "a relative path without '..' expected")
        }
        let mode = try mode(arguments)
        try grants.file(path, for: call.caller)
        var content = Content(call)
        var bytes = try content.bytes(arguments["text"] ?? .null) ?? []
        defer { bytes.wipe() }
        log.debug("hook file", metadata: ["caller": "\(call.caller.name)", "path": "\(path.text)"])
        do throws(AtomicFile.Failure) {
            try AtomicFile.write(bytes, to: path, below: grants.root, mode: mode)
            return .bool(true)
        } catch {
            throw .failed(code: "file", message: "\(path.text): \(error.why)", retryable: true)
        }
    }

    /// Three octal digits, by default readable by the owner alone.
    private func mode(_ arguments: Arguments) throws(HostError) -> mode_t {
        let text = arguments.text("mode", default: "600")
        guard text.utf8.count == 3, let mode = mode_t(text, radix: 8) else {
            throw arguments.bad("mode", "three octal digits such as \"640\" expected")
        }
        return mode
    }
}
