import Rotation
import SecretStore
import TestSupport
import Testing

/// What every store must do with what operators want done.
struct OrderContractTests {
    private let now = Instant(1_768_057_200)
    private let name = "payments-api"

    /// A rotation at rest with one hook event.
    private func settled(_ store: any Store) throws -> Claim {
        var claim = try store.claimExample(at: now)
        claim.rotation.decision = Wake(now + .days(30), for: .schedule)
        claim.rotation.deliveries = [
            Delivery(
                id: "e1", hook: .rotated, policy: claim.rotation.policy, at: now, credential: nil,
                wake: Wake(now + .days(1), for: .mending))
        ]
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        return claim
    }

    @Test(
        "A retry is kept, noted, and makes the rotation due, whatever a holder commits meanwhile",
        arguments: StoreKind.allCases)
    func retry(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try settled(store)
        try #require(try store.due(at: now, limit: 9).isEmpty)
        try store.ask(.retry(under: .current), of: name, at: now)

        #expect(try store.due(at: now, limit: 9) == [claim.rotation.id])
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9) == [claim.rotation.id])
        var rotation = try store.rotation(name)
        #expect(rotation.retry == .current && rotation.isTouched)

        rotation.retry = nil
        rotation.answered = rotation.touched
        rotation.decision = Wake(now + .days(30), for: .schedule)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9).isEmpty)
        #expect(try store.rotation(name) == rotation)
        #expect(try store.history(of: name, limit: 9).map(\.kind) == [.retried])
    }

    @Test(
        "A dropped event does not come back with a holder's commit", arguments: StoreKind.allCases)
    func drop(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try settled(store)
        try store.ask(.drop(event: "e1"), of: name, at: now)
        #expect(try store.rotation(name).deliveries.isEmpty)
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        #expect(try store.rotation(name).deliveries.isEmpty)
        #expect(try store.due(at: now, limit: 9) == [claim.rotation.id])
        #expect(throws: StoreError.notFound(what: "event e1 of \"payments-api\"")) {
            try store.ask(.drop(event: "e1"), of: name, at: now)
        }
        #expect(throws: StoreError.notFound(what: "rotation \"nobody\"")) {
            try store.ask(.drop(event: "e1"), of: "nobody", at: now)
        }
    }

    @Test("An event that is pinned anew keeps its new policy", arguments: StoreKind.allCases)
    func pin(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try settled(store)
        try store.register(.example(digest: "d2"), at: now)
        var rotation = try store.rotation(name)
        rotation.deliveries[0].policy = rotation.policy
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.rotation(name).deliveries.first?.policy.digest == "d2")
    }

    @Test("A request for a revoke is not displaced by a lesser one", arguments: StoreKind.allCases)
    func ranks(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        _ = try settled(store)
        for (asked, stands) in [
            (Run.Kind.called, Run.Kind.called), (.manual, .manual), (.called, .manual),
            (.forced, .forced), (.revoke, .revoke), (.manual, .revoke), (.forced, .revoke),
            (.revokeNow, .revokeNow), (.revoke, .revokeNow),
        ] {
            try store.request(asked, of: name)
            #expect(try store.rotation(name).requested == stands)
        }
    }
}

/// What every store must do with credentials that are offered, and with rotations that are deleted.
struct LeavingContractTests {
    private let now = Instant(1_768_057_200)
    private let name = "payments-api"

    private func offered(_ id: String = "01OFFERED") -> Credential {
        Credential(offered: id, keyID: "k1", at: now)
    }

