internal import CLuaHost
internal import Rotation

/// The host's side of one call's door: decodes what the script asks, asks the host, encodes.
///
/// A host without functions is there for the program's own modules alone: the script gets no object.
/// C raises what is to be raised only after ``answer(_:arguments:into:)`` has returned.
final class LuaDoor {
    private let host: any HookHost
    private let functions: [String]
    private var tape = TapeWriter()
    private var reply = TapeWriter()
    /// Why the call was ended from here.
    private(set) var failure: HookHostError?

    init(_ host: any HookHost) {
        self.host = host
        functions = host.functionNames
        tape.list(functions.map(Value.string))
    }

    /// The functions' names, as a tape.
    var names: UnsafeRawBufferPointer {
        functions.isEmpty ? UnsafeRawBufferPointer(start: nil, count: 0) : tape.bytes
    }

    /// Lends the C form of the door for the length of one call.
    func withHandle(_ body: (UnsafePointer<host_door>) -> host_status) -> host_status {
        let door = host_door(
            call: enter, context: Unmanaged.passUnretained(self).toOpaque(),
            names: names.baseAddress?.assumingMemoryBound(to: UInt8.self),
            names_length: names.count)
        defer { withExtendedLifetime(self) {} }
        return withUnsafePointer(to: door, body)
    }

    /// Carries out one call and gives its reply to `send`; gives one of the `HOST_DOOR` codes.
    func answer(
        _ function: Int, arguments: UnsafeRawBufferPointer,
        send: (UnsafeRawBufferPointer) -> Void
    ) -> Int {
        reply.clear()
        do {
            guard functions.isEmpty || functions.indices.contains(function) else {
                throw TapeReader.malformed
            }
            var tape = TapeReader(arguments)
            let results = try host.call(
                functions.isEmpty ? "" : functions[function], try tape.values())
            reply.list(results)
            send(reply.bytes)
            return HOST_DOOR_RESULTS
        } catch let error as HookHostError {
            return refuse(error, send)
        } catch {
            return refuse(.misuse("\(error)"), send)
        }
    }

    private func refuse(
        _ error: HookHostError, _ send: (UnsafeRawBufferPointer) -> Void
    ) -> Int {
        if case .misuse = error {} else { failure = error }
        Array(error.headline.utf8).withUnsafeBytes { send($0) }
        return failure == nil ? HOST_DOOR_RAISE : HOST_DOOR_STOP
    }
}

/// Where C enters: finds the door and hands over.
private func enter(
    context: UnsafeMutableRawPointer, function: Int32, bytes: UnsafePointer<UInt8>, length: Int,
    out: OpaquePointer
) -> Int32 {
    let door = Unmanaged<LuaDoor>.fromOpaque(context).takeUnretainedValue()
    let arguments = UnsafeRawBufferPointer(start: bytes, count: length)
    let code = door.answer(Int(function), arguments: arguments) { reply in
        guard let start = reply.baseAddress else { return }
        host_tape_append(out, start.assumingMemoryBound(to: UInt8.self), reply.count)
    }
    return Int32(code)
}

extension HookHostError {
    /// The first line, which the script's error text repeats.
    var headline: String {
        text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    }

    /// What follows the first line: the line to add to the configuration.
    var advice: String? {
        let lines = text.split(separator: "\n", maxSplits: 1)
        return lines.count == 2 ? String(lines[1]) : nil
    }

    private var text: String {
        switch self {
        case .misuse(let text), .denied(let text), .notRepeatable(let text): text
        case .store(let error): error.description
        }
    }
}
