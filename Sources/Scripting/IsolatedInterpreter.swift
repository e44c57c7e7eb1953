internal import CLuaHost
internal import Glibc
internal import Rotation

/// A Lua state in a process of its own, behind the frames of `worker.h`.
///
/// When the process is lost, this refuses everything with the error that says so.
final class IsolatedInterpreter: Interpreter {
    let worker: WorkerProcess
    private let limits: ScriptLimits
    private var frame = TapeWriter()
    private var isRunning = false
    /// The file, as error texts name it.
    private var path = ""
    /// The error's text, where this side wrote it.
    private var text = TapeWriter()
    private var loss: WorkerLoss?
    private(set) var printed = host_bytes()

    /// What a process may take beyond the script's time, which it measures itself.
    private static let slack = Duration.milliseconds(500)
    private static let startTime: Int64 = 10_000_000_000
    private static let longestText = 2_048
    /// What a call of the host costs a script at least; more of them than fuel are no script's.
    private static let callFuel: Int64 = 1_000

    /// Starts the process and makes the state in it; nil when the libraries do not fit.
    ///
    /// - Throws: ``PolicyError/invalid(message:hint:)`` when there is no process.
    init?(_ worker: ScriptWorker, limits: ScriptLimits) throws(PolicyError) {
        self.limits = limits
        self.worker = try WorkerProcess(worker)
        frame.begin(frame: HOST_FRAME_OPEN)
        frame.put(UInt64(limits.memory))
        do throws(WorkerLoss) {
            let budget = host_budget(fuel: 0, nanoseconds: Self.startTime)
            guard try ask(budget, nil).status == HOST_OK else { return nil }
        } catch {
            let text = error.text(limits)
            throw .invalid(message: "the script's process did not start: \(text)", hint: nil)
        }
    }

    var isLost: Bool { loss != nil || worker.hasGone }

    func load(_ source: inout host_source, _ answer: inout host_bytes) -> host_status {
        guard !isRunning else { return refuse("loaded", HOST_INVALID, &answer) }
        path = String(cString: source.chunk)
        frame.begin(frame: HOST_FRAME_LOAD)
        frame.budget(source.budget)
        frame.put(source.functions)
        frame.name(source.chunk)
        frame.name(source.subject)
        frame.append(UnsafeRawBufferPointer(start: source.text, count: source.length))
        frame.append(UnsafeRawBufferPointer(start: source.modules, count: source.modules_length))
        let status = exchange(source.budget, "\(path): ", nil, &answer)
        return status == HOST_RAISED ? HOST_INVALID : status
    }

    func call(
        _ request: inout host_request, _ door: LuaDoor?, _ answer: inout host_bytes
    ) -> host_status {
        guard !isRunning else { return refuse("called", HOST_RAISED, &answer) }
        frame.begin(frame: HOST_FRAME_CALL)
        frame.budget(request.budget)
        frame.put(request.function)
        frame.put(UInt32(door == nil ? 0 : 1))
        frame.name(request.name)
        frame.append(UnsafeRawBufferPointer(start: request.arguments, count: request.length))
        frame.append(door?.names ?? UnsafeRawBufferPointer(start: nil, count: 0))
        let place = "\(path): in '\(String(cString: request.name))': "
        return exchange(request.budget, place, door, &answer)
    }

    func shape(_ names: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard !isRunning else { return 0 }
        var answer = host_bytes()
        let budget = host_budget(limits, fuel: limits.fuel)
        frame.begin(frame: HOST_FRAME_SHAPE)
        frame.copy(UnsafeRawBufferPointer(names))
        guard exchange(budget, "\(path): ", nil, &answer) == HOST_OK else { return 0 }
        var tape = TapeReader(UnsafeRawBufferPointer(start: answer.bytes, count: answer.length))
        return (try? tape.word(UInt32.self)) ?? 0
    }

    func covered(_ chunk: Int32, _ lines: inout host_bytes) -> UnsafePointer<CChar>? { nil }

