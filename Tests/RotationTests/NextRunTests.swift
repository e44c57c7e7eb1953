import Rotation
import TestSupport
import Testing

struct NextRunTests {
    let scene = Scene()

    private func next() -> NextRun {
        .of(
            scene.rotation, under: scene.policy, pin: scene.rotation.policy,
            at: scene.clock.now(), limits: scene.limits)
    }

    @Test("Without a current secret the first run comes at once, or at the first due time")
    func first() {
        #expect(next() == .first)
        scene.policy.declaration.initial = .due
        guard case .decided(let record) = next() else {
            Issue.record("expected a decision")
            return
        }
        #expect(record.facts == nil)
        #expect(record.plan.nominal == scene.clock.now() + .days(30))
        #expect(scene.policy.asked.isEmpty)
    }

    @Test("What an operator asks for comes before everything, then auto = false")
    func order() throws {
        scene.policy.declaration.auto = false
        #expect(next() == .held(.manualOnly))
        try scene.store.request(.manual, of: "payments-api")
        #expect(next() == .requested(.manual))
    }

    @Test("A last run that lies ahead of the clock holds nothing back")
    func lastRunAhead() throws {
        var rotation = scene.rotation
        let now = scene.clock.now()
        rotation.lastStartedAt = now + .days(365)
        #expect(rotation.outlook(at: now, limits: scene.limits).lastStartedAt == nil)
        rotation.lastStartedAt = now - .days(1)
        #expect(rotation.outlook(at: now, limits: scene.limits).lastStartedAt == now - .days(1))
    }

    @Test("Looking at it changes nothing")
    func pure() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let (before, commits) = (scene.rotation, scene.disk.commits)
        _ = next()
        #expect(scene.rotation == before)
        #expect(scene.disk.commits == commits)
    }

    @Test("A policy never sees the application's credentials, but how many are not ours")
    func facts() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        var rotation = scene.rotation
        rotation.seen?.credentials.append(RemoteCredential(keyID: "foreign"))
        let facts = try #require(rotation.facts(at: scene.clock.now(), under: .example))
        #expect(facts.foreignCount == 1)
        #expect(facts.application.credentials.isEmpty)
    }
}