    @Test(
        "An offer is kept with its value, whatever a holder commits", arguments: StoreKind.allCases)
    func offer(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        try store.ask(.adopt(offered(), value: SecretValue("v")), of: name, at: now)
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        #expect(try store.rotation(name).credentials == [offered()])
        #expect(try store.value(of: "01OFFERED") == SecretValue("v"))
        #expect {
            try store.ask(.adopt(offered("01SECOND"), value: nil), of: name, at: now)
        } throws: { error in
            if case StoreError.taken = error { true } else { false }
        }
        var rotation = try store.rotation(name)
        rotation.credentials[0].state = .declined
        rotation.answered = rotation.touched
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.rotation(name).credentials.isEmpty)
    }

    @Test("A declined offer's value is let go", arguments: [StoreKind.disk])
    func declined(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        try store.ask(.adopt(offered(), value: SecretValue("v")), of: name, at: now)
        var rotation = try store.rotation(name)
        rotation.credentials[0].state = .declined
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(throws: StoreError.notFound(what: "the value of credential 01OFFERED")) {
            try store.value(of: "01OFFERED")
        }
    }

    @Test("A deletion is kept whatever a holder commits meanwhile", arguments: StoreKind.allCases)
    func leaving(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        try store.ask(.leave(.removing), of: name, at: now)
        try store.commit(Change(rotation: claim.rotation), under: claim.lease)
        #expect(try store.rotation(name).leaving == .removing)
        #expect(try store.due(at: now, limit: 9) == [claim.rotation.id])
    }

    @Test(
        "What a deletion leaves in the tenant is remembered until it has ended",
        arguments: StoreKind.allCases)
    func kept(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        var claim = try store.claimExample(at: now)
        claim.rotation.credentials = [
            .example("01ARZ3NDEKTSV4RRFFQ69G5FAV", at: now), offered(),
        ]
        claim.rotation.leaving = .keeping
        let live = try #require(claim.rotation.credentials.first)
        var change = Change(rotation: claim.rotation)
        change.forgets = true
        try store.commit(change, under: claim.lease)
        let kept = KeptSecret(
            keyID: live.keyID, label: live.label, rotation: name, endsAt: live.endsAt)
        #expect(try store.kept() == [kept], "an offer is not ours to keep")
        try store.prune(before: live.endsAt, history: now)
        #expect(try store.kept() == [kept])
        try store.prune(before: live.endsAt + .seconds(1), history: now)
        #expect(try store.kept().isEmpty)
    }

    @Test("What a deletion removes is not remembered", arguments: StoreKind.allCases)
    func removed(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        var claim = try store.claimExample(at: now)
        claim.rotation.credentials = [.example("01ARZ3NDEKTSV4RRFFQ69G5FAV", at: now)]
        claim.rotation.leaving = .removing
        var change = Change(rotation: claim.rotation)
        change.forgets = true
        try store.commit(change, under: claim.lease)
        #expect(try store.kept().isEmpty)
    }

    @Test(
        "What is forgotten frees its names and comes back with a changed file only",
        arguments: StoreKind.allCases)
    func forgotten(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        var claim = try store.claimExample(at: now)
        claim.rotation.seen = .example
        claim.rotation.version = 1
        claim.rotation.credentials = [.example("01ARZ3NDEKTSV4RRFFQ69G5FAV", at: now)]
        try store.commit(
            Change(
                rotation: claim.rotation,
                sealing: ("01ARZ3NDEKTSV4RRFFQ69G5FAV", SecretValue("v")),
                publication: Publication(
                    version: 1, credential: "01ARZ3NDEKTSV4RRFFQ69G5FAV", clientID: "c", at: now)),
            under: claim.lease)
        var change = Change(rotation: claim.rotation)
        change.forgets = true
        try store.commit(change, under: claim.lease)

        #expect(try store.rotations().isEmpty)
        #expect(try store.due(at: now, limit: 9).isEmpty)
        #expect(try store.nextWake(heldOnly: false) == nil)
        #expect(throws: StoreError.self) {
            try store.secret("PAYMENTS_CLIENT_SECRET", version: nil)
        }
        #expect(throws: StoreError.self) { try store.value(of: "01ARZ3NDEKTSV4RRFFQ69G5FAV") }
        #expect(try store.history(of: name, limit: 9).isEmpty)

        #expect(try !store.register(.example(), at: now))
        #expect(try store.rotations().isEmpty)
        #expect(try store.register(.example(digest: "d2"), at: now))
        let rotation = try store.rotation(name)
        #expect(rotation.version == 0 && rotation.leaving == nil && rotation.credentials.isEmpty)
        #expect(try store.register(.example(), at: now), "it is alive again")
    }
}
