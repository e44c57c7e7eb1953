/// What happens to credentials outside the steps of a run: resolving, retiring, expiring.
extension Rotator {
    /// Turns what an earlier visit left half done into something that can be gone on with.
    ///
    /// Mint and seal are done in one visit, so an intent found on record was interrupted: it may
    /// have been carried out. Successful sign-ins count anew for a new holder of the lease.
    func recover(_ work: inout Work, interrupted: Bool) throws(Failure) {
        guard let run = work.rotation.run else { return }
        if let candidate = work.rotation.candidate, candidate.state == .intended {
            let wake = leaveUnresolved("interrupted while asking for a new secret", &work)
            work.updateRun { $0.wake = wake }
            try commit(&work)
        } else if interrupted, run.step == .prove {
            let now = clock.now()
            work.updateRun { $0.proof = Run.Progress(since: now) }
            try commit(&work)
        }
    }

    /// Does what is due about each credential, or about those in some states only.
    func careForCredentials(
        _ work: inout Work, in states: Set<Credential.State>? = nil
    ) throws(Failure) {
        let now = clock.now()
        let due = work.rotation.credentials.filter { credential in
            guard let wake = credential.wake, wake.at <= now else { return false }
            return states?.contains(credential.state) ?? true
        }
        for credential in due {
            if let parked = parkWake(&work) {
                work.rotation.update(credential.id) { $0.wake = parked }
                work.isUnsettled = true
                continue
            }
            do throws(Failure) {
                try care(for: credential, &work)
            } catch {
                try setBack(credential, error, &work)
            }
        }
    }

    private func care(for credential: Credential, _ work: inout Work) throws(Failure) {
        switch credential.state {
        case .offered: try adopt(credential, &work)
        case .unresolved: try resolve(credential.id, &work)
        case .previous: try retire(credential.id, &work)
        case .retiring, .revoking, .discarding: try remove(credential.id, &work)
        case .intended, .minted, .sealed, .proven, .current: break
        case .gone, .expired, .declined: break
        }
    }

    /// Tries again later; the credential keeps its state.
    private func setBack(
        _ credential: Credential, _ error: Failure, _ work: inout Work
    ) throws(Failure) {
        if case .store = error { throw error }
        let attempts = credential.attempts + 1
        let pause = retryPause(after: error, attempt: attempts, of: work)
        let reason: Wake.Reason
        if case .retry = error.recovery { reason = .retry } else { reason = .mending }
        let wake = Wake(clock.now() + pause, for: reason)
        work.rotation.update(credential.id) {
            $0.attempts = attempts
            $0.wake = wake
        }
        noteFailure(error, &work)
        try commit(&work)
    }
}
