/// Fleets, and policies that leave their files.
extension MemoryStore {
    package func paths() throws(StoreError) -> [String] {
        Set(medium.rotations.map(\.path) + medium.fleets.values.map(\.path)).sorted()
    }

    package func fleets() throws(StoreError) -> [Fleet] {
        medium.fleets.keys.sorted().compactMap(current)
    }

    package func fleet(_ id: Int64) throws(StoreError) -> Fleet? { current(id) }

    private func current(_ id: Int64) -> Fleet? {
        var fleet = medium.fleets[id]
        fleet?.clearsAt = medium.errands[.clear(fleet: id)]
        return fleet
    }

    package func problems(of fleet: Int64) throws(StoreError) -> [FleetProblem] {
        (medium.fleetProblems[fleet] ?? [:]).values.sorted {
            ($0.since, $0.subject) < ($1.since, $1.subject)
        }
    }

    package func note(_ problem: FleetProblem, of fleet: Int64) throws(StoreError) -> Bool {
        guard medium.fleetProblems[fleet]?[problem.subject]?.message != problem.message else {
            return false
        }
        medium.fleetProblems[fleet, default: [:]][problem.subject] = problem
        return true
    }

    package func members(of fleet: Int64) throws(StoreError) -> [EnlistedMember] {
        medium.rotations.filter { $0.fleet == fleet }.map {
            EnlistedMember(
                id: $0.id, objectID: $0.application.objectID ?? "",
                member: FleetMember(name: $0.name, secrets: $0.secrets), policy: $0.policy,
                unmanaged: $0.unmanaged)
        }
    }

    package func updateFleet(
        _ id: Int64, at now: Instant, _ change: (inout Fleet) -> Void
    ) throws(StoreError) -> Fleet? {
        guard let before = current(id) else { return nil }
        var after = before
        change(&after)
        medium.fleets[id] = after
        medium.errands[.clear(fleet: id)] = after.clearsAt
        let isCleared = after.isCleared && !before.isCleared
        if isCleared || (before.stoppedAt != nil && after.stoppedAt == nil) {
            let waiting = medium.rotations.filter { $0.fleet == id && $0.isBraked }
            let spread = Breaker.spread(of: Int64(waiting.count))
            for var rotation in waiting {
                rotation.unpark(at: now + .seconds(rotation.id * 40_503 % spread))
                medium.put(rotation)
            }
        }
        return after
    }

    func register(fleet registration: Registration, at now: Instant) {
        let known = medium.fleets.values.first {
            $0.path == registration.path && $0.policy.index == registration.pin.index
        }
        var fleet =
            known
            ?? Fleet(
                id: Int64(medium.fleets.count + 1), path: registration.path,
                policy: registration.pin, connection: registration.declaration.connection)
        fleet.policy = registration.pin
        fleet.connection = registration.declaration.connection
        fleet.unmanagedAt = nil
        medium.fleets[fleet.id] = fleet
        medium.errands[.muster(fleet: fleet.id)] = now
    }

    package func apply(
        _ roster: Roster, to fleet: Int64, _ registration: Registration, again next: Instant,
        at now: Instant
    ) throws(StoreError) -> [Event] {
        var events: [Event] = []
        var problems = roster.problems
        for entry in roster.enlisted {
            do throws(StoreError) {
                events += try enlist(entry, in: fleet, registration, at: now)
            } catch {
                problems.append(entry.refused(because: error, at: now))
            }
        }
        for leave in roster.unmanaged {
            events += unmanage(leave.rotation, leave.why, at: now)
        }
        for event in events { medium.add(event) }
        let subjects = Set(problems.map(\.subject))
        medium.fleetProblems[fleet] = medium.fleetProblems[fleet]?.filter {
            subjects.contains($0.key)
        }
        for problem in problems where try note(problem, of: fleet) {
            events.append(
                Event(
                    at: now, rotation: medium.fleets[fleet]?.label ?? "", kind: .alert,
                    detail: problem.message, hint: problem.hint))
        }
        medium.fleets[fleet]?.listedAt = now
        medium.errands[.muster(fleet: fleet)] = next
        return events
    }

    package func fit(
        _ path: String, to policies: [Declaration]?, at now: Instant
    ) throws(StoreError) -> [Event] {
        let names = Set((policies ?? []).filter { $0.fleet == nil }.map(\.name))
        let why = Dismissal(since: now, policies == nil ? .file : .policy)
        var events: [Event] = []
        for rotation in try rotations() where rotation.path == path && rotation.fleet == nil {
            if !names.contains(rotation.name) { events += unmanage(rotation.id, why, at: now) }
        }
        for fleet in try fleets() where fleet.path == path {
            let index = fleet.policy.index
            let isThere =
                policies?.indices.contains(index) == true && policies?[index].fleet != nil
            for member in try members(of: fleet.id) {
                switch member.unmanaged?.reason {
                case nil where !isThere:
                    for event in unmanage(member.id, why, at: now) { medium.add(event) }
                case .file where isThere, .policy where isThere:
                    for event in manage(member.id, at: now) { medium.add(event) }
                default: break
                }
            }
            medium.fleets[fleet.id]?.unmanagedAt = isThere ? nil : now
            guard !isThere, fleet.unmanagedAt == nil else { continue }
            events.append(
                Event(
                    at: now, rotation: fleet.label, kind: .unmanaged,
                    detail: "its members are unmanaged: \(why.reason.words)"))
        }
        for event in events { medium.add(event) }
        return events
    }

    private func enlist(
        _ entry: Roster.Enlistment, in fleet: Int64, _ registration: Registration, at now: Instant
    ) throws(StoreError) -> [Event] {
        var registration = registration
        registration.declaration = registration.declaration.bound(to: entry.member, entry.objectID)
        let own = medium.rotation(of: ApplicationReference(objectID: entry.objectID)).flatMap {
            $0.fleet != nil && $0.path == registration.path ? $0 : nil
        }
        let owner = medium.rotation(named: entry.member.name)
        if let owner, owner.id != own?.id {
            let id = owner.application.objectID ?? "?"
            throw .taken(
                what: "the name \"\(owner.name)\"", by: "application \(id) of \"\(owner.path)\"")
        }
        if var own, own.name != entry.member.name {
            own.name = entry.member.name
            medium.put(own)
        }
        guard let id = try put(registration, of: fleet, at: now) else { return [] }
        return manage(id, at: now)
    }

    /// Makes a rotation managed again; nothing when it is.
    func manage(_ id: Int64, at now: Instant) -> [Event] {
        guard var rotation = medium.rotation(id), rotation.unmanaged != nil else { return [] }
        rotation.unmanaged = nil
        rotation.decision = nil
        rotation.touched += 1
        medium.put(rotation)
        return [Event(at: now, rotation: rotation.name, kind: .managed, detail: "managed again")]
    }

    private func unmanage(_ id: Int64, _ why: Dismissal, at now: Instant) -> [Event] {
        guard var rotation = medium.rotation(id) else { return [] }
        let before = rotation.unmanaged?.reason
        if before == why.reason, why.reads == 0 { return [] }
        rotation.unmanaged = why
        rotation.decision = nil
        rotation.touched += 1
        medium.put(rotation)
        return before == why.reason ? [] : [.unmanaged(rotation.name, why, at: now)]
    }
}
