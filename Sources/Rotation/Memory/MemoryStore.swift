/// A store in memory, for simulations and tests: it keeps the promises of ``Store`` as long as
/// its process lives.
package final class MemoryStore: Store {
    /// The same for every store in memory.
    package let home = "abcdef01-0000-4000-8000-000000000000"
    /// What it shares with other stores.
    package let disk: MemoryMedium
    /// The name under which it holds leases.
    package let instance: String

    /// Opens the medium as the process named `instance`.
    package init(_ disk: MemoryMedium = MemoryMedium(), as instance: String = "one") {
        self.disk = disk
        self.instance = instance
    }

    package func freeBytes() throws(StoreError) -> Int64 { disk.freeBytes }

    package func register(
        _ registration: Registration, at now: Instant
    ) throws(StoreError) {
        let declaration = registration.declaration
        for other in disk.rotations.values {
            try checkClash(registration, with: other)
        }
        disk.policies[registration.pin.digest] = (registration.source, registration.path)
        let known = disk.rotations.values.first { $0.name == declaration.name }
        var rotation =
            known
            ?? Rotation(
                id: Int64(disk.rotations.count + 1), name: declaration.name,
                connection: declaration.connection, application: declaration.application,
                policy: registration.pin, path: registration.path, secrets: declaration.secrets,
                registeredAt: now)
        if known?.policy.digest != registration.pin.digest {
            rotation.decision = Wake(now, for: .now)
        }
        if let known, let seen = known.seen {
            let reference = declaration.application
            guard known.connection == declaration.connection,
                reference.objectID ?? seen.objectID == seen.objectID,
                reference.clientID ?? seen.clientID == seen.clientID
            else {
                throw .refused(what: "the application of rotation \"\(known.name)\"", why: "seen")
            }
        }
        rotation.application = declaration.application
        rotation.policy = registration.pin
        rotation.secrets = declaration.secrets
        disk.rotations[rotation.id] = rotation
    }

    private func checkClash(
        _ registration: Registration, with other: Rotation
    ) throws(StoreError) {
        let declaration = registration.declaration
        if other.name == declaration.name {
            guard other.path != registration.path else { return }
            throw .taken(what: "the name \"\(other.name)\"", by: "\"\(other.path)\"")
        }
        if other.application == declaration.application {
            throw .taken(what: "application", by: "rotation \"\(other.name)\"")
        }
        if !Set(other.secrets.all).isDisjoint(with: declaration.secrets.all) {
            throw .taken(what: "a secret name", by: "rotation \"\(other.name)\"")
        }
    }

    package func source(
        of pin: PolicyPin
    ) throws(StoreError) -> (source: PolicySource, path: String) {
        guard let policy = disk.policies[pin.digest] else {
            throw .notFound(what: "policy \(pin.digest)")
        }
        return policy
    }

    package func rotations() throws(StoreError) -> [Rotation] {
        disk.rotations.values.sorted { $0.name < $1.name }
    }

    package func rotation(_ name: String) throws(StoreError) -> Rotation {
        guard let rotation = disk.rotations.values.first(where: { $0.name == name }) else {
            throw .notFound(what: "rotation \"\(name)\"")
        }
        return rotation
    }

    package func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64] {
        let due = disk.rotations.values.filter {
            $0.requested != nil || disk.stirred.contains($0.id)
                || $0.wake.map { $0.at <= now } ?? false
        }
        return Array(due.map(\.id).sorted().prefix(limit))
    }

    package func lastEventAt() throws(StoreError) -> Instant? { disk.events.last?.at }

    package func nextWake(heldOnly: Bool) throws(StoreError) -> Instant? {
        disk.rotations.values.compactMap { heldOnly ? $0.heldWake : $0.wake }.map(\.at).min()
    }

    package func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
        guard let id = disk.rotations.values.first(where: { $0.name == name })?.id else {
            throw .notFound(what: "rotation \"\(name)\"")
        }
        disk.rotations[id]?.requested = kind
    }

    package func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool {
        let rotation = try rotation(name)
        guard rotation.isPaused != isPaused else { return false }
        disk.rotations[rotation.id]?.pausedAt = isPaused ? now : nil
        disk.rotations[rotation.id]?.decision = nil
        disk.stirred.insert(rotation.id)
        disk.events.append(
            Event(at: now, rotation: name, kind: isPaused ? .paused : .resumed, detail: why))
        return true
    }

    package func claim(_ id: Int64) throws(StoreError) -> Claim? {
        guard let rotation = disk.rotations[id] else { return nil }
        let holder = disk.holders[id]
        if let holder, holder != instance, !disk.dead.contains(holder) { return nil }
        let isNew = holder != instance
        let epoch = disk.epochs[id, default: 0] + (isNew ? 1 : 0)
        disk.epochs[id] = epoch
        disk.holders[id] = instance
        return Claim(
            rotation: rotation, lease: Lease(rotation: id, epoch: epoch), isNew: isNew)
    }

    package func commit(_ change: Change, under lease: Lease) throws(StoreError) {
        try check(lease)
        try disk.countCommit()
        var rotation = change.rotation
        let present = disk.rotations[lease.rotation]
        if let objectID = rotation.seen?.objectID,
            let owner = disk.rotations.values.first(where: {
                $0.id != rotation.id && $0.seen?.objectID == objectID
            })
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
            disk.stirred.insert(lease.rotation)
        } else {
            disk.stirred.remove(lease.rotation)
        }
        disk.retired += rotation.credentials.filter(\.state.isOver)
        rotation.dropWhatIsOver()
        rotation.requested =
            change.takesRequest ? nil : present?.requested
        disk.rotations[lease.rotation] = rotation
        if let sealing = change.sealing { disk.values[sealing.credential] = sealing.value }
        if let publication = change.publication {
            disk.versions[lease.rotation, default: []].append(publication)
        }
        disk.events += change.events
        if let decision = change.decision {
            let kept = disk.decisions[rotation.name, default: []] + [decision]
            disk.decisions[rotation.name] = kept.suffix(1_000)
        }
    }

    package func value(of credential: String) throws(StoreError) -> SecretValue {
        guard let value = disk.values[credential] else {
            throw .notFound(what: "the value of credential \(credential)")
        }
        return value
    }

    package func secret(_ name: String, version: Int?) throws(StoreError) -> PublishedSecret {
        let owner = disk.rotations.values.first { $0.secrets.all.contains(name) }
        let version = version ?? owner?.version ?? 0
        guard let owner,
            let entry = disk.versions[owner.id]?.first(where: { $0.version == version })
        else { throw .notFound(what: "secret \"\(name)\"") }
        let keyID = owner.credentials.first { $0.id == entry.credential }?.keyID ?? ""
        let value =
            name == owner.secrets.clientID
            ? SecretValue(entry.clientID) : try self.value(of: entry.credential)
        return PublishedSecret(
            name: name, rotation: owner.name, path: owner.path, version: version, keyID: keyID,
            createdAt: entry.at, value: value)
    }

    package func history(of name: String, limit: Int) throws(StoreError) -> [Event] {
        disk.events.filter { $0.rotation == name }.suffix(limit)
    }

    package func decisions(
        of name: String, since start: Instant, limit: Int
    ) throws(StoreError) -> [DecisionRecord] {
        disk.decisions[name, default: []].filter { $0.at >= start }.suffix(limit)
    }

    package func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
        var problem = problem
        if let since = disk.problems[path]?.since { problem?.since = since }
        disk.problems[path] = problem
    }

    package func problems() throws(StoreError) -> [PolicyProblem] {
        disk.problems.values.sorted { $0.path < $1.path }
    }

    package func recall(
        _ key: CallKey, request: String
    ) throws(StoreError) -> JournalEntry? {
        disk.journal[key].map {
            JournalEntry(isSameRequest: $0.request == request, result: $0.result)
        }
    }

    package func begin(
        _ key: CallKey, request: String, under lease: Lease
    ) throws(StoreError) {
        try check(lease)
        try disk.countCommit()
        disk.journal[key] = (request, nil)
    }

    package func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError) {
        try check(lease)
        try disk.countCommit()
        disk.journal[key] = (request, result)
    }

    private func check(_ lease: Lease) throws(StoreError) {
        guard disk.epochs[lease.rotation] == lease.epoch,
            disk.holders[lease.rotation] == instance
        else {
            throw .leaseLost(rotation: disk.rotations[lease.rotation]?.name ?? "?")
        }
    }
}
