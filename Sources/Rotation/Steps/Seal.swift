/// Step 5: keep the value before anything else happens.
extension Rotator {
    func seal(_ work: inout Work) throws(Failure) -> Outcome {
        guard let minted = work.minted else {
            preconditionFailure("mint and seal are done in one visit")
        }
        let now = clock.now()
        work.updateCandidate {
            $0.state = .sealed
            $0.keyID = minted.keyID
            $0.mintedAt = now
            $0.endsAt = minted.endsAt
        }
        work.updateRun {
            $0.step = .prove
            $0.proof = Run.Progress(since: now)
            $0.attempt = 0
            $0.wake = Wake(now + limits.firstProbe, for: .proof)
        }
        work.rotation.lastWriteAt = now
        note(.sealed, "made and kept", keyID: minted.keyID, in: &work)
        try keep(minted, &work)
        work.minted = nil
        return .next
    }

    /// Commits the value; where the store has no room, tries on from memory, then removes it.
    private func keep(_ minted: Minted, _ work: inout Work) throws(Failure) {
        let deadline = clock.now() + limits.sealRetry
        while true {
            do throws(Failure) {
                return try commit(&work, sealing: (work.candidate.id, minted.value))
            } catch {
                if error.isLeaseLost { throw error }
                let next = clock.now() + .seconds(5)
                if next <= deadline, clock.wait(until: next) { continue }
                throw takenBack(minted, error, work)
            }
        }
    }

    /// Removes what could not be kept.
    ///
    /// Nothing is written: the record still holds the intent, which is looked for from then on.
    private func takenBack(_ minted: Minted, _ error: Failure, _ work: Work) -> Failure {
        let objectID = work.rotation.seen?.objectID ?? ""
        do throws(IssuerError) {
            _ = try work.issuer.remove(keyID: minted.keyID, from: objectID)
            return .store(.cannotWrite("\(error); the new credential was removed again"))
        } catch let removal {
            return .store(.cannotWrite("\(error); the new credential stays for now: \(removal)"))
        }
    }
}
