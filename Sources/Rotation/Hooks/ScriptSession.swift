/// The host of one script: carries calls out, and keeps no journal.
package final class ScriptSession: HookHost {
    private let caller: Caller
    private let functions: [HostFunction]
    private let store: any Store
    private let id: String
    private var number = 0

    /// Makes the host of one script.
    ///
    /// - Parameters:
    ///   - caller: The script.
    ///   - functions: What it may call.
    ///   - store: Where the values behind handles are.
    ///   - id: Begins the idempotency keys of its calls; another one for each run of a script.
    package init(caller: Caller, functions: [HostFunction], store: any Store, id: String) {
        self.caller = caller
        self.functions = functions
        self.store = store
        self.id = id
    }

    package var functionNames: [String] { functions.map(\.name) }

    package func call(
        _ name: String, _ arguments: [Value]
    ) throws(HookHostError) -> [Value] {
        guard let function = functions.first(where: { $0.name == name }) else {
            throw .misuse("host has no function '\(name)'")
        }
        number += 1
        return try function.results(
            of: HostCall(
                arguments: arguments, idempotencyKey: "\(id)-\(number)", caller: caller,
                reveal: { [store, caller] handle throws(HostError) in
                    try store.reveal(handle, to: caller)
                }))
    }
}
