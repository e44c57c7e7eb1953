import TestSupport
import Testing

@testable import Rotation

/// After a leak: a fresh secret, and then nothing else signs in.
struct RevokeTests {
    let scene = Scene()

    private func deliver() throws {
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        try #require(isDelivered)
    }

    /// Two delivered secrets, the first of them in its overlap.
    private func deliverTwo() throws {
        try deliver()
        try scene.store.request(.manual, of: "payments-api")
        let isDelivered = try scene.run { $0.version == 2 && $0.run == nil }
        try #require(isDelivered)
        scene.clock.advance(.minutes(1))
    }

    private func revoke(_ kind: Run.Kind = .revoke) throws {
        try scene.store.request(kind, of: "payments-api")
    }

    private func isAtRest(_ rotation: Rotation) -> Bool {
        rotation.run == nil && rotation.requested == nil && rotation.credentials.count == 1
    }

    private func failDelivery() {
        scene.policy.on(.rotated) { _, _ throws(PolicyError) -> [Value] in
            try FakePolicy.raise("payments.lua:3: boom")
        }
        scene.register()
    }

    private var current: String { scene.rotation.current?.keyID ?? "none" }

    @Test("A new secret is delivered after two minutes, then all others go without their grace")
    func plain() throws {
        try deliverTwo()
        let before = scene.liveKeyIDs
        let start = scene.clock.now()
        try revoke()
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone)
        #expect(scene.rotation.version == 3)
        #expect(scene.liveKeyIDs == [current] && !before.contains(current))
        let delivered = try #require(scene.events.last { $0.kind == .delivered })
        #expect(delivered.at - start < .minutes(4))
        let removed = scene.events.filter { $0.detail == "revoked" }
        #expect(removed.count == 2 && removed.allSatisfy { $0.at >= delivered.at })
    }

    @Test("Neither a pause nor the policy's hooks nor the distance to the last run hold it up")
    func ignores() throws {
        scene.policy.on(.beforeRotate) { _, _ in
            scene.rotation.version == 0 ? [] : [.null, .string("never")]
        }
        scene.policy.on(.retire) { _, _ in [.bool(false)] }
        scene.register()
        try deliver()
        _ = try scene.store.setPaused(
            true, "payments-api", why: "a test", at: scene.clock.now())
        try revoke()
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone)
        #expect(scene.liveKeyIDs == [current])
        #expect(scene.rotation.isPaused)
    }

    @Test("A staged secret is thrown away, not promoted")
    func staged() throws {
        try deliver()
        _ = try scene.run(for: .days(60)) { $0.run?.wake.reason == .stage }
        let staged = try #require(scene.rotation.candidate?.keyID)
        try revoke()
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone)
        #expect(current != staged && scene.liveKeyIDs == [current])
        #expect(scene.rotation.version == 2)
    }

    @Test("What an interrupted run asked for without an answer is sought and removed")
    func unresolved() throws {
        try deliver()
        scene.issuer.appliesFailedMints = true
        scene.issuer.mintErrors = [.noAnswer(action: "add", why: "cut off")]
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { rotation in rotation.credentials.contains { $0.state == .unresolved } }
        try revoke()
        let isDone = try scene.run(for: .hours(1), until: isAtRest)
        #expect(isDone)
        #expect(scene.liveKeyIDs == [current])
    }

    @Test("While it is not delivered the others stay; an event of the run it displaced is dropped")
    func undelivered() throws {
        try deliver()
        let first = current
        failDelivery()
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .minutes(20)) { $0.deliveries.first?.wake?.reason == .mending }
        let stale = try #require(scene.rotation.deliveries.first?.id)
        try revoke()
        _ = try scene.run(for: .minutes(20))
        #expect(scene.rotation.version == 3)
        #expect(scene.liveKeyIDs.contains(first) && scene.liveKeyIDs.count == 3)
        #expect(scene.rotation.deliveries.count == 1)
        #expect(scene.rotation.deliveries.first?.id != stale)
    }

    @Test("--now removes the others once the new one is promoted, even if it was under way")
    func now() throws {
        try deliver()
        failDelivery()
        try revoke()
        _ = try scene.run(for: .minutes(20)) { $0.deliveries.first?.wake?.reason == .mending }
        try #require(scene.liveKeyIDs.count == 2)
        try revoke(.revokeNow)
        _ = try scene.run(for: .minutes(20))
        #expect(scene.liveKeyIDs == [current])
        #expect(scene.rotation.version == 2 && scene.issuer.mints.count == 2)
        #expect(scene.rotation.current?.deliveredAt == nil)
    }

    @Test("A process that ends in the middle leaves the same kind of run to the next one")
    func interrupted() throws {
        try deliverTwo()
        try revoke()
        _ = try scene.run { $0.run?.kind == .revoke && $0.candidate?.state == .sealed }
        scene.restart(as: "two")
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone)
        #expect(scene.liveKeyIDs == [current] && scene.issuer.mints.count == 3)
    }

    @Test("The removal of a leaked secret is on record before it is asked for")
    func recordedFirst() throws {
        try deliverTwo()
        let before = scene.liveKeyIDs
        try revoke()
        scene.issuer.removeErrors = [.unreachable(action: "remove", why: "down")]
        _ = try scene.run { _ in !scene.issuer.removals.isEmpty }
        scene.restart(as: "two")
        let states = scene.rotation.credentials.filter { before.contains($0.keyID) }.map(\.state)
        #expect(states == [.revoking, .revoking])
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone)
    }

    @Test("A connection that cannot be opened does not make it forgotten")
    func unopened() throws {
        try deliver()
        scene.isClosed = true
        try revoke()
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.run?.kind == .revoke && scene.rotation.requested == nil)
        scene.isClosed = false
        let isDone = try scene.run(for: .hours(2), until: isAtRest)
        #expect(isDone)
    }

    @Test("It begins on a stuck rotation, which is not stuck afterwards")
    func stuck() throws {
        try deliver()
        scene.issuer.readErrors = Array(repeating: .denied(action: "read", why: "403"), count: 9)
        _ = try scene.run(for: .days(40)) { $0.isStuck }
        scene.issuer.readErrors = []
        try revoke()
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone && !scene.rotation.isStuck)
    }

    // MARK: two secrets at most

    private func cap() {
        scene.issuer.tenant[Application.example.objectID]?.signInAudience =
            "AzureADandPersonalMicrosoftAccount"
    }

    @Test("Where two is the most, the superseded secret goes first, without its grace")
    func capped() throws {
        cap()
        try deliverTwo()
        let second = current
        try revoke()
        let isMinted = try scene.run(for: .minutes(10)) { $0.candidate?.state == .sealed }
        #expect(isMinted)
        #expect(scene.liveKeyIDs.contains(second) && scene.liveKeyIDs.count == 2)
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone && scene.liveKeyIDs == [current])
    }

    @Test("The only secret that consumers have is not removed first, except with --now")
    func cappedByForeign() throws {
        cap()
        try deliver()
        let first = current
        scene.issuer.addForeign(keyID: "f1", named: "by hand", to: Application.example.objectID)
        try revoke()
        _ = try scene.run(for: .minutes(30))
        #expect(scene.liveKeyIDs == [first, "f1"] && scene.rotation.run == nil)
        let failure = try #require(scene.events.last { $0.kind == .failed })
        #expect(failure.detail.contains(first))
        #expect(failure.hint?.contains("runtime revoke payments-api --now") == true)

        try revoke(.revokeNow)
        let isDone = try scene.run(for: .minutes(30), until: isAtRest)
        #expect(isDone)
        #expect(scene.liveKeyIDs == [current, "f1"] && current != first)
    }
}
