/// Step 6: sign in with the new secret until it is beyond doubt; where nobody can, see that the
/// directory lists it.
extension Rotator {
    func prove(_ work: inout Work) throws(Failure) -> Outcome {
        switch try isBySignIn(work) ? signIn(&work) : look(&work) {
        case .accepted: return try accepted(&work)
        case .notYet(let why): return try refused(why, &work)
        case .pause(let pause, let why):
            note(.refused, why, keyID: work.candidate.keyID, in: &work)
            return .wait(Wake(clock.now() + pause, for: .proof))
        }
    }

    /// The connection's own secret always signs in: everything else depends on it.
    private func isBySignIn(_ work: Work) -> Bool {
        work.declaration.proof == .signIn || work.run.kind == .own
    }

    private func look(_ work: inout Work) throws(Failure) -> Proof {
        let keyID = work.candidate.keyID
        let isListed = try read(&work).credentials.contains { $0.keyID == keyID }
        return isListed ? .accepted : .notYet(why: "a read of the directory did not list it")
    }

    private func signIn(_ work: inout Work) throws(Failure) -> Proof {
        let application: Application
        if let seen = work.rotation.seen {
            application = seen
        } else {
            application = try read(&work)
        }
        let id = work.candidate.id
        let value = try Failure.ofStore { () throws(StoreError) in try store.value(of: id) }
        return try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.prove(clientID: application.clientID, value: value)
        }
    }

    private func accepted(_ work: inout Work) throws(Failure) -> Outcome {
        let proofs = work.declaration.proofs
        let now = clock.now()
        work.updateRun {
            $0.proof.successes += 1
            $0.proof.refusals = 0
            $0.proof.acceptedAt = now
            $0.attempt = 0
        }
        let successes = work.run.proof.successes
        let keyID = work.candidate.keyID
        let kind = isBySignIn(work) ? "sign-in" : "read"
        note(.accepted, "\(kind) \(min(successes, proofs)) of \(proofs)", keyID: keyID, in: &work)
        guard successes >= proofs else {
            return .wait(Wake(now + limits.proofSpacing, for: .proof))
        }
        if work.declaration.hooks.contains(.verify), case .no(let why) = try ask(.verify, &work) {
            return try refused(why ?? "verify says not yet", &work)
        }
        work.updateCandidate { $0.state = .proven }
        work.updateRun {
            $0.step = .promote
            $0.wake = Wake(now, for: .now)
        }
        let list = proofs == 1 ? "lists" : "list"
        let unsigned = isBySignIn(work) ? "" : " \(list) it; not proven by sign-in"
        note(.proven, "\(proofs.of(kind)) in a row\(unsigned)", keyID: keyID, in: &work)
        return .next
    }

    private func refused(_ why: String, _ work: inout Work) throws(Failure) -> Outcome {
        let now = clock.now()
        let candidate = work.candidate
        guard now < (work.run.proof.since ?? now) + limits.proofBudget else {
            work.rotation.failedProofs += 1
            throw Failure.guarded(
                message:
                    "the new secret \(isBySignIn(work) ? "did not sign in" : "was not listed") "
                    + "within \(limits.proofBudget.short): \(why)",
                hint: isBySignIn(work)
                    ? "look at the application's service principal; the current secret stays"
                    : "look at the application in the directory; the current secret stays",
                recovery: .inspect)
        }
        work.updateRun {
            $0.proof.successes = 0
            $0.proof.refusals += 1
        }
        note(.refused, why, keyID: candidate.keyID, in: &work)
        let pause = Backoff.pause(
            after: work.run.proof.refusals, first: limits.proofSpacing / 2,
            cap: limits.proofBackoff, spread: 0)
        return .wait(Wake(now + max(pause, .seconds(1)), for: .proof))
    }
}
