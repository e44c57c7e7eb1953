import Rotation
import TestSupport
import Testing

struct PromoteTests {
    let scene = Scene()

    @Test("A first secret is not promoted before it had two minutes to spread")
    func settle() throws {
        _ = try scene.run { $0.version == 1 }
        let mintedAt = try #require(scene.rotation.current?.mintedAt)
        #expect(scene.clock.now() - mintedAt == .minutes(2))
    }

    @Test(
        "One that refusals held up gets twice that time from its proof on, ten minutes at most",
        arguments: [90, 400] as [Int64])
    func heldUp(_ lag: Int64) throws {
        scene.issuer.acceptanceLag = .seconds(lag)
        _ = try scene.run { $0.version == 1 }
        let mintedAt = try #require(scene.rotation.current?.mintedAt)
        let proven = try #require(scene.events.last { $0.kind == .proven }).at - mintedAt
        // First after 10 s, then every 20 s.
        let heldUp = proven - .seconds(50)
        #expect(heldUp >= .seconds(lag - 10))
        #expect(scene.clock.now() - mintedAt == min(proven + heldUp * 2, .minutes(10)))
    }

    @Test("After a leak a new secret that was held up is promoted as soon as it is proven")
    func heldUpAfterLeak() throws {
        _ = try scene.run { $0.version == 1 && $0.run == nil }
        scene.issuer.acceptanceLag = .seconds(200)
        try scene.store.request(.revoke, of: "payments-api")
        _ = try scene.run { $0.version == 2 }
        let mintedAt = try #require(scene.rotation.current?.mintedAt)
        #expect(scene.clock.now() - mintedAt < .seconds(200 + 60 + 40 + 5))
    }

    @Test("A staged secret waits for its nominal time")
    func stage() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let promotedAt = try #require(
            scene.disk.history(of: "payments-api").last(where: { $0.kind == .promoted })?.at)
        _ = try scene.run(for: .days(31)) { $0.version == 2 }
        #expect(scene.clock.now() == promotedAt + .days(30))
        let mintedAt = try #require(scene.rotation.current?.mintedAt)
        #expect(scene.clock.now() - mintedAt == .days(1))
    }

    @Test("A secret that waited long is signed in with once more before anybody relies on it")
    func stale() throws {
        _ = try scene.run { $0.run?.step == .promote }
        let proofs = scene.issuer.proofs
        scene.clock.advance(.hours(5))
        _ = try scene.run { $0.version == 1 }
        #expect(scene.issuer.proofs == proofs + 1)
    }

    @Test("A secret that waited until its end is near is not promoted; another one is made")
    func outlived() throws {
        _ = try scene.run { $0.run?.step == .promote }
        scene.restart(as: "two")
        scene.clock.advance(.days(400))
        _ = try scene.run { $0.version == 1 }
        let current = try #require(scene.rotation.current)
        #expect(current.endsAt > scene.clock.now() + .days(60))
        #expect(scene.issuer.mints.count == 2)
    }

    @Test("Promotion, displacement and hook events are one commit")
    func atomic() throws {
        scene.policy.on(.rotated) { _, _ in [] }
        scene.register()
        _ = try scene.run { $0.run?.step == .promote }
        scene.clock.advance(.hours(1))
        scene.disk.commitErrors = [.failed("killed")]
        #expect(throws: StoreError.self) { try scene.rotator.advance(1) }

        #expect(scene.rotation.version == 0)
        #expect(scene.rotation.deliveries.isEmpty)
        #expect(throws: StoreError.self) {
            try scene.store.secret("PAYMENTS_CLIENT_SECRET", version: nil)
        }
    }
}
