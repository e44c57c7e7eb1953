internal import CLuaHost
package import Rotation

/// One sandboxed Lua state: a chunk is loaded into it and its functions are called by number.
///
/// A state belongs to one thread at a time. Once a limit was hit it refuses every further call with
/// the same error; its owner makes another.
package final class LuaState {
    private let state: OpaquePointer
    private let budget: host_budget
    private let hookBudget: host_budget
    private var writer = TapeWriter()
    /// The limit that was hit; nothing runs here any more.
    package private(set) var spent: PolicyError?

    /// Makes an empty state.
    ///
    /// - Throws: ``PolicyError/limit(_:message:)`` when not even the libraries fit the memory.
    package init(limits: ScriptLimits = .standard) throws(PolicyError) {
        guard let state = host_open(limits.memory) else {
            throw .limit(.memory, message: "no Lua state fits \(limits.memory) bytes of memory")
        }
        self.state = state
        budget = host_budget(limits, fuel: limits.fuel)
        hookBudget = host_budget(limits, fuel: limits.hookFuel)
    }

    deinit {
        host_close(state)
    }

    /// What the script printed in the last load or call, at most 64 KiB.
    package var printed: String {
        let bytes = host_printed(state)
        return String(
            decoding: UnsafeBufferPointer(start: bytes.bytes, count: bytes.length), as: UTF8.self)
    }

    /// Instructions that the last load or call used, counted in steps of up to 128.
    package var fuelUsed: Int { Int(host_used(state)) }

    /// Compiles and runs a chunk and gives the value it returns.
    ///
    /// - Parameters:
    ///   - source: Lua text, at most 256 KiB.
    ///   - chunkName: The path that error texts show.
    ///   - subject: What error texts call the value.
    ///   - functions: Whether the value may hold functions; they become `Value.function`.
    /// - Returns: The value, whole.
    /// - Throws: ``PolicyError/invalid(message:hint:)`` when it does not compile, raises, or returns
    ///   what cannot leave Lua; ``PolicyError/limit(_:message:)``.
    package func load(
        source: String, chunkName: String, subject: String = "policy", functions: Bool = true
    ) throws(PolicyError) -> Value {
        var answer = host_bytes()
        let status = withText(source) { text, length in
            chunkName.withCString { chunk in
                subject.withCString { subject in
                    var request = host_source(
                        chunk: chunk, text: text, length: length, subject: subject,
                        functions: functions ? 1 : 0, budget: budget)
                    return host_load(state, &request, &answer)
                }
            }
        }
        return try finish(status, answer, nil) { tape throws(PolicyError) in try tape.value() }
    }

    /// Calls a function of the loaded value.
    ///
    /// - Parameters:
    ///   - function: Its number, from a `Value.function` that ``load`` gave.
    ///   - name: What error texts call it.
    ///   - arguments: Given to the function in this order.
    ///   - host: Given to the function as a last argument, and good for this call only.
    /// - Returns: The function's results.
    /// - Throws: ``PolicyError`` as the function or the host ends the call.
    package func call(
        _ function: Int, named name: String, arguments: [Value], host: (any HookHost)? = nil
    ) throws(PolicyError) -> [Value] {
        writer.clear()
        writer.list(arguments)
        guard let host else {
            return try call(function, named: name, budget)
        }
        let door = LuaDoor(host)
        return try door.withHandle { handle throws(PolicyError) in
            try call(function, named: name, hookBudget, (door, handle))
        }
    }

    /// Calls a function with arguments that `write` puts on the tape as one list, and lets `read`
    /// take what it needs from the list of results: no value is built in between.
    func call<Result>(
        _ function: Int, named name: StaticString, write: (inout TapeWriter) -> Void,
        read: (inout TapeReader) throws(PolicyError) -> Result
    ) throws(PolicyError) -> Result {
        writer.clear()
        write(&writer)
        let name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        var answer = host_bytes()
        let status = send(function, name, budget, nil, &answer)
        return try finish(status, answer, nil, read)
    }

    /// Makes a shape of the names of its fields, in the order in which values will be written.
    ///
    /// - Throws: ``PolicyError/limit(_:message:)`` when the memory does not suffice.
    func shape(_ names: [String]) throws(PolicyError) -> TapeShape {
        writer.clear()
        writer.list(names.map(Value.string))
        let tape = writer.bytes.assumingMemoryBound(to: UInt8.self)
        let number = tape.baseAddress.map { host_shape(state, $0, tape.count) } ?? 0
        guard number > 0 else { throw .limit(.memory, message: "a shape needs more memory") }
        return TapeShape(number: number)
    }

    private func call(
        _ function: Int, named name: String, _ budget: host_budget,
        _ door: (LuaDoor, UnsafePointer<host_door>)? = nil
    ) throws(PolicyError) -> [Value] {
        var answer = host_bytes()
        let status = name.withCString { send(function, $0, budget, door?.1, &answer) }
        return try finish(status, answer, door?.0) { tape throws(PolicyError) in
            try tape.values()
        }
    }

    private func send(
        _ function: Int, _ name: UnsafePointer<CChar>, _ budget: host_budget,
        _ door: UnsafePointer<host_door>?, _ answer: inout host_bytes
    ) -> host_status {
        let tape = writer.bytes.assumingMemoryBound(to: UInt8.self)
        guard let start = tape.baseAddress else { return HOST_RAISED }
        var request = host_request(
            function: Int32(clamping: function), name: name, arguments: start,
            length: tape.count, door: door, budget: budget)
        return host_call(state, &request, &answer)
    }

    /// Reads the results, or throws what the status and the error's text say.
    private func finish<Result>(
        _ status: host_status, _ answer: host_bytes, _ door: LuaDoor?,
        _ read: (inout TapeReader) throws(PolicyError) -> Result
    ) throws(PolicyError) -> Result {
        let bytes = UnsafeRawBufferPointer(start: answer.bytes, count: answer.length)
        if status == HOST_OK {
            var tape = TapeReader(bytes)
            return try read(&tape)
        }
        let error = PolicyError(status, String(decoding: bytes, as: UTF8.self), door?.failure)
        if case .limit = error { spent = error }
        throw error
    }
}

extension host_budget {
    fileprivate init(_ limits: ScriptLimits, fuel: Int) {
        let (seconds, attoseconds) = limits.time.components
        self.init(
            fuel: Int64(fuel), nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

extension PolicyError {
    /// What a status of the C side means, with its text.
    fileprivate init(_ status: host_status, _ text: String, _ failure: HookHostError?) {
        switch (status, failure) {
        case (HOST_INVALID, _): self = .invalid(message: text, hint: ScriptHint.of(text))
        case (HOST_FUEL, _): self = .limit(.fuel, message: text)
        case (HOST_TIME, _): self = .limit(.time, message: text)
        case (HOST_MEMORY, _): self = .limit(.memory, message: text)
        case (HOST_STOPPED, .denied?): self = .denied(message: text, hint: failure?.advice)
        case (HOST_STOPPED, .notRepeatable?): self = .notRepeatable(message: text)
        default: self = .raised(message: text, hint: ScriptHint.of(text))
        }
    }
}

/// Lends the UTF-8 of `text`, which is never at address zero.
private func withText<Result>(
    _ text: String, _ body: (UnsafePointer<UInt8>, Int) -> Result
) -> Result {
    let length = text.utf8.count
    return text.withCString { start in
        start.withMemoryRebound(to: UInt8.self, capacity: length + 1) { body($0, length) }
    }
}
