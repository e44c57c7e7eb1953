/// Why a step did not succeed, whichever port it came from.
package enum Failure: Error, Equatable, Sendable {
    case issuer(IssuerError)
    case policy(PolicyError)
    case store(StoreError)
    /// The guard refuses to go on.
    case guarded(message: String, hint: String?, recovery: Recovery)

    /// What helps; the engine branches on nothing else.
    package var recovery: Recovery {
        switch self {
        case .issuer(let error): error.recovery
        case .policy(let error): error.recovery
        case .store(let error): error.recovery
        case .guarded(_, _, let recovery): recovery
        }
    }

    /// What the operator should do, where it can be said.
    package var hint: String? {
        switch self {
        case .issuer(let error): error.hint
        case .policy(let error): error.hint
        case .store: nil
        case .guarded(_, let hint, _): hint
        }
    }

    /// Whether the connection is to blame, and not this rotation.
    var isOfConnection: Bool {
        if case .issuer(let error) = self { error.isOfConnection } else { false }
    }

    /// Whether it came from the store.
    var isOfStore: Bool {
        if case .store = self { true } else { false }
    }

    /// Whether this process may not write any more about the rotation.
    var isLeaseLost: Bool {
        if case .store(.leaseLost) = self { true } else { false }
    }
}

extension Failure {
    /// Does `body` and gives its error as a failure of the issuer.
    static func ofIssuer<Result>(
        _ body: () throws(IssuerError) -> Result
    ) throws(Failure) -> Result {
        do throws(IssuerError) { return try body() } catch { throw .issuer(error) }
    }

    /// Does `body` and gives its error as a failure of the policy.
    static func ofPolicy<Result>(
        _ body: () throws(PolicyError) -> Result
    ) throws(Failure) -> Result {
        do throws(PolicyError) { return try body() } catch { throw .policy(error) }
    }

    /// Does `body` and gives its error as a failure of the store.
    static func ofStore<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(Failure) -> Result {
        do throws(StoreError) { return try body() } catch { throw .store(error) }
    }
}

extension Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .issuer(let error): error.description
        case .policy(let error): error.description
        case .store(let error): error.description
        case .guarded(let message, _, _): message
        }
    }
}
