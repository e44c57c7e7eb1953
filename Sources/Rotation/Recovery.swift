/// What helps after a failure; the engine branches on nothing else.
package enum Recovery: Equatable, Sendable {
    /// Try again; after this long where the other side said so, else by backoff.
    case retry(after: Duration?)
    /// The policy file must change.
    case fixPolicy
    /// Access in the tenant, or the connection's own credential, must change.
    case fixAccess
    /// A person must look.
    case inspect
}
