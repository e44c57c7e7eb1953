/// A verb the host offers to hooks as `host:name{…}`.
///
/// Adapters contribute them; they know nothing of Lua, and what exposes them knows nothing of the
/// adapters.
package struct HostFunction {
    /// Whether a call may change the world outside.
    package enum Effect: Equatable, Sendable {
        case reads, writes
    }

    /// The method's name in a policy, in snake case.
    package let name: String
    package let effect: Effect
    /// Whether a result says that the call did what it was for.
    ///
    /// A retry of the hook keeps the results of writes that did, and makes the others again.
    package let isSuccess: (Value) -> Bool
    /// Carries out one call; throws ``HostError`` for operational failure and for misuse.
    package let body: (HostCall) throws(HostError) -> Value

    package init(
        name: String, effect: Effect,
        isSuccess: @escaping (Value) -> Bool = { $0 != .null },
        body: @escaping (HostCall) throws(HostError) -> Value
    ) {
        self.name = name
        self.effect = effect
        self.isSuccess = isSuccess
        self.body = body
    }
}

extension HostFunction {
    /// Whether a hook may call it: while a secret is being proven nothing may change the world,
    /// except over HTTP.
    package func isOffered(to hook: Hook) -> Bool {
        hook != .verify || effect == .reads || name == "http"
    }
}

/// One call of a host function by a hook.
package struct HostCall {
    /// The arguments after `host`, in order.
    package let arguments: [Value]
    /// The same text for every repetition of this call, also after a crash.
    package let idempotencyKey: String
    /// The policy on whose behalf the call is made.
    package let policy: Declaration
    /// Gives the value behind a handle; throws when it belongs to another rotation or is gone.
    package let reveal: (SecretHandle) throws(HostError) -> SecretValue

    package init(
        arguments: [Value], idempotencyKey: String, policy: Declaration,
        reveal: @escaping (SecretHandle) throws(HostError) -> SecretValue
    ) {
        self.arguments = arguments
        self.idempotencyKey = idempotencyKey
        self.policy = policy
        self.reveal = reveal
    }
}

/// Why a host function did not do what a hook asked.
package enum HostError: Error, Equatable {
    /// It could not be done now: the hook sees `nil, err`.
    case failed(code: String, message: String, retryable: Bool)
    /// The call itself was wrong: raised in the script.
    case misuse(String)
    /// The operator has not granted it: raised in the script, with the line to add.
    case denied(String)
}
