/// After a leak: what the new secret of a revoke takes the place of is removed without ceremony.
///
/// Nothing holds it up: no window, no pause, no `before_rotate`, no `retire`, no grace.
extension Rotator {
    /// Sets every credential but the run's own to be removed; on record before anything is asked.
    func revokeOthers(_ work: inout Work) throws(Failure) {
        let own = work.candidate.id
        let others = work.rotation.credentials.filter { other in
            switch other.state {
            case .previous, .retiring, .current: other.id != own
            default: false
            }
        }
        for other in others { revoke(other, &work) }
        if !others.isEmpty { try commit(&work) }
    }

    /// Frees a slot for the new secret of a revoke on an application that may hold two only.
    ///
    /// What no consumer needs any more goes first. The only secret that consumers have goes before
    /// its successor is made only when the operator said so.
    ///
    /// - Returns: When to look again; nil when none of ours can make room, or it is no revoke.
    func vacate(_ work: inout Work) throws(Failure) -> Wake? {
        guard work.run.kind.revokes else { return nil }
        let isUrgent = work.run.kind == .revokeNow
        let ours = work.rotation.credentials
        let current = work.rotation.current
        let spare = ours.last { $0.state == .previous }
        guard let leaving = spare ?? current else { return nil }
        let isNeeded = spare == nil || current?.deliveredAt == nil
        guard isUrgent || !isNeeded else {
            throw Failure.guarded(
                message: "there is no room for a new secret: the application holds its most of two,"
                    + " and \(leaving.keyID) is the one that consumers have",
                hint: "remove one that is not ours, or 'runtime revoke \(work.name) --now', which "
                    + "removes it first: nothing signs in until the new one is delivered",
                recovery: .fixAccess)
        }
        revoke(leaving, &work)
        try commit(&work)
        return Wake(clock.now() + .seconds(1), for: .gone)
    }

    /// Sets one credential to be removed.
    func revoke(_ credential: Credential, _ work: inout Work) {
        let now = clock.now()
        work.rotation.update(credential.id) {
            $0.state = .revoking
            $0.displacedAt = $0.displacedAt ?? now
            if $0.removedAt == nil { $0.wake = Wake(now, for: .now) }
        }
        note(.retiring, "revoked", keyID: credential.keyID, in: &work)
    }
}
