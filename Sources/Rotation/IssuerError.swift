/// Why the issuer did not do what was asked, in words an operator can act on.
package enum IssuerError: Error, Equatable, Sendable {
    /// Nothing reached the other side, or a read got no usable answer.
    case unreachable(action: String, why: String)
    /// No answer to a write: it may have happened.
    case noAnswer(action: String, why: String)
    /// The other side asks for patience; after this long if it said so.
    case throttled(action: String, retryAfter: Duration?)
    /// Another write to the same object was under way; this one was not applied.
    case conflict(action: String)
    /// The connection's own credential was refused.
    case signInRefused(connection: String, why: String)
    /// Signed in, but not allowed to do this.
    case denied(action: String, why: String)
    /// The named thing is not there, or not yet visible.
    case notFound(what: String)
    /// A refusal that stays until something is changed.
    case refused(action: String, why: String, recovery: Recovery)

    /// What helps.
    package var recovery: Recovery {
        switch self {
        case .unreachable, .noAnswer, .conflict: .retry(after: nil)
        case .throttled(_, let wait): .retry(after: wait)
        case .signInRefused, .denied, .notFound: .fixAccess
        case .refused(_, _, let recovery): recovery
        }
    }
}

extension IssuerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let action, let why): "could not \(action): \(why)"
        case .noAnswer(let action, let why):
            "no answer to '\(action)' (\(why)); it may have happened"
        case .throttled(let action, let wait):
            "throttled while asking to \(action)"
                + (wait.map { "; asked to wait \($0.short)" } ?? "")
        case .conflict(let action):
            "could not \(action): another change to the same object was under way"
        case .signInRefused(let connection, let why):
            "connection \"\(connection)\" could not sign in: \(why)"
        case .denied(let action, let why): "not permitted to \(action): \(why)"
        case .notFound(let what): "\(what) was not found in the tenant"
        case .refused(let action, let why, _): "refused to \(action): \(why)"
        }
    }

    /// What the operator should do, or nil where waiting is all.
    package var hint: String? {
        switch self {
        case .unreachable: "check the network and the connection's hosts"
        case .noAnswer: "nothing to do: the intent is recorded and is resolved by later reads"
        case .throttled, .conflict: "wait a little; runs go on by themselves"
        case .signInRefused:
            "check tenant, client and credential of this connection; 'runtime connection list' "
                + "shows what is configured"
        case .denied:
            "grant Application.ReadWrite.OwnedBy and make the connection's service principal "
                + "an owner of the application"
        case .notFound:
            "check the ids in the policy: client_id is the 'Application (client) ID', object_id "
                + "the 'Object ID' of the app registration"
        case .refused(_, _, .fixPolicy): "change the policy file"
        case .refused: "look at the application in the tenant"
        }
    }
}
