/// What an operator's pause holds back: new runs, promotion of what is staged, removals.
///
/// A run that has minted goes on through deliver, since its secret is live already. A forced run
/// and a revoke go on in spite of a pause.
extension Rotator {
    /// When to look again at what a pause holds back before `step`; nil to go on.
    func pauseWake(before step: Run.Step, _ work: inout Work) -> Wake? {
        if work.rotation.isHeldAsUnmanaged, step == .decide { return unmanagedWake(&work) }
        guard let pausedAt = work.rotation.heldSince else { return nil }
        switch step {
        case .mint, .seal, .prove, .deliver: return nil
        case .promote where work.run.promoteAt <= pausedAt: return nil
        case .decide:
            if work.rotation.requested?.ignoresPause == true { return nil }
            if let asked = work.rotation.requested, work.taken == nil {
                work.taken = asked
                notePaused(&work)
            }
        case .guard, .intend, .promote: break
        }
        return Wake(nextAlert(work) ?? clock.now() + .days(1), for: .pause)
    }

    /// Leaves a credential whose removal a pause holds back for later; false when none does.
    func hold(_ credential: Credential, _ work: inout Work) -> Bool {
        guard work.rotation.heldSince != nil || work.rotation.unmanaged != nil else { return false }
        let later = max(credential.endsAt, clock.now() + .days(1))
        work.rotation.update(credential.id) { $0.wake = Wake(later, for: .pause) }
        return true
    }

    /// Nothing new is begun for what is unmanaged, whoever asks, but for a revoke.
    private func unmanagedWake(_ work: inout Work) -> Wake {
        if let asked = work.rotation.requested, work.taken == nil {
            work.taken = asked
            let reason = work.rotation.unmanaged?.reason ?? .file
            note(
                .unmanaged, "asked for a run, but \(reason.words)",
                hint: reason.wayOut(of: work.name), in: &work)
        }
        return Wake(nextAlert(work) ?? clock.now() + .days(1), for: .alert)
    }

    /// Lets go on what an ended pause held back.
    func resume(_ work: inout Work) {
        guard work.rotation.heldSince == nil, work.rotation.unmanaged == nil else { return }
        let now = Wake(clock.now(), for: .now)
        let paused = work.rotation.credentials.filter { $0.wake?.reason == .pause }
        for credential in paused { work.rotation.update(credential.id) { $0.wake = now } }
        if work.rotation.decision?.reason == .pause { work.rotation.decision = nil }
        if work.rotation.run?.wake.reason == .pause { work.updateRun { $0.wake = now } }
    }

    /// What is asked for during a pause is not remembered beyond it.
    func notePaused(_ work: inout Work) {
        let hint = NextRun.Hold.paused.wayOut(of: work.name)
        note(.paused, "asked for a run while paused", hint: hint, in: &work)
    }
}
