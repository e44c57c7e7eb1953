internal import CLuaHost
internal import Rotation

/// The host's side of a call's door: decodes what the script asks, asks the host, encodes.
///
/// Without a host only the pure functions of `runtime` go through it. C raises what is to be raised
/// only after ``answer(_:arguments:into:)`` has returned.
final class LuaDoor {
    /// The C form, good for as long as the door is kept.
    let handle: UnsafeMutablePointer<host_door>
    private let host: (any HookHost)?
    private let names: [String]
    private var tape = TapeWriter()
    private var reply = TapeWriter()
    /// Why the call was ended from here.
    private(set) var failure: HookHostError?

    init(_ host: (any HookHost)? = nil) {
        self.host = host
        names = host?.functionNames ?? []
        handle = .allocate(capacity: 1)
        tape.list(names.map(Value.string))
        let bytes = tape.bytes.assumingMemoryBound(to: UInt8.self)
        let start =
            bytes.baseAddress ?? UnsafeRawPointer(handle).assumingMemoryBound(to: UInt8.self)
        handle.initialize(
            to: host_door(
                call: enter, context: Unmanaged.passUnretained(self).toOpaque(), names: start,
                names_length: host == nil ? 0 : bytes.count))
    }

    deinit {
        handle.deallocate()
    }

    /// Carries out one call and writes its reply; gives one of the `HOST_DOOR` codes.
    fileprivate func answer(
        _ function: Int32, arguments: UnsafeRawBufferPointer, into out: OpaquePointer
    ) -> Int {
        reply.clear()
        do {
            var tape = TapeReader(arguments)
            reply.list(try call(function, try tape.values()))
            send(reply.bytes, to: out)
            return HOST_DOOR_RESULTS
        } catch let error as HookHostError {
            return refuse(error, into: out)
        } catch {
            return refuse(.misuse("\(error)"), into: out)
        }
    }

    /// A function of the host by its place, or one of `runtime` by its negative number.
    private func call(_ function: Int32, _ arguments: [Value]) throws -> [Value] {
        if let host, function >= 0 {
            return try host.call(names[Int(function)], arguments)
        }
        do throws(HostError) {
            return [try TimeFunctions.call(function, arguments)]
        } catch {
            guard case .misuse(let text) = error else { throw error }
            throw HookHostError.misuse(text)
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
    return Int32(door.answer(function, arguments: arguments, into: out))
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
