/// A verb the host offers to hooks as `host:name{…}`.
///
/// Adapters contribute them; they know nothing of Lua, and what exposes them knows nothing of the
/// adapters.
package struct HostFunction {
    /// Whether a call may change the world outside.
    package enum Effect: Equatable, Sendable {
        case reads, writes
    }

    package let verb: HostVerb
    /// Whether a result says that the call did what it was for.
    ///
    /// A retry of the hook keeps the results of writes that did, and makes the others again.
    package let isSuccess: (Value) -> Bool
    private let body: (HostCall) throws(HostError) -> Value

    /// Describes a function.
    ///
    /// - Parameters:
    ///   - name: The method's name.
    ///   - effect: Whether a call may change the world outside.
    ///   - signature: What it takes; checked before `body` is called.
    ///   - isSuccess: Whether a result says that the call did what it was for.
    ///   - body: Carries out one call; throws ``HostError`` for operational failure and misuse.
    package init(
        name: String, effect: Effect, signature: Signature,
        isSuccess: @escaping (Value) -> Bool = { $0 != .null },
        body: @escaping (HostCall) throws(HostError) -> Value
    ) {
        self.init(HostVerb(name, effect, signature), isSuccess: isSuccess, body: body)
    }

    /// Gives a verb its body; see ``init(name:effect:signature:isSuccess:body:)``.
    package init(
        _ verb: HostVerb, isSuccess: @escaping (Value) -> Bool = { $0 != .null },
        body: @escaping (HostCall) throws(HostError) -> Value
    ) {
        self.verb = verb
        self.isSuccess = isSuccess
        self.body = body
    }

    package var name: String { verb.name }
    package var effect: Effect { verb.effect }
    package var signature: Signature { verb.signature }

    /// The table that a hook gets behind nil when a call failed.
    package static let errorFields = [
        Parameter("code", .text, isRequired: true, "one word for scripts"),
        Parameter("message", .text, isRequired: true, "a line for people"),
        Parameter("retryable", .boolean, isRequired: true, "whether a later call may succeed"),
    ]

    /// Whether a hook may use it.
    package func isAvailable(in hook: Hook) -> Bool { verb.isAvailable(in: hook) }

    /// Checks the arguments and carries out one call.
    package func carryOut(_ call: HostCall) throws(HostError) -> Value {
        try signature.check(call.arguments, of: name)
        return try body(
            HostCall(
                arguments: signature.arranged(call.arguments),
                idempotencyKey: call.idempotencyKey, caller: call.caller, reveal: call.reveal))
    }
}

/// What is known of a host function without anything to call: for the reference and for stubs.
package struct HostVerb: Equatable, Sendable {
    /// The method's name in a policy, in snake case.
    package let name: String
    package let effect: HostFunction.Effect
    package let signature: Signature

    package init(_ name: String, _ effect: HostFunction.Effect, _ signature: Signature) {
        self.name = name
        self.effect = effect
        self.signature = signature
    }

    /// Whether a hook may use it: while a secret is being proven nothing may change the world,
    /// except over HTTP.
    package func isAvailable(in hook: Hook) -> Bool {
        hook != .verify || effect == .reads || name == "http"
    }
}

/// One call of a host function.
package struct HostCall {
    /// The arguments after `host`, in order.
    package let arguments: [Value]
    /// The same text for every repetition of this call, also after a crash.
    package let idempotencyKey: String
    /// On whose behalf the call is made.
    package let caller: Caller
    /// Gives the value behind a handle; throws when it belongs to another rotation or is gone.
    package let reveal: (SecretHandle) throws(HostError) -> SecretValue

    package init(
        arguments: [Value], idempotencyKey: String, caller: Caller,
        reveal: @escaping (SecretHandle) throws(HostError) -> SecretValue
    ) {
        self.arguments = arguments
        self.idempotencyKey = idempotencyKey
        self.caller = caller
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
