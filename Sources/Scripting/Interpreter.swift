internal import CLuaHost

/// What runs a script: tapes go in, a status and bytes come out, as `host.h` says.
///
/// The bytes stay valid until the next load or call.
protocol Interpreter: AnyObject {
    /// Whether what it ran in is no more, so that it refuses everything from now on.
    var isLost: Bool { get }
    /// What the script printed in the last load or call.
    var printed: host_bytes { get }

    func load(_ source: inout host_source, _ answer: inout host_bytes) -> host_status

    /// Calls a function; a door takes the place of the one in `request`.
    func call(
        _ request: inout host_request, _ door: LuaDoor?, _ answer: inout host_bytes
    ) -> host_status

    /// Makes a shape of a list of names; gives its number, or 0 when that fails.
    func shape(_ names: UnsafeBufferPointer<UInt8>) -> UInt32

    /// The lines of a chunk that can run and those that did; nil where that is not counted.
    func covered(_ chunk: Int32, _ lines: inout host_bytes) -> UnsafePointer<CChar>?
}

/// A Lua state in this process.
final class LocalInterpreter: Interpreter {
    private let state: OpaquePointer

    /// Makes a state that may use `memory` bytes, and counts the lines that run if it `covers`.
    ///
    /// Nil when not even the libraries fit.
    init?(memory: Int, covers: Bool) {
        guard let state = host_open(memory) else { return nil }
        self.state = state
        if covers { host_cover(state) }
    }

    deinit {
        host_close(state)
    }

    var isLost: Bool { false }

    var printed: host_bytes { host_printed(state) }

    func load(_ source: inout host_source, _ answer: inout host_bytes) -> host_status {
        host_load(state, &source, &answer)
    }

    func call(
        _ request: inout host_request, _ door: LuaDoor?, _ answer: inout host_bytes
    ) -> host_status {
        guard let door else { return host_call(state, &request, &answer) }
        return door.withHandle { handle in
            request.door = handle
            return host_call(state, &request, &answer)
        }
    }

    func shape(_ names: UnsafeBufferPointer<UInt8>) -> UInt32 {
        names.baseAddress.map { host_shape(state, $0, names.count) } ?? 0
    }

    func covered(_ chunk: Int32, _ lines: inout host_bytes) -> UnsafePointer<CChar>? {
        host_covered(state, chunk, &lines)
    }
}
