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
        HostFunction(name: "file", effect: .writes) { call throws(HostError) in try run(call) }
    }

    private func run(_ call: HostCall) throws(HostError) -> Value {
        let arguments = try Arguments(call, of: "file", known: ["path", "text", "mode"])
        guard let path = FilePath(try arguments.text("path")) else {
            throw arguments.bad("path", "a relative path without '..' expected")
        }
        let mode = try mode(arguments)
        try grants.file(path, for: call.policy)
        var content = Content(call)
        let text = arguments["text"]
        guard var bytes = try text.flatMap({ value throws(HostError) in try content.bytes(value) })
        else { throw arguments.expected("text, secret or a list of them", "text", got: text) }
        defer { bytes.wipe() }
        log.debug("hook file", metadata: ["policy": "\(call.policy.name)", "path": "\(path.text)"])
        do throws(AtomicFile.Failure) {
            try AtomicFile.write(bytes, to: path, below: grants.root, mode: mode)
            return .bool(true)
        } catch {
            throw .failed(code: "file", message: "\(path.text): \(error.why)", retryable: true)
        }
    }

    /// Three octal digits, by default readable by the owner alone.
    private func mode(_ arguments: Arguments) throws(HostError) -> mode_t {
        let text = try arguments.text("mode", default: "600")
        guard text.utf8.count == 3, let mode = mode_t(text, radix: 8) else {
            throw arguments.bad("mode", "three octal digits such as \"640\" expected")
        }
        return mode
    }
}
