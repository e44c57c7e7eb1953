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

    package func commit(_ change: Change, under lease: Lease) throws(StoreError) {
        try check(lease)
        try medium.countCommit()
        var rotation = change.rotation
        var isStirred = false
        let present = medium.rotations[lease.rotation]
        if let objectID = rotation.seen?.objectID,
            let owner = medium.rotation(onObject: objectID), owner.id != rotation.id
        {
            throw .taken(what: "application \(objectID)", by: "rotation \"\(owner.name)\"")
        }
        if let present, present.policy != rotation.policy {
            rotation.policy = present.policy
            rotation.decision = Wake(Instant(0), for: .now)
        }
        if let present, present.pausedAt != rotation.pausedAt {
            rotation.pausedAt = present.pausedAt
            rotation.decision = nil
            isStirred = true
        }
        medium.retired += rotation.credentials.filter(\.state.isOver)
        rotation.dropWhatIsOver()
        rotation.requested = change.takesRequest ? nil : present?.requested
        medium.put(rotation, isStirred: isStirred)
        if let sealing = change.sealing { medium.values[sealing.credential] = sealing.value }
        if let publication = change.publication {
            medium.versions[lease.rotation, default: []].append(publication)
        }
        for event in change.events { medium.add(event) }
        if let decision = change.decision { medium.add(decision, of: rotation.name) }
        medium.onCommit(change)
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
        guard medium.epochs[lease.rotation] == lease.epoch,
            medium.holders[lease.rotation] == instance
        else {
            throw .leaseLost(rotation: medium.rotations[lease.rotation]?.name ?? "?")
        }
    }
}
