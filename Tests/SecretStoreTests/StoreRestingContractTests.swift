import Rotation
import TestSupport
import Testing

/// What every store must do with many rotations at once.
struct StoreRestingContractTests {
    private let now = Instant(1_768_057_200)

    private func fill(_ store: any Store, _ count: Int = 6) throws -> [Int64] {
        for number in 0..<count {
            try store.register(
                .example(.example(number), digest: "d\(number)", path: "\(number).lua"), at: now)
        }
        return try store.rotations().map(\.id)
    }

    private func change(
        _ store: any Store, _ id: Int64, _ body: (inout Rotation) -> Void
    ) throws {
        let claim = try #require(try store.claim(id))
        var rotation = claim.rotation
        body(&rotation)
        try store.commit(Change(rotation: rotation), under: claim.lease)
    }

    @Test(
        "Those that rest are claimed as one by one, in the order asked for",
        arguments: StoreKind.allCases)
    func claims(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let ids = try fill(store)
        try change(store, ids[0]) { rotation in
            rotation.run = Run(
                id: "run", kind: .first, policy: rotation.policy, startedAt: now, nominal: nil,
                promoteAt: now)
        }
        try store.request(.manual, of: "fleet-1")
        _ = try store.setPaused(true, "fleet-2", why: "", at: now)
        try change(store, ids[3]) { rotation in
            rotation.deliveries = [
                Delivery(
                    id: "e1", hook: .retired, policy: rotation.policy, at: now, credential: nil,
                    previous: nil)
            ]
        }
        try change(store, ids[4]) { rotation in
            rotation.seen = .example
            rotation.credentials = [2, 1].map {
                .example("01ARZ3NDEKTSV4RRFFQ69G5FA\($0)", at: now)
            }
            rotation.credentials[0].state = .current
            rotation.credentials[1].state = .previous
        }

        let claims = try store.claimResting(ids.reversed() + [99])
        #expect(claims.map(\.rotation.name) == ["fleet-5", "fleet-4"])
        #expect(
            claims.map(\.rotation) == [
                try store.rotation("fleet-5"), try store.rotation("fleet-4"),
            ])
        #expect(claims[1].rotation.credentials.count == 2)
        #expect(claims.map(\.isNew) == [true, false])
        let again = try store.claimResting(ids)
        #expect(again.map(\.isNew) == [false, false])
        #expect(again.map(\.lease) == claims.reversed().map(\.lease))
    }

    @Test("What another process holds is left out until it is gone", arguments: StoreKind.allCases)
    func held(kind: StoreKind) throws {
        let medium = Medium(kind)
        var first: (any Store)? = try medium.open()
        let ids = try fill(try #require(first))
        let before = try #require(try first?.claimResting([ids[1]]).first)
        let second = try medium.open()
        #expect(try second.claimResting(ids).map(\.rotation.id) == ids.filter { $0 != ids[1] })
        medium.close(&first)
        let after = try #require(try second.claimResting([ids[1]]).first)
        #expect(after.isNew)
        #expect(after.lease.epoch == before.lease.epoch + 1)
    }

    @Test(
        "A postponement moves the decision, keeps what was decided, and nothing else",
        arguments: StoreKind.allCases)
    func postponed(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let ids = try fill(store, 3)
        var claims = try store.claimResting(ids)
        let gist = Gist(at: now, times: [now, nil, Instant(-7)], text: "waits|\"so\"")
        for index in claims.indices {
            claims[index].rotation.decision = Wake(now + .days(index + 1), for: .schedule)
            claims[index].rotation.decided = gist
            claims[index].rotation.version = 9
        }
        let record = DecisionRecord.example(at: now)
        try store.postpone(
            claims.map { Postponement(rotation: $0.rotation, record: record, lease: $0.lease) })
        for (claim, day) in zip(claims, 1...) {
            let rotation = try store.rotation(claim.rotation.name)
            #expect(rotation.decision == Wake(now + .days(day), for: .schedule))
            #expect(rotation.decided == gist)
            #expect(rotation.version == 0)
            #expect(
                try store.decisions(of: rotation.name, since: now, limit: 9) == [record])
        }
        #expect(try store.due(at: now, limit: 9).isEmpty)
        #expect(try store.nextWake(heldOnly: false) == now + .days(1))
    }

    @Test(
        "One whose lease was lost is left out of what is postponed, the others are not",
        arguments: StoreKind.allCases)
    func lost(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let ids = try fill(store, 3)
        let postponements = try store.claimResting(ids).map { claim in
            var rotation = claim.rotation
            rotation.decision = Wake(now + .days(1), for: .schedule)
            let isLost = rotation.id == ids[1]
            return Postponement(
                rotation: rotation, record: .example(at: now),
                lease: Lease(rotation: rotation.id, epoch: claim.lease.epoch - (isLost ? 1 : 0)))
        }
        try store.postpone(postponements)
        #expect(try store.due(at: now, limit: 9) == [ids[1]])
        #expect(try store.decisions(of: "fleet-1", since: now, limit: 9).isEmpty)
        #expect(try store.decisions(of: "fleet-2", since: now, limit: 9).count == 1)
    }

    @Test(
        "What was registered or paused while it was decided stays due",
        arguments: StoreKind.allCases)
    func overtaken(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let ids = try fill(store, 3)
        let postponements = try store.claimResting(ids).map { claim in
            var rotation = claim.rotation
            rotation.decision = Wake(now + .days(1), for: .schedule)
            return Postponement(rotation: rotation, lease: claim.lease)
        }
        try store.register(.example(.example(0), digest: "new", path: "0.lua"), at: now)
        _ = try store.setPaused(true, "fleet-1", why: "", at: now)
        try store.request(.manual, of: "fleet-2")
        try store.postpone(postponements)
        #expect(Set(try store.due(at: now, limit: 9)) == Set(ids))
        #expect(try store.rotation("fleet-2").requested == .manual)
        #expect(try store.rotation("fleet-2").decision?.at == now + .days(1))
    }
}

extension DecisionRecord {
    /// A declared schedule that says wait.
    fileprivate static func example(at now: Instant) -> DecisionRecord {
        DecisionRecord(
            policy: PolicyPin(digest: "d0", index: 0), facts: nil,
            outlook: Outlook(
                now: now, anchor: .actual(now), lastStartedAt: nil, current: nil, limits: Limits()),
            answer: .declared,
            plan: Plan(startAt: now + .days(1), promoteAt: now + .days(1), reason: "later"),
            fuel: 0)
    }
}
