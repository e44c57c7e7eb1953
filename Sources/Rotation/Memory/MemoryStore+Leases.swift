/// What is written under a lease: commits and the journal of host calls.
extension MemoryStore {
    package func claim(_ id: Int64) throws(StoreError) -> Claim? {
        guard let rotation = medium.rotations[id] else { return nil }
        let holder = medium.holders[id]
        if let holder, holder != instance, !medium.dead.contains(holder) { return nil }
        let isNew = holder != instance
        let epoch = medium.epochs[id, default: 0] + (isNew ? 1 : 0)
        medium.epochs[id] = epoch
        medium.holders[id] = instance
        return Claim(
            rotation: rotation, lease: Lease(rotation: id, epoch: epoch), isNew: isNew)
    }

    package func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        var claims: [Claim] = []
        for id in ids where medium.rotations[id]?.rests == true {
            if let claim = try claim(id) { claims.append(claim) }
        }
        return claims
    }

    package func postpone(_ postponements: [Postponement]) throws(StoreError) {
        try medium.countCommit()
        for postponement in postponements where holds(postponement.lease) {
            guard var present = medium.rotations[postponement.lease.rotation] else { continue }
            let isOvertaken =
                present.policy != postponement.rotation.policy || present.isTouched
            present.decided = postponement.rotation.decided
            if !isOvertaken { present.decision = postponement.rotation.decision }
            medium.put(present)
            if let record = postponement.record { medium.add(record, of: present.name) }
            medium.onCommit(Change(rotation: present, decision: postponement.record))
        }
    }

    package func inFlight(
        _ flight: Flight, on connection: String, besides rotation: Int64
    ) throws(StoreError) -> Int {
        medium.inFlight(flight, on: connection, besides: rotation)
    }

    @discardableResult
    package func commit(_ change: Change, under lease: Lease) throws(StoreError) -> Bool {
        try check(lease)
        for room in change.rooms {
            let others = try inFlight(
                room.flight, on: change.rotation.connection, besides: lease.rotation)
            if others >= room.limit { return false }
        }
        try medium.countCommit()
        var change = change
        medium.beforeCommit(&change)
        if change.forgets {
            medium.forget(change.rotation, at: change.events.last?.at ?? Instant(0))
            medium.onCommit(change)
            return true
        }
        var rotation = change.rotation
        let present = medium.rotations[lease.rotation]
        if let objectID = rotation.seen?.objectID,
            let owner = medium.owner(ofObject: objectID), owner != rotation.id
        {
            let name = medium.rotations[owner]?.name ?? ""
            throw .taken(what: "application \(objectID)", by: "rotation \"\(name)\"")
        }
        if let present, present.policy != rotation.policy {
            rotation.policy = present.policy
            rotation.decision = Wake(Instant(0), for: .now)
        }
        if let present, present.touched != rotation.touched {
            rotation.keepWhatWasTouched(of: present)
        }
        if rotation.isParked, medium.breakers[rotation.connection]?.isOpen != true {
            rotation.unpark(at: Instant(0))
        }
        // What was taken in meanwhile stays.
        for row in present?.credentials ?? [] where !row.state.isOver {
            if !rotation.credentials.contains(where: { $0.id == row.id }) {
                rotation.credentials.append(row)
            }
        }
        rotation.deliveries.removeAll { medium.dropped.contains($0.id) }
        rotation.fleet = present?.fleet
        medium.retired += rotation.credentials.filter { $0.state.isOver }
        rotation.dropWhatIsOver()
        rotation.requested = change.takesRequest ? nil : present?.requested
        medium.put(rotation)
        if let sealing = change.sealing { medium.values[sealing.credential] = sealing.value }
        if let publication = change.publication {
            medium.versions[lease.rotation, default: []].append(publication)
        }
        for event in change.events { medium.add(event) }
        if let decision = change.decision { medium.add(decision, of: rotation.name) }
        medium.onCommit(change)
        return true
    }

    package func recall(
        _ key: CallKey, request: String
    ) throws(StoreError) -> JournalEntry? {
        medium.journal[key].map {
            JournalEntry(isSameRequest: $0.request == request, result: $0.result)
        }
    }

    package func begin(
        _ key: CallKey, request: String, under lease: Lease
    ) throws(StoreError) {
        try check(lease)
        try medium.countCommit()
        medium.journal[key] = (request, nil)
    }

    package func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError) {
        try check(lease)
        try medium.countCommit()
        medium.journal[key] = (request, result)
    }

    private func check(_ lease: Lease) throws(StoreError) {
        guard holds(lease) else {
            throw .leaseLost(rotation: medium.rotations[lease.rotation]?.name ?? "?")
        }
    }

    private func holds(_ lease: Lease) -> Bool {
        medium.epochs[lease.rotation] == lease.epoch && medium.holders[lease.rotation] == instance
    }
}
