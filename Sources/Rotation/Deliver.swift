/// Step 8: run the hooks from the outbox, then count the run as delivered.
extension Rotator {
    func deliver(_ work: inout Work) throws(Failure) -> Outcome {
        try careForDeliveries(&work)
        let candidate = work.candidate
        if let pending = work.rotation.deliveries.first(where: { $0.credential == candidate.id }) {
            return .wait(pending.wake)
        }
        let now = clock.now()
        work.updateCandidate { $0.deliveredAt = now }
        displace(&work)
        note(
            .delivered, "version \(work.rotation.version) delivered", keyID: candidate.keyID,
            in: &work)
        work.rotation.run = nil
        work.rotation.lastRotatedAt = now
        work.rotation.lastRunSucceeded = true
        work.rotation.failures = 0
        work.rotation.failedProofs = 0
        work.rotation.isStuck = false
        work.rotation.lastError = nil
        return .over
    }

    /// Starts the overlap of what was displaced and ends that of what waited for this delivery.
    private func displace(_ work: inout Work) {
        let now = clock.now()
        let overlap = work.declaration.overlap
        for credential in work.rotation.credentials where credential.state == .previous {
            work.rotation.update(credential.id) {
                let isFresh = $0.displacedAt == nil
                let since = $0.displacedAt ?? now
                $0.displacedAt = since
                switch overlap {
                case .duration(let length):
                    $0.wake = Wake(since + max(length, limits.minimumGrace), for: .overlap)
                case .untilNext where !isFresh:
                    $0.wake = Wake(max(now, since + limits.minimumGrace), for: .overlap)
                case .untilNext:
                    $0.wake = Wake($0.endsAt, for: .overlap)
                }
            }
        }
    }
}
