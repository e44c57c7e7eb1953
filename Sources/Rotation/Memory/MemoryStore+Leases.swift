/// What is written under a lease: commits and the journal of host calls.
extension MemoryStore {
    package func claim(_ id: Int64) throws(StoreError) -> Claim? {
        guard let record = medium.record(id) else { return nil }
        let isNew = record.holder != instance
        if isNew {
            if let holder = record.holder, !medium.dead.contains(holder) { return nil }
            record.epoch += 1
            record.holder = instance
        }
        return Claim(
            rotation: record.rotation, lease: Lease(rotation: id, epoch: record.epoch),
            isNew: isNew)
    }

    package func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        var claims: [Claim] = []
        for id in ids where medium.record(id)?.rotation.rests == true {
            if let claim = try claim(id) { claims.append(claim) }
        }
        return claims
    }

    package func postpone(_ postponements: [Postponement]) throws(StoreError) {
        try medium.countCommit()
        for postponement in postponements {
            guard var present = (try? held(postponement.lease))?.rotation else { continue }
            let isOvertaken =
                present.policy != postponement.policy || present.isTouched
            present.decided = postponement.decided
            if !isOvertaken { present.decision = postponement.decision }
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
        let record = try held(lease)
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
        if let objectID = rotation.seen?.objectID,
            let owner = medium.owner(ofObject: objectID), owner != rotation.id
        {
            let name = medium.record(owner)?.rotation.name ?? ""
            throw .taken(what: "application \(objectID)", by: "rotation \"\(name)\"")
        }
        if record.rotation.policy != rotation.policy {
            rotation.policy = record.rotation.policy
            rotation.decision = Wake(Instant(0), for: .now)
        }
        if record.rotation.touched != rotation.touched {
            rotation.keepWhatWasTouched(of: record.rotation)
        }
        if rotation.isParked, medium.breakers[rotation.connection]?.isOpen != true {
            rotation.unpark(at: Instant(0))
        }
        // What was taken in meanwhile stays.
        let known = rotation.credentials
        rotation.credentials += record.rotation.credentials.filter { row in
            !row.state.isOver && !known.contains { $0.id == row.id }
        }
        rotation.deliveries.removeAll { medium.dropped.contains($0.id) }
        rotation.fleet = record.rotation.fleet
        medium.retired += rotation.credentials.filter { $0.state.isOver }
        rotation.dropWhatIsOver()
        let asked = record.rotation.requested
        rotation.requested = asked == change.taken ? nil : asked
        medium.put(rotation)
        if let sealing = change.sealing { medium.values[sealing.credential] = sealing.value }
        if let publication = change.publication { record.versions.append(publication) }
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
        _ = try held(lease)
        try medium.countCommit()
        medium.journal[key] = (request, nil)
    }

    package func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError) {
        _ = try held(lease)
        try medium.countCommit()
        medium.journal[key] = (request, result)
    }

    /// The record that a lease holds.
    private func held(_ lease: Lease) throws(StoreError) -> MemoryMedium.Record {
        let record = medium.record(lease.rotation)
        guard let record, record.epoch == lease.epoch, record.holder == instance else {
            throw .leaseLost(rotation: record?.rotation.name ?? "?")
        }
        return record
    }
}