    /// Sends the frame and gives the answer; a loss becomes one, and stays.
    private func exchange(
        _ budget: host_budget, _ place: @autoclosure () -> String, _ door: LuaDoor?,
        _ answer: inout host_bytes
    ) -> host_status {
        do throws(WorkerLoss) {
            if let loss { throw loss }
            let (status, bytes) = try ask(budget, door)
            answer = bytes
            return status
        } catch {
            if loss == nil { write(place() + error.text(limits)) }
            loss = worker.end(error)
            printed = host_bytes()
            answer = host_bytes(text.bytes)
            return error.status
        }
    }

    /// Sends the frame and carries out what the script asks for until the answer comes.
    private func ask(
        _ budget: host_budget, _ door: LuaDoor?
    ) throws(WorkerLoss) -> (status: host_status, bytes: host_bytes) {
        isRunning = true
        defer { isRunning = false }
        var calls = budget.fuel / Self.callFuel
        worker.allow(.nanoseconds(budget.nanoseconds) + Self.slack)
        frame.end()
        try worker.send(frame.bytes)
        while true {
            let (kind, content) = try worker.receive()
            if kind == HOST_FRAME_ANSWER { return try read(content) }
            guard kind == HOST_FRAME_DOOR, let door, calls > 0 else { throw .nonsense }
            calls -= 1
            try pass(content, through: door)
        }
    }

    private func pass(
        _ content: UnsafeRawBufferPointer, through door: LuaDoor
    ) throws(WorkerLoss) {
        var tape = TapeReader(content)
        guard let function = try? tape.word(UInt32.self) else { throw .nonsense }
        frame.begin(frame: HOST_FRAME_REPLY)
        frame.put(UInt32(0))
        let code = door.answer(Int(function), arguments: tape.rest) { frame.copy($0) }
        frame.replace(at: WorkerProcess.headerBytes, by: UInt32(code))
        frame.end()
        try worker.send(frame.bytes)
    }

    /// Reads an answer, whose text must be one that `host.h` promises.
    private func read(
        _ content: UnsafeRawBufferPointer
    ) throws(WorkerLoss) -> (status: host_status, bytes: host_bytes) {
        var tape = TapeReader(content)
        guard let code = try? tape.word(UInt32.self), code <= HOST_MEMORY.rawValue,
            let text = try? tape.text()
        else { throw .nonsense }
        let status = host_status(rawValue: code)
        guard status == HOST_OK || Self.isErrorText(tape.rest) else { throw .nonsense }
        printed = host_bytes(text.bytes)
        return (status, host_bytes(tape.rest))
    }

    private static func isErrorText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count <= longestText
            && String(decoding: bytes, as: UTF8.self).unicodeScalars
                .allSatisfy { $0.properties.generalCategory != .control }
    }

    private func refuse(
        _ what: String, _ status: host_status, _ answer: inout host_bytes
    ) -> host_status {
        write("\(path): \(what) while it is already running")
        answer = host_bytes(text.bytes)
        return status
    }

    private func write(_ message: String) {
        text.clear()
        Array(message.utf8).withUnsafeBytes { text.copy($0) }
    }
}

extension TapeWriter {
    /// Begins a frame; ``end()`` writes its length.
    fileprivate mutating func begin(frame kind: Int) {
        clear()
        put(UInt32(kind))
        put(UInt32(0))
    }

    fileprivate mutating func end() {
        replace(at: 4, by: UInt32(count - WorkerProcess.headerBytes))
    }

    fileprivate mutating func budget(_ budget: host_budget) {
        put(budget.fuel)
        put(budget.nanoseconds)
    }

    /// Writes a text with its zero byte.
    fileprivate mutating func name(_ name: UnsafePointer<CChar>) {
        append(UnsafeRawBufferPointer(start: name, count: strlen(name) + 1))
    }
}

extension host_bytes {
    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
        self.init(
            bytes: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), length: bytes.count)
    }
}
