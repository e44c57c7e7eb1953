/// Brakes of a fleet: canaries go first, and failures in a row stop all of it.
extension Rotator {
    /// When a member that may not begin looks again; nil when it may begin.
    func brakeWake(_ work: inout Work) throws(Failure) -> Wake? {
        guard let id = work.rotation.fleet, let rule = work.declaration.fleet else { return nil }
        let (rotation, digest) = (work.rotation.id, work.rotation.policy.digest)
        let now = clock.now()
        let clearance = limits.canaryTime
        let fleet = try Failure.ofStore { () throws(StoreError) -> Fleet? in
            guard let fleet = try store.fleet(id) else { return nil }
            guard fleet.stoppedAt == nil, fleet.holds(rotation, under: digest, canary: rule.canary),
                fleet.digest != digest || fleet.canaries.count < rule.canary
            else { return fleet }
            return try store.updateFleet(id, at: now) { fleet in
                fleet.send(rotation, under: digest, canary: rule.canary, clearance)
            }
        }
        guard let fleet, fleet.holds(rotation, under: digest, canary: rule.canary) else {
            return nil
        }
        let later = now + .hours(1) + .seconds(Int64(1_800 * Jitter.fraction(of: work.name)))
        return Wake(later, for: .brake)
    }

    /// Looks whether the canaries of a fleet were well for long enough.
    func clear(_ id: Int64) throws(StoreError) {
        let now = clock.now()
        let before = try store.fleet(id)
        let after = try store.updateFleet(id, at: now) { $0.clear(at: now, limits.canaryTime) }
        guard before?.isCleared == false, let after, after.isCleared else { return }
        observe(
            Event(
                at: now, rotation: after.label, kind: .decided,
                detail: "\(after.canaries.count) of the fleet went first and "
                    + (after.canaries.count == 1 ? "is" : "are") + " well: the others follow"))
    }

    /// Counts a member's permanent failure.
    func failed(_ work: inout Work) throws(Failure) {
        guard let id = work.rotation.fleet else { return }
        let (rotation, now) = (work.rotation.id, clock.now())
        let canary = work.declaration.fleet?.canary ?? 0
        let fleet = try Failure.ofStore { () throws(StoreError) in
            try store.updateFleet(id, at: now) { fleet in
                fleet.failures += 1
                fleet.mark(rotation, deliveredAt: nil, of: canary, self.limits.canaryTime)
                if fleet.failures >= Limits.fleetFailures, fleet.stoppedAt == nil {
                    fleet.stoppedAt = now
                }
            }
        }
        guard let fleet, fleet.stoppedAt == now, fleet.failures == Limits.fleetFailures else {
            return
        }
        note(
            .alert,
            "\(fleet.failures) failures in a row: no member of fleet \"\(fleet.label)\" "
                + "begins any more", hint: NextRun.Hold.braked.wayOut(of: work.name), in: &work)
    }

    /// Counts a member's success.
    func delivered(_ work: Work) throws(Failure) {
        guard let id = work.rotation.fleet else { return }
        let (rotation, now) = (work.rotation.id, clock.now())
        let (digest, canary) = (work.pin.digest, work.declaration.fleet?.canary ?? 0)
        _ = try Failure.ofStore { () throws(StoreError) -> Fleet? in
            guard let fleet = try store.fleet(id) else { return nil }
            let isCanary =
                !fleet.isCleared && fleet.digest == digest
                && fleet.canaries.contains { $0.rotation == rotation }
            guard isCanary || fleet.failures > 0 else { return fleet }
            return try store.updateFleet(id, at: now) { fleet in
                if fleet.stoppedAt == nil { fleet.failures = 0 }
                fleet.mark(rotation, deliveredAt: now, of: canary, self.limits.canaryTime)
            }
        }
    }
}

extension Fleet {
    /// Lets the member go first, where there is a place for one more; a new version begins anew.
    mutating func send(
        _ rotation: Int64, under digest: String, canary: Int, _ clearance: Duration
    ) {
        if self.digest != digest {
            self.digest = digest
            canaries = []
            isCleared = false
            clearsAt = nil
        }
        guard !isCleared, canaries.count < canary,
            !canaries.contains(where: { $0.rotation == rotation })
        else { return }
        canaries.append(Canary(rotation: rotation))
    }

    /// Notes how a canary fares; when all have delivered, they are looked at after `clearance`.
    mutating func mark(
        _ rotation: Int64, deliveredAt: Instant?, of canary: Int, _ clearance: Duration
    ) {
        guard let index = canaries.firstIndex(where: { $0.rotation == rotation }), !isCleared
        else { return }
        canaries[index].deliveredAt = deliveredAt
        let times = canaries.compactMap(\.deliveredAt)
        clearsAt = times.count >= max(canary, 1) ? times.max().map { $0 + clearance } : nil
    }

    /// Lets the others go when all that went first have been well for `clearance`.
    ///
    /// ``clearsAt`` does not tell it: whoever takes the errand has put it off already.
    mutating func clear(at now: Instant, _ clearance: Duration) {
        guard clearsAt != nil, let last = canaries.compactMap(\.deliveredAt).max() else { return }
        isCleared = last + clearance <= now
        clearsAt = isCleared ? nil : last + clearance
    }

    /// Lets its members begin again after failures in a row.
    package mutating func restart() {
        failures = 0
        stoppedAt = nil
    }
}
