/// Step 8: run the hooks from the outbox, then count the run as delivered.
extension Rotator {
    func deliver(_ work: inout Work) throws(Failure) -> Outcome {
        if work.run.kind == .revokeNow {
            try revokeOthers(&work)
            try careForCredentials(&work)
        }
        try careForDeliveries(&work)
        let candidate = work.candidate
        if let pending = work.rotation.deliveries.first(where: { $0.credential == candidate.id }) {
            return .wait(pending.wake)
        }
        let now = clock.now()
        work.updateCandidate { $0.deliveredAt = now }
        if !work.run.kind.revokes {
            work.rotation.displace(at: now, work.declaration.overlap, limits)
        }
        note(
            .delivered, "version \(work.rotation.version) delivered", keyID: candidate.keyID,
            in: &work)
        if work.run.kind.revokes { try revokeOthers(&work) }
        try delivered(work)
        work.rotation.run = nil
        work.rotation.lastRotatedAt = now
        work.rotation.lastRunSucceeded = true
        work.rotation.failures = 0
        work.rotation.failedProofs = 0
        work.rotation.isStuck = false
        work.rotation.lastError = nil
        return .over
    }
}

extension Rotation {
    /// Starts the overlap of what was displaced and ends that of what waited for this delivery.
    mutating func displace(at now: Instant, _ overlap: Declaration.Overlap, _ limits: Limits) {
        for credential in credentials where credential.state == .previous {
            update(credential.id) {
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
