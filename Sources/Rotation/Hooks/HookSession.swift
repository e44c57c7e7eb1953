/// The host of one attempt of one hook: carries calls out, or replays them from the journal.
final class HookSession: HookHost {
    private let event: HookEvent
    private let attempt: Int
    private let caller: Caller
    private let functions: [HostFunction]
    private let store: any Store
    private let lease: Lease
    private var number = 0
    /// Why the journal could not be used, if that happened.
    private(set) var storeError: StoreError?

    init(
        event: HookEvent, attempt: Int, caller: Caller, functions: [HostFunction],
        store: any Store, lease: Lease
    ) {
        self.event = event
        self.attempt = attempt
        self.caller = caller
        self.functions = functions.filter { $0.isAvailable(in: event.hook) }
        self.store = store
        self.lease = lease
    }

    var functionNames: [String] { functions.map(\.name) }

    func call(_ name: String, _ arguments: [Value]) throws(HookHostError) -> [Value] {
        guard let function = functions.first(where: { $0.name == name }) else {
            throw .misuse("host has no function '\(name)' here")
        }
        number += 1
        let key = CallKey(event: event.id, hook: event.hook, attempt: attempt, number: number)
        let request = name + ValueText.encode(.list(arguments))
        if let recorded = try recorded(key, request, function) { return recorded }
        if function.effect == .writes {
            try journal { () throws(StoreError) in
                try store.begin(key, request: request, under: lease)
            }
        }
        let result = try carryOut(function, arguments, number)
        let text = ValueText.encode(.list(result))
        try journal { () throws(StoreError) in
            try store.finish(key, request: request, result: text, under: lease)
        }
        return result
    }

    /// The recorded result of this call, or of the same successful write of an earlier attempt.
    private func recorded(
        _ key: CallKey, _ request: String, _ function: HostFunction
    ) throws(HookHostError) -> [Value]? {
        if let entry = try recall(key, request) {
            guard entry.isSameRequest else {
                throw .notRepeatable(
                    "call \(key.number) of hook '\(key.hook.rawValue)' was another one before "
                        + "the interruption")
            }
            if let result = entry.result { return ValueText.decodeList(result) }
            return nil
        }
        guard function.effect == .writes else { return nil }
        for earlier in stride(from: attempt - 1, to: 0, by: -1) {
            let place = CallKey(
                event: key.event, hook: key.hook, attempt: earlier, number: key.number)
            guard let entry = try recall(place, request), entry.isSameRequest,
                let result = entry.result.flatMap(ValueText.decodeList),
                result.first.map(function.isSuccess) == true
            else { continue }
            return result
        }
        return nil
    }

    private func recall(
        _ key: CallKey, _ request: String
    ) throws(HookHostError) -> JournalEntry? {
        var entry: JournalEntry?
        try journal { () throws(StoreError) in entry = try store.recall(key, request: request) }
        return entry
    }

    private func carryOut(
        _ function: HostFunction, _ arguments: [Value], _ number: Int
    ) throws(HookHostError) -> [Value] {
        let call = HostCall(
            arguments: arguments, idempotencyKey: "\(event.id)-\(number)", caller: caller,
            reveal: { handle throws(HostError) in try self.reveal(handle) })
        return try function.results(of: call)
    }

    private func reveal(_ handle: SecretHandle) throws(HostError) -> SecretValue {
        switch event.sources[handle] {
        case .text(let text): return SecretValue(text)
        case .credential(let id):
            do throws(StoreError) {
                return try store.value(of: id)
            } catch {
                throw .failed(code: "store", message: "\(error)", retryable: true)
            }
        case nil: return try store.reveal(handle, to: caller)
        }
    }

    private func journal(_ body: () throws(StoreError) -> Void) throws(HookHostError) {
        do throws(StoreError) {
            try body()
        } catch {
            storeError = error
            throw .store(error)
        }
    }
}
