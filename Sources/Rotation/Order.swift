/// What an operator wants done about a rotation, besides a run; whoever holds its lease does it.
package enum Order: Sendable {
    /// Failures no longer count, and what failed is tried again at once.
    case retry(under: Retry)
    /// A hook event with this id is run no more.
    case drop(event: String)
}

/// By which version of its policy a rotation tries again.
package enum Retry: String, CaseIterable, Sendable {
    /// The one that an open run and its events began with.
    case pinned
    /// The one now on record.
    case current
}

extension Order {
    /// As it stands in the history.
    package func event(of name: String, at now: Instant) -> Event {
        let (kind, detail): (Event.Kind, String) =
            switch self {
            case .retry(.pinned): (.retried, "by the operator")
            case .retry(.current): (.retried, "by the operator, by the policy now on record")
            case .drop(let event): (.dropped, "event \(event), by the operator")
            }
        return Event(at: now, rotation: name, kind: kind, detail: detail)
    }
}
