import TestSupport
import Testing

@testable import Rotation

/// What an operator's retry sets going, and what it leaves alone.
struct AttendTests {
    let scene = Scene()

    private func deliver() throws {
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        try #require(isDelivered)
    }

    private func retry(_ retry: Retry = .pinned) throws {
        try scene.store.ask(.retry(under: retry), of: "payments-api", at: scene.clock.now())
    }

    @Test("A stuck rotation begins an automatic run again, and its failures count anew")
    func stuck() throws {
        try deliver()
        scene.issuer.readErrors = Array(repeating: .denied(action: "read", why: "403"), count: 9)
        _ = try scene.run(for: .days(40)) { $0.isStuck }
        try #require(scene.rotation.isStuck)
        scene.issuer.readErrors = []
        _ = try scene.run(for: .hours(5))
        try #require(scene.issuer.mints.count == 1)

        try retry()
        let isRotated = try scene.run(for: .days(2)) { $0.version == 2 && $0.run == nil }

        #expect(isRotated)
        #expect(scene.rotation.failures == 0 && !scene.rotation.isStuck)
        #expect(scene.rotation.lastRunKind == .scheduled)
    }

    @Test("A rotation that fails again after a retry needs as many failures to be stuck again")
    func stuckAgain() throws {
        scene.issuer.readErrors = Array(repeating: .denied(action: "read", why: "403"), count: 99)
        _ = try scene.run(for: .days(4)) { $0.isStuck }
        let before = scene.issuer.reads
        try retry()
        _ = try scene.run(for: .days(4)) { $0.isStuck }
        #expect(scene.rotation.isStuck)
        #expect(scene.issuer.reads == before + Limits.maxAttempts)
    }

    @Test("An event that failed for good is run at once, by the policy now on record if told so")
    func delivery() throws {
        var calls = 0
        scene.policy.on(.rotated) { _, _ throws(PolicyError) -> [Value] in
            calls += 1
            return calls < 3 ? try FakePolicy.raise("payments.lua:3: boom") : []
        }
        scene.register()
        _ = try scene.run(for: .minutes(10)) { $0.deliveries.first?.wake?.reason == .mending }
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d2"), at: scene.clock.now())
        let before = try #require(scene.rotation.deliveries.first)

        try retry()
        _ = try scene.rotator.advance(1)
        let pinned = try #require(scene.rotation.deliveries.first)
        #expect(calls == 2 && pinned.policy.digest == "d1")
        #expect(pinned.attempt == before.attempt + 1)

        try retry(.current)
        _ = try scene.rotator.advance(1)
        #expect(calls == 3)
        #expect(scene.rotation.current?.deliveredAt != nil)
    }

    @Test("By the policy now on record, an open run and its events are pinned anew")
    func pinned() throws {
        scene.policy.on(.rotated) { _, _ throws(PolicyError) -> [Value] in
            try FakePolicy.raise("payments.lua:3: boom")
        }
        scene.register()
        _ = try scene.run(for: .minutes(10)) { $0.deliveries.first?.attempt == 2 }
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d2"), at: scene.clock.now())
        try retry(.current)
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.run?.policy.digest == "d2")
        let event = try #require(scene.rotation.deliveries.first)
        #expect(event.policy.digest == "d2")
        #expect(event.attempt == 4, "pinning anew and failing again are an attempt each")
    }

    @Test("A run whose last event is dropped counts as delivered; the event is run no more")
    func dropped() throws {
        var calls = 0
        scene.policy.on(.rotated) { _, _ throws(PolicyError) -> [Value] in
            calls += 1
            return try FakePolicy.raise("payments.lua:3: boom")
        }
        scene.register()
        _ = try scene.run(for: .minutes(10)) { $0.deliveries.first?.wake?.reason == .mending }
        let event = try #require(scene.rotation.deliveries.first?.id)
        try scene.store.ask(.drop(event: event), of: "payments-api", at: scene.clock.now())
        try retry()
        let before = calls
        _ = try scene.rotator.advance(1)
        #expect(calls == before)
        #expect(scene.rotation.current?.deliveredAt == scene.clock.now())
        let history = try scene.store.history(of: "payments-api", limit: 99)
        #expect(history.contains { $0.kind == .dropped && $0.detail.contains(event) })
    }

    @Test("An event that is not there cannot be dropped")
    func nothingToDrop() throws {
        #expect(throws: StoreError.notFound(what: "event 01X of \"payments-api\"")) {
            try scene.store.ask(.drop(event: "01X"), of: "payments-api", at: scene.clock.now())
        }
    }

    @Test("What is asked for during a visit is not lost by the visit's commit")
    func concurrent() throws {
        scene.issuer.whileMinting = { [scene] in
            try? scene.store.ask(
                .retry(under: .pinned), of: "payments-api", at: scene.clock.now())
        }
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.retry == .pinned && scene.rotation.isTouched)
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.retry == nil && !scene.rotation.isTouched)
    }

    @Test("What waits for its own time keeps it: a retry ends no overlap")
    func overlap() throws {
        try deliver()
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 2 && $0.run == nil }
        let previous = try #require(scene.rotation.credentials.first { $0.state == .previous })
        try retry()
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.credentials.contains(previous))
        #expect(scene.issuer.removals.isEmpty)
    }

    @Test("A policy's no is no failure: it is not asked again before its time")
    func veto() throws {
        scene.policy.on(.beforeRotate) { _, _ in [.null, .string("not now")] }
        scene.register()
        _ = try scene.run { $0.run?.wake.reason == .veto }
        let wake = scene.rotation.run?.wake
        try retry()
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.run?.wake == wake)
    }
}
