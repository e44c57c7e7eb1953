/// What an operator wants done about a rotation, besides a run; whoever holds its lease does it.
package enum Order {
    /// Failures no longer count, and what failed is tried again at once.
    case retry(under: Retry)
    /// A hook event with this id is run no more.
    case drop(event: String)
    /// A credential that somebody else made is looked after, with its value if that is known.
    case adopt(Credential, value: SecretValue?)
    /// It is deleted.
    case leave(Leaving)
}

/// How a rotation is deleted.
package enum Leaving: String, Sendable {
    /// Everything it made is removed first.
    case removing
    /// The tenant is left as it is.
    case keeping
}

/// By which version of its policy a rotation tries again.
package enum Retry: String, CaseIterable, Sendable {
    /// The one that an open run and its events began with.
    case pinned
    /// The one now on record.
    case current
}

extension Order {
    private var keyID: String? {
        if case .adopt(let credential, _) = self { credential.keyID } else { nil }
    }

    /// As it stands in the history.
    package func event(of name: String, at now: Instant) -> Event {
        let (kind, detail): (Event.Kind, String) =
            switch self {
            case .retry(.pinned): (.retried, "by the operator")
            case .retry(.current): (.retried, "by the operator, by the policy now on record")
            case .drop(let event): (.dropped, "event \(event), by the operator")
            case .adopt: (.offered, "for adoption, by the operator")
            case .leave(.removing): (.leaving, "to be deleted, by the operator")
            case .leave(.keeping):
                (.leaving, "to be deleted, its client secrets left, by the operator")
            }
        return Event(at: now, rotation: name, kind: kind, detail: detail, keyID: keyID)
    }
}
