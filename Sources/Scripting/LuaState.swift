internal import CLuaHost
package import Rotation

/// One sandboxed Lua state: a chunk is loaded into it and its functions are called by number.
///
/// A state belongs to one thread at a time. Once a limit was hit it refuses every further call with
/// the same error; its owner makes another.
package final class LuaState {
    let interpreter: any Interpreter
    private let budgetOfPure: host_budget
    private let budgetOfHook: host_budget
    private let end: ContinuousClock.Instant?
    private var writer = TapeWriter()
    /// The door of calls that get no host.
    private let pureDoor = LuaDoor()
    /// The limit that was hit, or how the process was lost; nothing runs here any more.
    package private(set) var spent: PolicyError?

    /// Whether a call makes sense: no limit was hit, and a process of its own is still there.
    package var isUsable: Bool { spent == nil && !interpreter.isLost }

    /// Makes an empty state, in this process or in one of its own.
    ///
    /// - Parameters:
    ///   - limits: What the state and one call into it may use.
    ///   - covers: Whether to count which lines run, for ``coverage``; in this process only.
    /// - Throws: ``PolicyError/limit(_:message:)`` when not even the libraries fit the memory;
    ///   ``PolicyError/invalid(message:hint:)`` when a process cannot be started.
    package init(
        limits: ScriptLimits = .standard, covers: Bool = false
    ) throws(PolicyError) {
        guard let interpreter = try Self.interpreter(limits, covers) else {
            throw .limit(.memory, message: "no Lua state fits \(limits.memory) bytes of memory")
        }
        self.interpreter = interpreter
        budgetOfPure = host_budget(limits, fuel: limits.fuel)
        budgetOfHook = host_budget(limits, fuel: limits.hookFuel)
        end = limits.end
    }

    private var budget: host_budget { budgetOfPure.until(end) }
    private var hookBudget: host_budget { budgetOfHook.until(end) }

    private static func interpreter(
        _ limits: ScriptLimits, _ covers: Bool
    ) throws(PolicyError) -> (any Interpreter)? {
        guard let worker = limits.worker else {
            return LocalInterpreter(memory: limits.memory, covers: covers)
        }
        return try IsolatedInterpreter(worker, limits: limits)
    }

    /// What the script printed in the last load or call, at most 64 KiB.
    package var printed: String {
        let bytes = interpreter.printed
        return String(
            decoding: UnsafeBufferPointer(start: bytes.bytes, count: bytes.length), as: UTF8.self)
    }

    /// The lines that can run, by the path of the file or module, each with whether it did.
    var coverage: [String: [Int: Bool]] {
        var coverage: [String: [Int: Bool]] = [:]
        var bytes = host_bytes()
        var chunk: Int32 = 0
        while let path = interpreter.covered(chunk, &bytes) {
            let marks = UnsafeBufferPointer(start: bytes.bytes, count: bytes.length)
            let lines = marks.enumerated().filter { $1 != 0 }.map { ($0 + 1, $1 == 3) }
            coverage[String(cString: path)] = Dictionary(uniqueKeysWithValues: lines)
            chunk += 1
        }
        return coverage
    }

    /// Instructions that the last load or call used, counted in steps of up to 128.
    package var fuelUsed: Int { Int(interpreter.fuelUsed) }

    /// Compiles and runs a chunk and gives the value it returns.
    ///
    /// - Parameters:
    ///   - source: Lua text, at most 256 KiB.
    ///   - modules: Texts of the files that it may require, by their names.
    ///   - chunkName: The path that error texts show.
    ///   - subject: What error texts call the value.
    ///   - functions: Whether the value may hold functions; they become `Value.function`.
    /// - Returns: The value, whole.
    /// - Throws: ``PolicyError/invalid(message:hint:)`` when it does not compile, raises, or returns
    ///   what cannot leave Lua; ``PolicyError/limit(_:message:)``.
    package func load(
        source: String, modules: [String: String] = [:], chunkName: String,
        subject: String = "policy", functions: Bool = true
    ) throws(PolicyError) -> Value {
        var answer = host_bytes()
        writer.clear()
        writer.list(modules.flatMap { [.string($0.key), .string($0.value)] })
        let tape = writer.bytes.assumingMemoryBound(to: UInt8.self)
        let status = withText(source) { text, length in
            chunkName.withCString { chunk in
                subject.withCString { subject in
                    var request = host_source(
                        chunk: chunk, text: text, length: length, modules: tape.baseAddress,
                        modules_length: tape.count, subject: subject,
                        functions: functions ? 1 : 0, budget: budget)
                    return interpreter.load(&request, &answer)
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
        return try call(function, named: name, hookBudget, LuaDoor(host))
    }

    /// Calls a hook with an event, in which a misspelt field raises, and a host.
    func call(
        _ function: Int, named name: String, event: Value, as shape: EventShape,
        host: any HookHost
    ) throws(PolicyError) -> [Value] {
        writer.clear()
        writer.begin(list: 1)
        writer.record(event, as: shape)
        return try call(function, named: name, hookBudget, LuaDoor(host))
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
        let status = send(function, name, budget, pureDoor, &answer)
        return try finish(status, answer, nil, read)
    }

    /// Makes a shape of the names of its fields, in the order in which values will be written.
    ///
    /// - Throws: ``PolicyError/limit(_:message:)`` when the memory does not suffice.
    func shape(_ names: [String]) throws(PolicyError) -> TapeShape {
        writer.clear()
        writer.list(names.map(Value.string))
        let number = interpreter.shape(writer.bytes.assumingMemoryBound(to: UInt8.self))
        guard number > 0 else { throw .limit(.memory, message: "a shape needs more memory") }
        return TapeShape(number: number)
    }

    private func call(
        _ function: Int, named name: String, _ budget: host_budget, _ door: LuaDoor? = nil
    ) throws(PolicyError) -> [Value] {
        var answer = host_bytes()
        let door = door ?? pureDoor
        let status = name.withCString { send(function, $0, budget, door, &answer) }
        return try finish(status, answer, door) { tape throws(PolicyError) in
            try tape.values()
        }
    }

    private func send(
        _ function: Int, _ name: UnsafePointer<CChar>, _ budget: host_budget, _ door: LuaDoor,
        _ answer: inout host_bytes
    ) -> host_status {
        let tape = writer.bytes.assumingMemoryBound(to: UInt8.self)
        guard let start = tape.baseAddress else { return HOST_RAISED }
        var request = host_request(
            function: Int32(clamping: function), name: name, arguments: start,
            length: tape.count, door: nil, budget: budget)
        return interpreter.call(&request, door, &answer)
    }

    /// The text of an error, which names the time of all calls where they share it.
    private func told(_ line: Substring, _ status: host_status) -> String {
        let lead = "ran longer than "
        guard end != nil, status == HOST_TIME, let range = line.ranges(of: lead).last else {
            return String(line)
        }
        return line[..<range.upperBound] + "\(budgetOfPure.nanoseconds / 1_000_000) ms"
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
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        var error = PolicyError(status, told(lines.first ?? "", status), door?.failure)
        for line in lines.dropFirst() { error = error.adding(ScriptFrame(line).description) }
        if case .limit = error { spent = error } else if interpreter.isLost { spent = error }
        throw error
    }
}

extension host_budget {
    init(_ limits: ScriptLimits, fuel: Int) {
        let (seconds, attoseconds) = limits.time.components
        self.init(
            fuel: Int64(fuel), nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// The same with no more time than is left until `end`.
    fileprivate func until(_ end: ContinuousClock.Instant?) -> host_budget {
        guard let end else { return self }
        let left = Int64(ContinuousClock.now.duration(to: end) / .nanoseconds(1))
        return host_budget(fuel: fuel, nanoseconds: max(1, min(left, nanoseconds)))
    }
}

extension PolicyError {
    /// What a status of the C side means, with its text.
    fileprivate init(_ status: host_status, _ text: String, _ failure: HookHostError?) {
        let instead = ScriptHint.ofAbsence(in: text)
        switch (status, failure) {
        case (HOST_INVALID, _) where instead != nil, (HOST_RAISED, _) where instead != nil:
            self = .denied(message: text, hint: instead)
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
