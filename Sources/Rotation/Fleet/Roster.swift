/// What a listing of a tenant changes about a fleet.
package struct Roster: Equatable, Sendable {
    /// Applications that are new to it, or whose names or policy have changed.
    package var enlisted: [Enlistment] = []
    /// Members that are managed no more, or whose absence has gone on.
    package var unmanaged: [Leave] = []
    package var problems: [FleetProblem] = []

    package struct Enlistment: Equatable, Sendable {
        package let objectID: String
        /// The application's, for messages.
        package let displayName: String
        package let member: FleetMember

        package init(objectID: String, displayName: String, member: FleetMember) {
            self.objectID = objectID
            self.displayName = displayName
            self.member = member
        }

        /// The problem of an application whose names belong to another rotation.
        package func refused(because error: StoreError, at now: Instant) -> FleetProblem {
            FleetProblem(
                objectID, since: now,
                message: "application \"\(displayName)\" (\(objectID)) is left out: \(error)",
                hint: "let 'name' and 'secrets' of the policy give it others")
        }
    }

    package struct Leave: Equatable, Sendable {
        package let rotation: Int64
        package let why: Dismissal

        package init(rotation: Int64, why: Dismissal) {
            self.rotation = rotation
            self.why = why
        }
    }

    package init() {}
}

extension Event {
    /// A rotation became unmanaged.
    package static func unmanaged(
        _ rotation: String, _ why: Dismissal, at now: Instant
    ) -> Event {
        Event(
            at: now, rotation: rotation, kind: .unmanaged,
            detail: "unmanaged: \(why.reason.words)",
            hint: why.reason.wayOut(of: rotation))
    }
}

/// Fleets find their applications, and follow those that come and go.
extension Rotator {
    /// Lists the tenant for a fleet and puts on record what has changed.
    func muster(_ id: Int64) throws(StoreError) {
        guard let fleet = try store.fleet(id), fleet.unmanagedAt == nil else { return }
        let breaker = try store.breakers().first { $0.connection == fleet.connection }
        guard breaker?.isOpen != true else { return }
        do throws(Failure) {
            let issuer = try Failure.ofIssuer { () throws(IssuerError) in
                WatchedIssuer(try issuers(fleet.connection))
            }
            let policy = try Failure.ofPolicy { () throws(PolicyError) in
                try policies(fleet.policy)
            }
            let applications: [Application]
            do throws(IssuerError) {
                applications = try issuer.applications().sorted { $0.objectID < $1.objectID }
            } catch {
                _ = try Failure.ofStore { () throws(StoreError) in
                    try settle(issuer, of: fleet.label, breaker)
                }
                throw Failure.issuer(error)
            }
            let known = try Failure.ofStore { () throws(StoreError) in
                try store.members(of: id)
            }
            let roster = try roster(of: fleet, policy, applications, known, issuer)
            let registration = Registration(
                declaration: policy.declaration, pin: fleet.policy, path: fleet.path,
                source: PolicySource(""))
            try Failure.ofStore { () throws(StoreError) in
                try apply(roster, to: fleet, registration)
            }
        } catch {
            if case .store(let failure) = error { throw failure }
            let problem = FleetProblem(
                FleetProblem.listing, since: clock.now(),
                message: "the applications could not be listed: \(error)", hint: error.hint)
            if try store.note(problem, of: id) { tell(problem, of: fleet) }
        }
    }

    private func apply(
        _ roster: Roster, to fleet: Fleet, _ registration: Registration
    ) throws(StoreError) {
        let events = try store.apply(
            roster, to: fleet.id, registration, again: clock.now() + limits.listing,
            at: clock.now())
        events.forEach(observe)
        let managed = Set(try store.members(of: fleet.id).filter { $0.unmanaged == nil }.map(\.id))
        guard !fleet.canaries.allSatisfy({ managed.contains($0.rotation) }) else { return }
        _ = try store.updateFleet(fleet.id, at: clock.now()) { fleet in
            fleet.canaries.removeAll { !managed.contains($0.rotation) }
        }
    }

    private func tell(_ problem: FleetProblem, of fleet: Fleet) {
        observe(
            Event(
                at: clock.now(), rotation: fleet.label, kind: .alert, detail: problem.message,
                hint: problem.hint))
    }

    /// Compares what the tenant lists with the members on record; earlier ones keep their names.
    private func roster(
        of fleet: Fleet, _ policy: any Policy, _ applications: [Application],
        _ known: [EnlistedMember], _ issuer: any Issuer
    ) throws(Failure) -> Roster {
        var roster = Roster()
        let members = Dictionary(known.map { ($0.objectID, $0) }) { first, _ in first }
        let listed = Set(applications.map(\.objectID))
        try refuseMassAbsence(known, listed)
        let (old, new) = (
            applications.filter { members[$0.objectID] != nil },
            applications.filter { members[$0.objectID] == nil }
        )
        for application in old + new {
            look(at: application, members[application.objectID], fleet, policy, &roster)
        }
        for member in known where !listed.contains(member.objectID) {
            look(for: member, over: issuer, &roster)
        }
        return roster
    }

    /// One application may be deleted; when many vanish at once, it is the listing that failed.
    private func refuseMassAbsence(
        _ known: [EnlistedMember], _ listed: Set<String>
    ) throws(Failure) {
        let managed = known.filter { $0.unmanaged == nil }
        let absent = managed.filter { !listed.contains($0.objectID) }
        guard absent.count > 1, absent.count * 5 > managed.count else { return }
        throw Failure.guarded(
            message: "\(absent.count) of \(managed.count) members are not in it",
            hint: "nothing is changed; if they were deleted on purpose, delete their rotations: "
                + "runtime delete \(absent[0].member.name) …", recovery: .inspect)
    }

    private func look(
        at application: Application, _ known: EnlistedMember?, _ fleet: Fleet,
        _ policy: any Policy, _ roster: inout Roster
    ) {
        let id = application.objectID
        do throws(PolicyError) {
            guard let member = try policy.member(application) else {
                if let known, known.unmanaged?.reason != .unselected {
                    let why = Dismissal(since: clock.now(), .unselected)
                    roster.unmanaged.append(.init(rotation: known.id, why: why))
                }
                return
            }
            if let known, known.member == member, known.policy == fleet.policy,
                known.unmanaged == nil
            {
                return
            }
            roster.enlisted.append(
                .init(objectID: id, displayName: application.displayName, member: member))
        } catch {
            let message = "application \"\(application.displayName)\" (\(id)): \(error)"
            roster.problems.append(
                FleetProblem(id, since: clock.now(), message: message, hint: error.hint))
        }
    }

    /// Confirms by id that an application is not there, before it counts as deleted.
    private func look(
        for known: EnlistedMember, over issuer: any Issuer, _ roster: inout Roster
    ) {
        let now = clock.now()
        let before = known.unmanaged.flatMap { $0.reason == .missing ? $0 : nil }
        if known.unmanaged?.reason == .gone { return }
        if let before, now < before.since + limits.confirmation * before.reads / 2 { return }
        do throws(IssuerError) {
            _ = try issuer.application(ApplicationReference(objectID: known.objectID))
        } catch .notFound {
            var why = before ?? Dismissal(since: now, .missing)
            why.reads += 1
            if why.reads >= Limits.missingReads { why.reason = .gone }
            return roster.unmanaged.append(.init(rotation: known.id, why: why))
        } catch {
            return
        }
        if before != nil {
            let name = known.member.name
            roster.enlisted.append(
                .init(objectID: known.objectID, displayName: name, member: known.member))
        }
    }
}
