/// Step 7: make the proven secret the one that consumers read, in one transaction.
extension Rotator {
    func promote(_ work: inout Work) throws(Failure) -> Outcome {
        let now = clock.now()
        let candidate = work.candidate
        reopen(&work)
        if let wake = promotionWake(work), wake.at > now { return .wait(wake) }
        try checkLife(of: candidate)
        if isStale(work.run.proof) {
            // It waited since it was proven: one more sign-in before anybody relies on it.
            work.updateRun {
                $0.step = .prove
                $0.proof = Run.Progress(successes: max($0.proof.successes - 1, 0), since: now)
            }
            return .next
        }
        let displaced = work.rotation.current
        work.rotation.version += 1
        let version = work.rotation.version
        if let displaced {
            work.rotation.update(displaced.id) { $0.state = .previous }
        }
        work.updateCandidate {
            $0.state = .current
            $0.version = version
        }
        work.rotation.anchor = anchor(of: work)
        work.updateRun {
            $0.step = .deliver
            $0.wake = Wake(now, for: .now)
        }
        if work.declaration.hooks.contains(.rotated) {
            post(.rotated, about: candidate.id, previous: displaced?.id, &work)
        }
        note(.promoted, "version \(version) is current", keyID: candidate.keyID, in: &work)
        let clientID = work.rotation.seen?.clientID ?? ""
        try commit(
            &work,
            publication: Publication(
                version: version, credential: candidate.id, clientID: clientID, at: now))
        return .next
    }

    private func isStale(_ proof: Run.Progress) -> Bool {
        proof.acceptedAt.map { clock.now() - $0 > limits.proofBudget } ?? true
    }

    /// A secret that is about to end is of no use to anybody.
    private func checkLife(of candidate: Credential) throws(Failure) {
        let lifetime = candidate.endsAt - (candidate.mintedAt ?? candidate.intendedAt)
        let margin = Limits.safetyMargin(lifetime: lifetime)
        guard candidate.endsAt - clock.now() <= margin else { return }
        throw Failure.guarded(
            message: "the new secret waited so long that it ends at \(candidate.endsAt)",
            hint: "another one is made; nothing to do", recovery: .inspect)
    }

    /// Not before the nominal time, and not before the new secret had time to spread.
    private func promotionWake(_ work: Work) -> Wake? {
        guard let mintedAt = work.candidate.mintedAt else { return nil }
        let settled = mintedAt + settling(of: work, mintedAt)
        return work.run.promoteAt > settled
            ? Wake(work.run.promoteAt, for: .stage) : Wake(settled, for: .settle)
    }

    /// From mint to promotion at least.
    ///
    /// A secret that refusals held up spreads slowly here: from its proof on it gets twice the time
    /// that they took, up to what a staged one gets. After a leak nothing waits for that.
    private func settling(of work: Work, _ mintedAt: Instant) -> Duration {
        let usual = limits.settle(for: work.run.kind)
        let age = (work.run.proof.acceptedAt ?? mintedAt) - mintedAt
        let heldUp = age - limits.provingTime(of: work.declaration)
        guard heldUp > limits.proofSpacing / 2, !work.run.kind.revokes else { return usual }
        return max(usual, min(age + heldUp * 2, limits.settleStaged))
    }

    private func anchor(of work: Work) -> Anchor {
        let run = work.run
        guard run.kind == .scheduled, let nominal = run.nominal else {
            return .actual(clock.now())
        }
        let latest = work.declaration.schedule.latest(from: nominal, upTo: run.startedAt)
        // Nominal times that came while it waited to be promoted are served as well.
        return .nominal(latest, served: max(clock.now(), latest))
    }
}
