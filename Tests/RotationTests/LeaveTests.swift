import TestSupport
import Testing

@testable import Rotation

/// A rotation that is deleted: nothing of it is left, the active secret goes last.
struct LeaveTests {
    let scene = Scene()

    private func deliverTwo() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        try scene.store.request(.manual, of: "payments-api")
        let isDelivered = try scene.run { $0.version == 2 && $0.run == nil }
        try #require(isDelivered)
    }

    private func leave(_ leaving: Leaving = .removing) throws {
        try scene.store.ask(.leave(leaving), of: "payments-api", at: scene.clock.now())
    }

    /// Visits until nothing is on record any more, an hour at most.
    private func visit() throws {
        let end = scene.clock.now() + .hours(1)
        while scene.clock.now() < end, !scene.disk.rotations.isEmpty {
            for id in try scene.store.due(at: scene.clock.now(), limit: 9) {
                _ = try scene.rotator.advance(id)
            }
            scene.clock.advance(.seconds(5))
        }
    }

    @Test("All of its secrets are removed, the active one after the others are gone")
    func order() throws {
        try deliverTwo()
        let active = try #require(scene.rotation.current?.keyID)
        scene.issuer.addForeign(keyID: "f1", named: "by hand", to: Application.example.objectID)
        try leave()
        try visit()
        #expect(scene.disk.rotations.isEmpty)
        #expect(scene.liveKeyIDs == ["f1"])
        #expect(scene.issuer.removals.last == active && scene.issuer.removals.count == 2)
        let others = try #require(scene.events.firstIndex { $0.kind == .gone })
        let asked = try #require(
            scene.events.firstIndex { $0.keyID == active && $0.detail == "revoked" })
        #expect(others < asked)
        #expect(scene.events.last?.kind == .deleted)
    }

    @Test("Neither a pause nor an open run nor an event that fails holds it up")
    func unhindered() throws {
        scene.policy.on(.rotated) { _, _ throws(PolicyError) -> [Value] in
            try FakePolicy.raise("payments.lua:3: boom")
        }
        scene.policy.on(.retire) { _, _ in [.bool(false)] }
        scene.register()
        _ = try scene.run(for: .minutes(20)) { $0.deliveries.first?.attempt == 2 }
        _ = try scene.store.setPaused(
            true, "payments-api", why: "a test", at: scene.clock.now())
        try leave()
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.liveKeyIDs.isEmpty)
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("What was never promoted goes too")
    func candidate() throws {
        _ = try scene.run { $0.candidate?.state == .sealed }
        try leave()
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.liveKeyIDs.isEmpty)
    }

    @Test("An intent without an answer is sought, and what was made for it removed")
    func unresolved() throws {
        scene.issuer.appliesFailedMints = true
        scene.issuer.mintErrors = [.noAnswer(action: "add", why: "cut off")]
        _ = try scene.rotator.advance(1)
        try #require(scene.rotation.credentials.first?.state == .unresolved)
        try leave()
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.liveKeyIDs.isEmpty)
    }

    @Test("An intent that no read finds holds it up no longer than its reads")
    func absent() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "add", why: "cut off")]
        _ = try scene.rotator.advance(1)
        try #require(scene.rotation.credentials.first?.state == .unresolved)
        try leave()
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.issuer.mints.count == 1)
    }

    @Test("Another process goes on where one was cut short")
    func interrupted() throws {
        try deliverTwo()
        try leave()
        scene.issuer.removeErrors = [.unreachable(action: "remove", why: "down")]
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.status == .leaving)
        scene.restart(as: "two")
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.liveKeyIDs.isEmpty)
    }

    @Test("What cannot be removed keeps it, until it is mended or its secrets are left")
    func failing() throws {
        try deliverTwo()
        let live = scene.liveKeyIDs
        scene.issuer.removeErrors = Array(
            repeating: .denied(action: "remove", why: "403"), count: 99)
        try leave()
        try visit()
        #expect(scene.rotation.status == .leaving && scene.rotation.needsMending)
        #expect(scene.rotation.lastError?.contains("403") == true)
        try leave(.keeping)
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.liveKeyIDs == live)
    }

    @Test("Left in the tenant, nothing is removed, and no connection is needed")
    func keeping() throws {
        try deliverTwo()
        let live = scene.liveKeyIDs
        scene.isClosed = true
        try leave(.keeping)
        try visit()
        #expect(scene.disk.rotations.isEmpty && scene.liveKeyIDs == live)
        #expect(scene.issuer.removals.isEmpty)
    }

    @Test("The same version of its file does not bring it back; another one does")
    func registeredAgain() throws {
        try deliverTwo()
        try leave(.keeping)
        try visit()
        scene.register()
        #expect(scene.disk.rotations.isEmpty)
        let isKept = try scene.store.register(
            Registration(
                declaration: scene.policy.declaration, pin: PolicyPin(digest: "d2", index: 0),
                path: "payments.lua", source: PolicySource("")), at: scene.clock.now())
        #expect(isKept)
        #expect(try scene.store.rotation("payments-api").version == 0)
    }
}
