import Rotation
import SecretStore
import TestSupport
import Testing

/// What every store must do with fleets and with policies that leave their files.
struct StoreFleetsContractTests {
    private let now = Instant(1_768_057_200)

    private func registration(_ digest: String = "d1") -> Registration {
        var declaration = Declaration.example
        declaration.fleet = FleetRule(selector: .tag("t"), label: "fleet.lua")
        return .example(declaration, digest: digest, path: "fleet.lua")
    }

    private func entry(_ number: Int, named name: String? = nil) -> Roster.Enlistment {
        let name = name ?? "svc-\(number)"
        return .init(
            objectID: "object-\(number)", displayName: name,
            member: FleetMember(
                name: name,
                secrets: SecretNames(clientID: nil, clientSecret: "SECRET_\(number)")))
    }

    private func apply(_ roster: Roster, to store: any Store) throws -> [Event] {
        try store.apply(roster, to: 1, registration(), again: now + .hours(1), at: now)
    }

    private func store(_ kind: StoreKind, members: Int) throws -> any Store {
        let store = try Medium(kind).open()
        try store.register(registration(), at: now)
        var roster = Roster()
        roster.enlisted = (0..<members).map { entry($0) }
        #expect(try apply(roster, to: store).isEmpty)
        return store
    }

    @Test(
        "A fleet is registered with an errand to list it, and its members by a listing",
        arguments: StoreKind.allCases)
    func members(kind: StoreKind) throws {
        let empty = try store(kind, members: 0)
        #expect(try empty.rotations().isEmpty)
        try empty.register(registration("d2"), at: now)
        #expect(try empty.plannedErrands() == [Errand(.muster(fleet: 1), dueAt: now)])
        #expect(try empty.fleets().map(\.policy.digest) == ["d2"])

        let store = try store(kind, members: 3)
        #expect(try store.plannedErrands() == [Errand(.muster(fleet: 1), dueAt: now + .hours(1))])
        #expect(try store.members(of: 1).map(\.objectID) == ["object-0", "object-1", "object-2"])
        #expect(try store.rotations().map(\.fleet) == [1, 1, 1])
        #expect(try store.due(at: now, limit: 9).count == 3)
        #expect(try store.fleet(1)?.listedAt == now)
    }

    @Test(
        "Who takes what is another's is left out, and all others go on",
        arguments: StoreKind.allCases)
    func clashes(kind: StoreKind) throws {
        let store = try store(kind, members: 2)
        try store.register(.example(), at: now)
        var roster = Roster()
        var thief = entry(9)
        thief = .init(
            objectID: "object-9", displayName: "nine",
            member: FleetMember(
                name: "svc-9", secrets: SecretNames(clientID: nil, clientSecret: "SECRET_0")))
        roster.enlisted = [
            entry(7, named: "svc-0"), entry(8, named: "payments-api"), thief, entry(10),
        ]
        let events = try apply(roster, to: store)
        #expect(events.map(\.kind) == [.alert, .alert, .alert])
        #expect(events.allSatisfy { $0.rotation == "fleet.lua" })
        #expect(try apply(roster, to: store).isEmpty)
        #expect(
            try store.problems(of: 1).map(\.subject).sorted() == [
                "object-7", "object-8", "object-9",
            ])
        #expect(
            try store.rotations().map(\.name) == ["payments-api", "svc-0", "svc-1", "svc-10"])
        #expect(try apply(Roster(), to: store).isEmpty)
        #expect(try store.problems(of: 1).isEmpty)
    }

    @Test("A member whose name changes keeps its rotation", arguments: StoreKind.allCases)
    func rename(kind: StoreKind) throws {
        let store = try store(kind, members: 1)
        let id = try store.rotation("svc-0").id
        var roster = Roster()
        roster.enlisted = [entry(0, named: "renamed")]
        #expect(try apply(roster, to: store).isEmpty)
        #expect(try store.rotation("renamed").id == id)
        #expect(try store.rotations().count == 1)
    }

    @Test(
        "A member that leaves is unmanaged and due, and comes back", arguments: StoreKind.allCases)
    func leaves(kind: StoreKind) throws {
        let store = try store(kind, members: 1)
        let id = try store.rotation("svc-0").id
        var roster = Roster()
        let why = Dismissal(since: now, .missing, reads: 1)
        roster.unmanaged = [.init(rotation: id, why: why)]
        #expect(try apply(roster, to: store).map(\.kind) == [.unmanaged])
        #expect(try store.rotation("svc-0").unmanaged == why)
        #expect(try store.history(of: "svc-0", limit: 9).map(\.kind) == [.unmanaged])
        let claim = try #require(try store.claim(id))
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        #expect(try store.rotation("svc-0").unmanaged == why)
        roster = Roster()
        roster.enlisted = [entry(0)]
        #expect(try apply(roster, to: store).map(\.kind) == [.managed])
        #expect(try store.rotation("svc-0").unmanaged == nil)
    }

    @Test(
        "What became unmanaged since a rotation was loaded makes it due",
        arguments: StoreKind.allCases)
    func meanwhile(kind: StoreKind) throws {
        let store = try store(kind, members: 1)
        var claim = try #require(try store.claim(1))
        _ = try store.fit("fleet.lua", to: nil, at: now)
        claim.rotation.decision = Wake(now + .days(9), for: .schedule)
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9) == [1])
        #expect(try store.rotation("svc-0").unmanaged?.reason == .file)
    }

    @Test(
        "A policy that is not in its file any more is unmanaged, one that is back is managed",
        arguments: StoreKind.allCases)
    func fit(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        try store.register(.example(), at: now)
        #expect(try store.fit("other.lua", to: nil, at: now).isEmpty)
        #expect(try store.fit("payments.lua", to: [.example], at: now).isEmpty)
        let other = registration().declaration
        #expect(try store.fit("payments.lua", to: [other], at: now).map(\.kind) == [.unmanaged])
        #expect(try store.rotation("payments-api").unmanaged?.reason == .policy)
        #expect(try store.fit("payments.lua", to: nil, at: now).count == 1)
        #expect(try store.rotation("payments-api").unmanaged?.reason == .file)
        #expect(try store.fit("payments.lua", to: nil, at: now).isEmpty)
        try store.register(.example(), at: now)
        #expect(try store.rotation("payments-api").unmanaged == nil)
        #expect(try store.paths() == ["payments.lua"])
    }

    @Test(
        "How a fleet fares is read back, and its members go on when it lets them",
        arguments: StoreKind.allCases)
    func fares(kind: StoreKind) throws {
        let store = try store(kind, members: 1)
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        rotation.decision = Wake(now + .days(1), for: .brake)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9).isEmpty)
        let written = try store.updateFleet(1, at: now) { fleet in
            fleet.failures = 3
            fleet.stoppedAt = now
            fleet.digest = "d1"
            fleet.canaries = [.init(rotation: 1), .init(rotation: 2, deliveredAt: now)]
            fleet.clearsAt = now + .hours(1)
        }
        #expect(try store.fleet(1) == written)
        #expect(
            try store.plannedErrands().contains(Errand(.clear(fleet: 1), dueAt: now + .hours(1))))
        #expect(try store.due(at: now, limit: 9).isEmpty)
        _ = try store.updateFleet(1, at: now) { $0.stoppedAt = nil }
        #expect(try store.due(at: now, limit: 9) == [1])
        #expect(try store.rotation("svc-0").wake.map { $0.at <= now } == true)
        #expect(try store.updateFleet(99, at: now) { $0.failures = 1 } == nil)
    }
}
