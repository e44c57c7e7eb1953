/// A rotation that an operator deletes: what it made is removed, the active secret last.
///
/// The state is on record, so that whoever comes after a crash goes on. Once nothing of it is left
/// in the tenant the rotation is forgotten.
extension Rotator {
    /// Does what can be done now.
    ///
    /// - Returns: Whether the rotation is forgotten.
    func leave(_ work: inout Work) throws(Failure) -> Bool {
        try stopEverything(&work)
        try careForCredentials(&work)
        let left = work.rotation.credentials.filter { $0.isLeft }
        if left.allSatisfy({ $0.state == .current }), let current = work.rotation.current {
            revoke(current, &work)
            try commit(&work)
            try careForCredentials(&work)
        }
        guard !work.rotation.credentials.contains(where: { $0.isLeft }) else { return false }
        try forget(&work.rotation, under: work.lease)
        return true
    }

    /// Leaves everything in the tenant as it is.
    func forget(_ rotation: inout Rotation, under lease: Lease) throws(Failure) {
        rotation.run = nil
        let event = Event(
            at: clock.now(), rotation: rotation.name, kind: .deleted,
            detail: "the rotation, its secrets and its history are forgotten")
        var change = Change(rotation: rotation, events: [event])
        change.forgets = true
        _ = try Failure.ofStore { () throws(StoreError) in
            try store.commit(change, under: lease)
        }
        observe(event)
    }

    /// Closes the run, drops events, and sets all but the active secret to be removed.
    private func stopEverything(_ work: inout Work) throws(Failure) {
        let before = work.rotation
        work.rotation.stop(at: clock.now())
        for credential in work.rotation.credentials {
            switch credential.state {
            case .previous, .retiring: revoke(credential, &work)
            default: break
            }
        }
        work.taken = work.rotation.requested
        if work.rotation != before || work.taken != nil { try commit(&work) }
    }
}

extension Rotation {
    /// Nothing goes on, and nothing new begins.
    fileprivate mutating func stop(at now: Instant) {
        closeRun(at: now)
        decision = nil
        for index in deliveries.indices {
            deliveries[index].state = .dropped
            deliveries[index].wake = nil
        }
        for credential in credentials where credential.state == .offered {
            update(credential.id) {
                $0.state = .declined
                $0.wake = nil
            }
        }
    }
}

extension Credential {
    /// Whether something may be left of it in the tenant.
    ///
    /// An intent without an answer that several reads did not show is left to 'reconcile'.
    fileprivate var isLeft: Bool {
        switch state {
        case .unresolved: (absence?.reads ?? 0) < Limits.absentReads
        default: !state.isOver
        }
    }
}
