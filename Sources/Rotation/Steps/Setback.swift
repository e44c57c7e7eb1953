/// What follows when a step does not succeed.
extension Rotator {
    /// Records a failure of `step`.
    ///
    /// - Returns: True when the run may go on at once.
    func handle(
        _ error: Failure, at step: Run.Step, _ work: inout Work
    ) throws(Failure) -> Bool {
        if case .store = error { throw error }
        noteFailure(error, &work)
        try settleConnection(&work)
        switch error.recovery {
        case _ where error.isOfConnection: retryLater(error, &work)
        case .retry: retryLater(error, &work)
        case .fixPolicy, .fixAccess, .inspect:
            giveUp(error, &work)
            try failed(&work)
        }
        try commit(&work)
        return false
    }

    /// Keeps the run open and comes back after the pause.
    private func retryLater(_ error: Failure, _ work: inout Work) {
        guard work.rotation.run != nil else {
            let pause = retryPause(after: error, attempt: 1, of: work)
            return work.rotation.decision = Wake(clock.now() + pause, for: .retry)
        }
        if error.isOfConnection, let wake = parkWake(&work) {
            return work.updateRun { $0.wake = wake }
        }
        work.updateRun { $0.attempt += 1 }
        let pause = retryPause(after: error, attempt: work.run.attempt, of: work)
        let wake = Wake(clock.now() + pause, for: .retry)
        work.updateRun { $0.wake = wake }
    }

    /// Closes the run; what it made is removed, what is current stays.
    private func giveUp(_ error: Failure, _ work: inout Work) {
        if work.declaration.hooks.contains(.failed) {
            let id = work.rotation.candidate?.id
            post(.failed, about: id, previous: nil, error: "\(error)", &work)
        }
        work.rotation.closeRun(at: clock.now())
        work.rotation.lastRunSucceeded = false
        work.rotation.failures += 1
        let isStuck =
            work.rotation.failures >= Limits.maxAttempts
            || work.rotation.failedProofs >= Limits.maxFailedProofs
        if isStuck, !work.rotation.isStuck {
            work.rotation.isStuck = true
            note(
                .stuck,
                "no automatic run any more; \(NextRun.Hold.stuck.wayOut(of: work.name))", in: &work)
        }
        let pause = retryPause(after: error, attempt: work.rotation.failures, of: work)
        work.rotation.decision =
            isStuck ? nil : Wake(clock.now() + pause, for: .mending)
    }

    /// How long to pause: what the other side asked for, else backoff.
    func retryPause(after error: Failure, attempt: Int, of work: Work) -> Duration {
        if case .retry(let wait?) = error.recovery { return max(wait, .seconds(1)) }
        return Backoff.pause(
            after: attempt, first: limits.backoff, cap: limits.backoffCap,
            spread: Jitter.fraction(of: work.name))
    }

    /// Remembers what went wrong and notes it, with the remedy.
    func noteFailure(_ error: Failure, _ work: inout Work) {
        work.rotation.lastError = error.description
        let kind: Event.Kind
        if case .retry = error.recovery { kind = .retrying } else { kind = .failed }
        note(kind, error.description, hint: error.hint, in: &work)
    }

    /// Records that a rotation cannot even be opened, and comes back later.
    func park(_ claim: Claim, _ error: Failure) throws(StoreError) -> Rotation {
        var rotation = claim.rotation
        if let kind = rotation.requested, kind.revokes { begin(kind, of: &rotation) }
        let wake = Wake(clock.now() + limits.backoffCap, for: .mending)
        if rotation.run == nil { rotation.decision = wake } else { rotation.run?.wake = wake }
        rotation.postpone(until: wake)
        rotation.lastError = "\(error)"
        let event = Event(
            at: clock.now(), rotation: rotation.name, run: rotation.run?.id, kind: .failed,
            detail: error.description, hint: error.hint)
        let events = [event] + alerts(about: &rotation, error)
        try store.commit(
            Change(rotation: rotation, events: events, taken: rotation.requested),
            under: claim.lease)
        events.forEach(observe)
        return rotation
    }
}
