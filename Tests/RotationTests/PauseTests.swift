import Rotation
import TestSupport
import Testing

/// What a pause holds back, and what it does not.
struct PauseTests {
    let scene = Scene()

    private func pause(_ isPaused: Bool = true) throws {
        _ = try scene.store.setPaused(
            isPaused, "payments-api", why: "a test", at: scene.clock.now())
    }

    private func deliver() throws {
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        try #require(isDelivered)
    }

    private func events(_ kind: Event.Kind) -> [Event] {
        scene.events.filter { $0.kind == kind }
    }

    @Test("While nothing is retired, no end of an overlap is announced")
    func announced() throws {
        scene.policy.declaration.overlap = .duration(.hours(3))
        scene.register()
        _ = try scene.run(for: .days(40)) { $0.version == 2 && $0.run == nil }
        #expect(scene.rotation.comingUp(at: scene.clock.now())?.reason == .overlap)
        _ = try scene.store.setPaused(true, "payments-api", why: "test", at: scene.clock.now())
        #expect(
            scene.rotation.comingUp(at: scene.clock.now()) == Wake(scene.clock.now(), for: .pause))
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.comingUp(at: scene.clock.now())?.reason == .pause)
    }

    @Test("A paused rotation begins nothing, not even its first run, until it is resumed")
    func noNewRun() throws {
        try pause()
        _ = try scene.run(for: .days(2))
        #expect(scene.issuer.mints.isEmpty)
        #expect(scene.rotation.status == .paused)
        try pause(false)
        try deliver()
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("A run that has minted goes on through deliver")
    func mintedGoesOn() throws {
        _ = try scene.run { $0.candidate?.state == .sealed }
        try pause()
        try deliver()
        #expect(scene.rotation.version == 1)
    }

    @Test("A run that has not minted waits for the end of the pause")
    func unmintedWaits() throws {
        var isVetoed = true
        scene.policy.on(.beforeRotate) { _, _ in isVetoed ? [.null, .string("not now")] : [] }
        scene.register()
        _ = try scene.run { $0.run?.wake.reason == .veto }
        try pause()
        isVetoed = false
        _ = try scene.run(for: .days(1))
        #expect(scene.issuer.mints.isEmpty)
        try pause(false)
        try deliver()
    }

    @Test("A staged secret is not promoted during a pause, and is afterwards")
    func stagedWaits() throws {
        try deliver()
        _ = try scene.run(for: .days(60)) { $0.run?.wake.reason == .stage }
        let promoteAt = try #require(scene.rotation.run?.promoteAt)
        try pause()
        _ = try scene.run(for: .days(3))
        #expect(scene.clock.now() >= promoteAt)
        #expect(scene.rotation.version == 1)
        try pause(false)
        let isPromoted = try scene.run { $0.version == 2 }
        #expect(isPromoted)
    }

    @Test("Nothing is retired during a pause; the overlap's end counts afterwards")
    func nothingRetired() throws {
        try deliver()
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 2 && $0.run == nil }
        scene.policy.declaration.overlap = .duration(.hours(2))
        let previous = try #require(scene.rotation.credentials.first { $0.state == .previous })
        try pause()
        _ = try scene.run(for: .days(2))
        #expect(scene.liveKeyIDs.contains(previous.keyID))
        #expect(scene.issuer.removals.isEmpty)
    }

    @Test("A removal that a pause held back is done when it ends")
    func retiredAfterwards() throws {
        scene.policy.declaration.overlap = .duration(.hours(2))
        try deliver()
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .minutes(40)) { $0.version == 2 && $0.run == nil }
        try pause()
        _ = try scene.run(for: .hours(12))
        #expect(scene.issuer.removals.isEmpty)
        try pause(false)
        _ = try scene.run(for: .hours(1))
        #expect(scene.issuer.removals.count == 1)
    }

    @Test("At the margin it alerts once, again at half of it, daily in the end, and does nothing")
    func alerts() throws {
        try deliver()
        let current = try #require(scene.rotation.current)
        let lifetime = current.endsAt - (current.mintedAt ?? current.intendedAt)
        let margin = current.endsAt - Limits.safetyMargin(lifetime: lifetime)
        try pause()
        _ = try scene.run(for: .hours(3))
        #expect(scene.rotation.wake?.at == margin, "nothing is looked at before that")
        _ = try scene.run(for: .days(400)) { _ in scene.clock.now() > current.endsAt }
        let alerts = events(.alert)
        #expect(scene.issuer.mints.count == 1)
        #expect(alerts.first?.at == margin)
        #expect(alerts.first?.hint?.contains("runtime resume payments-api") == true)
        #expect((4...6).contains(alerts.count))
    }

    @Test("What is asked for during a pause is refused, not kept for later")
    func askedFor() throws {
        try deliver()
        try pause()
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .minutes(5))
        #expect(events(.paused).count == 1)
        #expect(scene.rotation.requested == nil)
        try pause(false)
        _ = try scene.run(for: .minutes(30))
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("A forced run is done in spite of the pause, which goes on afterwards")
    func forced() throws {
        try deliver()
        try pause()
        try scene.store.request(.forced, of: "payments-api")
        let isRotated = try scene.run { $0.version == 2 && $0.run == nil }
        #expect(isRotated)
        #expect(scene.rotation.isPaused)
        _ = try scene.run(for: .days(40))
        #expect(scene.issuer.mints.count == 2)
    }

    @Test("Forcing a rotation whose staged run is held back promotes that run's secret")
    func forcedStaged() throws {
        try deliver()
        _ = try scene.run(for: .days(60)) { $0.run?.wake.reason == .stage }
        try pause()
        try scene.store.request(.forced, of: "payments-api")
        let isPromoted = try scene.run { $0.version == 2 && $0.run == nil }
        #expect(isPromoted)
        #expect(scene.issuer.mints.count == 2)
    }

    @Test("A pause that begins during a visit is not lost by the visit's commit")
    func concurrent() throws {
        scene.issuer.whileMinting = { [scene] in
            _ = try? scene.store.setPaused(
                true, "payments-api", why: "a test", at: scene.clock.now())
        }
        try deliver()
        #expect(scene.rotation.isPaused)
        _ = try scene.run(for: .days(40))
        #expect(scene.issuer.mints.count == 1)
    }
}
