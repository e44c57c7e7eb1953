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
