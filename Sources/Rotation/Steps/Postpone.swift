/// Many rotations that are due together and most of which will only decide to wait.
extension Rotator {
    /// Puts off those of these rotations that have nothing to do but decide to wait, all in one
    /// transaction.
    ///
    /// - Parameters:
    ///   - ids: Rotations that are due.
    ///   - occasion: Why they are, as for a visit.
    /// - Returns: Those left, for which ``advance(_:on:)`` has to see what is to be done.
    /// - Throws: ``StoreError`` when nothing could be recorded.
    package func postpone(
        _ ids: [Int64], on occasion: Occasion = Occasion()
    ) throws(StoreError) -> [Int64] {
        var postponements: [Postponement] = []
        postponements.reserveCapacity(ids.count)
        for claim in try store.claimResting(ids) where !isStopped() {
            if let one = postponement(of: claim, on: occasion) { postponements.append(one) }
        }
        if !postponements.isEmpty { try store.postpone(postponements) }
        let done = Set(postponements.map(\.lease.rotation))
        return ids.filter { !done.contains($0) }
    }

    /// Decides; nil when more has to be written than when to decide next.
    private func postponement(of claim: Claim, on occasion: Occasion) -> Postponement? {
        let now = clock.now()
        guard claim.rotation.rests, !claim.rotation.isWaiting(at: now),
            claim.rotation.soonest(where: { $0 == .pause }) == nil,
            claim.rotation.alertAt.map({ $0 > now }) ?? true,
            !claim.rotation.credentials.contains(where: { $0.wake.map { $0.at <= now } ?? false }),
            var work = try? open(claim)
        else { return nil }
        work.occasion = occasion
        guard case .wait(let wake)? = try? decide(&work), work.events.isEmpty else { return nil }
        work.rotation.decision = claim.rotation.decision
        let decided = work.rotation.decided
        work.rotation.decided = claim.rotation.decided
        guard work.rotation == claim.rotation, work.taken == nil else { return nil }
        work.rotation.decision = wake
        work.rotation.decided = decided
        return Postponement(rotation: work.rotation, record: work.decision, lease: claim.lease)
    }
}
