/// Step 4: ask for the new credential, exactly once for each intent.
extension Rotator {
    func mint(_ work: inout Work) throws(Failure) -> Outcome {
        guard let objectID = work.rotation.seen?.objectID else {
            preconditionFailure("the guard of this visit has read the application")
        }
        let candidate = work.candidate
        let request = MintRequest(
            objectID: objectID, marker: candidate.label, keyID: candidate.keyID,
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
        work.updateRun { $0.attempt += 1 }
        work.updateCandidate {
            $0.state = .unresolved
            $0.wake = wake
        }
        note(.unresolved, "\(why); looking for \(candidate.label)", in: &work)
        restart(&work)
        return max(wake, mintPause(work))
    }

    /// The pause before the next mint, growing with the answers that were lost in a row.
    private func mintPause(_ work: Work) -> Wake {
        guard work.run.attempt > 1 else { return Wake(clock.now(), for: .retry) }
        let pause = Backoff.pause(
            after: work.run.attempt - 1, first: limits.backoff, cap: limits.backoffCap,
            spread: Jitter.fraction(of: work.name))
        return Wake(clock.now() + pause, for: .retry)
    }

    private func max(_ left: Wake, _ right: Wake) -> Wake {
        left.at < right.at ? right : left
    }

    private func restart(_ work: inout Work) {
        work.updateRun {
            $0.credential = nil
            $0.step = .guard
        }
    }
}
