/// Step 4: ask for the new credential, exactly once for each intent.
extension Rotator {
    func mint(_ work: inout Work) throws(Failure) -> Outcome {
        guard let objectID = work.rotation.seen?.objectID else {
            preconditionFailure("the guard has read the application")
        }
        let candidate = work.candidate
        let request = MintRequest(
            objectID: objectID, marker: candidate.marker.description, keyID: candidate.keyID,
            endsAt: candidate.endsAt)
        do throws(IssuerError) {
            work.minted = try work.issuer.mint(request)
            work.updateCandidate { $0.state = .minted }
            work.updateRun { $0.step = .seal }
            return .next
        } catch .noAnswer(let action, let why) {
            return .wait(leaveUnresolved("no answer to '\(action)' (\(why))", &work))
        } catch {
            // The refusal says that nothing was made: the intent is closed.
            work.updateCandidate { $0.state = .gone }
            restart(&work)
            throw Failure.issuer(error)
        }
    }

    /// Sets the intent aside as unresolved and sends the run back to the guard.
    func leaveUnresolved(_ why: String, _ work: inout Work) -> Wake {
        let wake = Wake(clock.now() + limits.absenceSpacing, for: .absence)
        let candidate = work.candidate
        work.updateCandidate {
            $0.state = .unresolved
            $0.wake = wake
        }
        note(.unresolved, "\(why); looking for \(candidate.marker)", in: &work)
        restart(&work)
        return wake
    }

    private func restart(_ work: inout Work) {
        work.updateRun {
            $0.credential = nil
            $0.step = .guard
        }
    }
}
