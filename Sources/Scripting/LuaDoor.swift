internal import CLuaHost
internal import Rotation

/// The host's side of one call's door: decodes what the script asks, asks the host, encodes.
///
/// A host without functions is there for the program's own modules alone: the script gets no object.
/// C raises what is to be raised only after ``answer(_:arguments:into:)`` has returned.
final class LuaDoor {
    private let host: any HookHost
    private let names: [String]
    private var reply = TapeWriter()
    /// Why the call was ended from here.
    private(set) var failure: HookHostError?

    init(_ host: any HookHost) {
        self.host = host
        names = host.functionNames
    }

    /// Lends the C form of the door for the length of one call.
    func withHandle<Result>(
        _ body: (UnsafePointer<host_door>) throws(PolicyError) -> Result
    ) throws(PolicyError) -> Result {
        var tape = TapeWriter()
        tape.list(names.map(Value.string))
        guard let start = tape.bytes.baseAddress else { throw TapeReader.malformed }
        let door = host_door(
            call: enter, context: Unmanaged.passUnretained(self).toOpaque(),
            names: names.isEmpty ? nil : start.assumingMemoryBound(to: UInt8.self),
            names_length: tape.count)
        defer { withExtendedLifetime(self) {} }
        return try withUnsafePointer(to: door, body)
    }

    /// Carries out one call and writes its reply; gives one of the `HOST_DOOR` codes.
    fileprivate func answer(
        _ function: Int, arguments: UnsafeRawBufferPointer, into out: OpaquePointer
    ) -> Int {
        reply.clear()
        do {
            var tape = TapeReader(arguments)
            let results = try host.call(
                names.isEmpty ? "" : names[function], try tape.values())
            reply.list(results)
            send(reply.bytes, to: out)
            return HOST_DOOR_RESULTS
        } catch let error as HookHostError {
            return refuse(error, into: out)
        } catch {
            return refuse(.misuse("\(error)"), into: out)
        }
    }

    private func refuse(_ error: HookHostError, into out: OpaquePointer) -> Int {
        if case .misuse = error {} else { failure = error }
        Array(error.headline.utf8).withUnsafeBytes { send($0, to: out) }
        return failure == nil ? HOST_DOOR_RAISE : HOST_DOOR_STOP
    }

    private func send(_ bytes: UnsafeRawBufferPointer, to out: OpaquePointer) {
        guard let start = bytes.baseAddress else { return }
        host_tape_append(out, start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
}

/// Where C enters: finds the door and hands over.
private func enter(
    context: UnsafeMutableRawPointer, function: Int32, bytes: UnsafePointer<UInt8>, length: Int,
    out: OpaquePointer
) -> Int32 {
    let door = Unmanaged<LuaDoor>.fromOpaque(context).takeUnretainedValue()
    let arguments = UnsafeRawBufferPointer(start: bytes, count: length)
    return Int32(door.answer(Int(function), arguments: arguments, into: out))
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
