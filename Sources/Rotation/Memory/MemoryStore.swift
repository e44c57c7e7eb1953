/// A store in memory, for simulations and tests: it keeps the promises of ``Store`` as long as
/// its process lives.
package final class MemoryStore: Store {
    /// The same for every store in memory.
    package let home = "abcdef01-0000-4000-8000-000000000000"
    /// What it shares with other stores.
    package let medium: MemoryMedium
    /// The name under which it holds leases.
    package let instance: String

    /// Opens the medium as the process named `instance`.
    package init(_ medium: MemoryMedium = MemoryMedium(), as instance: String = "one") {
        self.medium = medium
        self.instance = instance
    }

    package func freeBytes() throws(StoreError) -> Int64 { medium.freeBytes }

    @discardableResult
    package func register(
        _ registration: Registration, at now: Instant
    ) throws(StoreError) -> Bool {
        guard registration.declaration.fleet == nil else {
            medium.policies[registration.pin.digest] = (registration.source, registration.path)
            register(fleet: registration, at: now)
            return true
        }
        guard let id = try put(registration, of: nil, at: now) else { return false }
        for event in manage(id, at: now) { medium.add(event) }
        return true
    }

    /// Puts one rotation on record, for a fleet's member under the fleet.
    ///
    /// - Returns: Its id; nil for one that was deleted under the same version of its file.
    func put(
        _ registration: Registration, of fleet: Int64?, at now: Instant
    ) throws(StoreError) -> Int64? {
        let declaration = registration.declaration
        if let past = medium.deleted[declaration.name], past.path == registration.path,
            past.digest == registration.pin.digest
        {
            return nil
        }
        medium.deleted[declaration.name] = nil
        let known = medium.rotation(named: declaration.name)
        try checkClash(registration, with: known)
        if fleet == nil {
            medium.policies[registration.pin.digest] = (registration.source, registration.path)
        }
        var rotation =
            known
            ?? Rotation(
                id: medium.nextID(), name: declaration.name,
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
        rotation.fleet = fleet
        medium.put(rotation)
        return rotation.id
    }

    private func checkClash(
        _ registration: Registration, with known: Rotation?
    ) throws(StoreError) {
        let declaration = registration.declaration
        if let known, known.path != registration.path {
            throw .taken(what: "the name \"\(known.name)\"", by: "\"\(known.path)\"")
        }
        if let other = medium.rotation(of: declaration.application), other.id != known?.id {
            throw .taken(what: "application", by: "rotation \"\(other.name)\"")
        }
        for name in declaration.secrets.all {
            guard let other = medium.rotation(withSecret: name), other.id != known?.id else {
                continue
            }
            throw .taken(what: "a secret name", by: "rotation \"\(other.name)\"")
        }
    }

    package func source(
        of pin: PolicyPin
    ) throws(StoreError) -> (source: PolicySource, path: String) {
        guard let policy = medium.policies[pin.digest] else {
            throw .notFound(what: "policy \(pin.digest)")
        }
        return policy
    }

    package func rotations() throws(StoreError) -> [Rotation] {
        medium.rotations.sorted { $0.name < $1.name }
    }

    package func rotations(of path: String) throws(StoreError) -> [Rotation] {
        try rotations().filter { $0.path == path }
    }

    package func rotation(_ name: String) throws(StoreError) -> Rotation {
        guard let rotation = medium.rotation(named: name) else {
            throw .notFound(what: "rotation \"\(name)\"")
        }
        return rotation
    }

    package func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64] {
        medium.due(at: now, limit: limit)
    }

    package func lastEventAt() throws(StoreError) -> Instant? { medium.lastEventAt }

    package func nextWake(heldOnly: Bool) throws(StoreError) -> Instant? {
        medium.nextWake(heldOnly: heldOnly)
    }

    package func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
        var rotation = try rotation(name)
        rotation.requested = kind.over(rotation.requested)
        medium.put(rotation)
    }

    package func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool {
        var rotation = try rotation(name)
        guard rotation.isPaused != isPaused else { return false }
        rotation.pausedAt = isPaused ? now : nil
        rotation.decision = nil
        rotation.touched += 1
        medium.put(rotation)
        medium.add(
            Event(at: now, rotation: name, kind: isPaused ? .paused : .resumed, detail: why))
        return true
    }

    package func takeIn(
        _ orphan: Credential, of name: String, at now: Instant
    ) throws(StoreError) -> Bool {
        var rotation = try rotation(name)
        let isKnown = rotation.credentials.contains { $0.keyID == orphan.keyID }
        if !isKnown {
            let markers = Set((rotation.credentials + medium.retired).map(\.marker))
            let row = markers.contains(orphan.marker) ? orphan.remarked(of: home) : orphan
            rotation.credentials.insert(row, at: 0)
            medium.add(.takenIn(row, of: name, at: now))
        }
        rotation.touched += 1
        medium.put(rotation)
        return !isKnown
    }
}

// MARK: - Reading

extension MemoryStore {
    package func kept() throws(StoreError) -> [KeptSecret] {
        medium.kept.sorted { $0.label < $1.label }
    }

    package func value(of credential: String) throws(StoreError) -> SecretValue {
        guard let value = medium.values[credential] else {
            throw .notFound(what: "the value of credential \(credential)")
        }
        return value
    }

    package func secret(_ name: String, version: Int?) throws(StoreError) -> PublishedSecret {
        let owner = medium.rotation(withSecret: name)
        let version = version ?? owner?.version ?? 0
        guard let owner,
            let entry = medium.record(owner.id)?.versions.first(where: { $0.version == version })
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
        medium.history(of: name, limit: limit)
    }

    package func decisions(
        of name: String, since start: Instant, limit: Int
    ) throws(StoreError) -> [DecisionRecord] {
        medium.decisions(of: name).filter { $0.at >= start }.suffix(limit)
    }

    package func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
        var problem = problem
        if let since = medium.problems[path]?.since { problem?.since = since }
        medium.problems[path] = problem
    }

    package func problems() throws(StoreError) -> [PolicyProblem] {
        medium.problems.values.sorted { $0.path < $1.path }
    }
}
