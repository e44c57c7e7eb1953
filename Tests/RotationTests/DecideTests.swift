import Rotation
import TestSupport
import Testing

struct DecideTests {
    let scene = Scene()

    private func settle() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
    }

    @Test("initial = due waits for the first due time")
    func initialDue() throws {
        scene.policy.declaration.initial = .due
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.run == nil)
        #expect(scene.rotation.wake?.at == scene.clock.now() + .days(29))
    }

    @Test("auto = false begins nothing by itself, but a manual run works")
    func manualOnly() throws {
        scene.policy.declaration.auto = false
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.run == nil)
        #expect(scene.rotation.wake == nil)
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.current?.deliveredAt != nil }
        #expect(scene.rotation.version == 1)
        #expect(scene.rotation.requested == nil)
    }

    @Test("The policy's function is asked with the current credential's facts")
    func facts() throws {
        try settle()
        let facts = try #require(scene.policy.asked.last)
        let current = try #require(scene.rotation.current)
        #expect(facts.expiresAt == current.endsAt)
        #expect(facts.createdAt == current.mintedAt)
        #expect(facts.liveCount == 1)
        #expect(facts.foreignCount == 0)
        #expect((0..<1).contains(facts.jitter))
    }

    @Test("wait is honoured and asked again at its time")
    func wait() throws {
        let start = scene.clock.now()
        scene.policy.advice = { _ in Decision(.wait, at: start + .days(7)) }
        try settle()
        #expect(scene.rotation.wake?.at == start + .days(7))
    }

    @Test("At the safety margin a secret is replaced although the policy says wait")
    func margin() throws {
        scene.policy.advice = { facts in Decision(.wait, at: facts.now + .days(1_000)) }
        try settle()
        let end = try #require(scene.rotation.current?.endsAt)
        let isSecond = try scene.run(for: .days(64)) { $0.version == 2 }
        #expect(isSecond)
        #expect(scene.clock.now() < end)
        #expect(end - scene.clock.now() > .days(6))
    }

    @Test("At the safety margin a secret is replaced although the policy is broken")
    func brokenPolicy() throws {
        scene.policy.advice = { _ throws(PolicyError) -> Decision? in
            try FakePolicy.raise("boom")
        }
        try settle()
        let isSecond = try scene.run(for: .days(64)) { $0.version == 2 }
        #expect(isSecond)
        #expect(scene.events.contains { $0.kind == .failed && $0.detail == "boom" })
    }

    @Test("A policy that always says rotate gets one run an hour at most")
    func minimumInterval() throws {
        scene.policy.advice = { _ in Decision(.rotate) }
        try settle()
        let before = scene.issuer.mints.count
        _ = try scene.run(for: .hours(5))
        #expect(scene.issuer.mints.count - before <= 5)
        #expect(scene.issuer.mints.count - before >= 3)
    }

    @Test("Advice to wait until a time that has come is asked again after a minute, not at once")
    func waitUntilNow() throws {
        scene.policy.advice = { facts in Decision(.wait, at: facts.now) }
        try settle()
        let before = scene.policy.asked.count
        _ = try scene.run(for: .minutes(90))
        #expect(scene.policy.asked.count - before <= 91)
    }

    @Test("skip leaves out one nominal time")
    func skip() throws {
        var isSkipping = true
        scene.policy.advice = { _ in isSkipping ? Decision(.skip) : nil }
        try settle()
        let anchor = scene.clock.now()
        _ = try scene.run(for: .days(31))
        #expect(scene.rotation.version == 1)
        isSkipping = false
        let isSecond = try scene.run(for: .days(31)) { $0.version == 2 }
        #expect(isSecond)
        #expect(scene.clock.now() > anchor + .days(30))
    }
}
