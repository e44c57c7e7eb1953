/// After the clock was put back: times on record that lie absurdly far ahead.
///
/// Nominal times are left alone, because the clock may be the one that is wrong now: they come when
/// it is right again, and the safety margin holds in any case.
extension Rotator {
    /// Sets what waits for a time that nothing would have set to now, and forgets a run that was
    /// begun in a future that did not come.
    func deriveWakes(_ work: inout Work) {
        let now = clock.now()
        let farthest = now + max(limits.backoffCap, limits.vetoPause) * 2
        let before = work.rotation
        if let given = work.rotation.alertedAt, limits.isAhead(given, of: now) {
            work.rotation.alertedAt = nil
        }
        if let decision = work.rotation.decision, decision.at > farthest {
            work.rotation.decision = nil
        }
        if let run = work.rotation.run { derive(run, farthest: farthest, &work) }
        for credential in work.rotation.credentials {
            work.rotation.update(credential.id) { derive(&$0.wake, farthest: farthest) }
        }
        for index in work.rotation.deliveries.indices {
            derive(&work.rotation.deliveries[index].wake, farthest: farthest)
        }
        guard work.rotation != before else { return }
        note(.decided, "the clock was put back: looked at again", in: &work)
    }

    private func derive(_ run: Run, farthest: Instant, _ work: inout Work) {
        if run.startedAt > farthest, run.credential == nil {
            return work.rotation.run = nil
        }
        let now = clock.now()
        work.updateRun {
            var wake: Wake? = $0.wake
            derive(&wake, farthest: farthest)
            $0.wake = wake ?? $0.wake
            $0.proof.since = $0.proof.since.map { min($0, now) }
        }
    }

    private func derive(_ wake: inout Wake?, farthest: Instant) {
        guard let present = wake, present.at > farthest else { return }
        switch present.reason {
        case .stage, .overlap, .afterlook, .pause: return
        default: wake = Wake(clock.now(), for: .now)
        }
    }
}

extension Rotation {
    /// When the last run began, unless that lies ahead.
    func lastStart(at now: Instant, _ limits: Limits) -> Instant? {
        lastStartedAt.flatMap { limits.isAhead($0, of: now) ? nil : $0 }
    }
}

extension Limits {
    /// Whether a time on record has not come by `now`, by more than clocks differ.
    func isAhead(_ instant: Instant, of now: Instant) -> Bool {
        instant > now + clockTolerance
    }
}
