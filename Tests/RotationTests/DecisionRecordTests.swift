import Rotation
import TestSupport
import Testing

struct DecisionRecordTests {
    let scene = Scene()

    private var log: [DecisionRecord] { scene.disk.decisions(of: "payments-api") }

    private func settle() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
    }

    @Test("A decision is logged with its facts, the advice, the plan and the fuel")
    func logged() throws {
        scene.policy.fuelUsed = 640
        scene.policy.advice = { facts in
            Decision(.wait, at: facts.expiresAt - .days(21), reason: "not yet")
        }
        try settle()

        let record = try #require(log.last)
        let current = try #require(scene.rotation.current)
        #expect(record.policy == PolicyPin(digest: "d1", index: 0))
        #expect(record.facts == scene.policy.asked.last)
        #expect(record.facts?.expiresAt == current.endsAt)
        #expect(
            record.answer
                == .advice(Decision(.wait, at: current.endsAt - .days(21), reason: "not yet")))
        #expect(record.plan.startAt == current.endsAt - .days(21))
        #expect(record.fuel == 640)
    }

    @Test("Asked again with the same result, nothing is logged; news is")
    func onlyNews() throws {
        var reason = "one"
        scene.policy.advice = { facts in
            Decision(.wait, at: facts.now + .hours(2), reason: reason)
        }
        try settle()
        #expect(log.count == 1)
        let asked = scene.policy.asked.count
        _ = try scene.run(for: .hours(9))
        #expect(scene.policy.asked.count > asked + 3)
        #expect(log.count == 1)
        reason = "two"
        _ = try scene.run(for: .hours(9))
        #expect(log.count == 2)
    }

    @Test("Another version of the policy is news, even when it says the same")
    func newVersion() throws {
        try settle()
        #expect(log.map(\.policy.digest) == ["d1"])
        try scene.store.register(.example(digest: "d2"), at: scene.clock.now())
        _ = try scene.rotator.advance(1)
        #expect(log.map(\.policy.digest) == ["d1", "d2"])
    }

    @Test("A decision to rotate is always logged")
    func rotate() throws {
        scene.policy.advice = { _ in Decision(.rotate, reason: "always") }
        try settle()
        _ = try scene.run(for: .hours(4))
        let runs = scene.events.count { $0.kind == .began && $0.detail.hasPrefix("scheduled") }
        #expect(runs >= 2)
        #expect(log.count(where: \.begins) == runs)
    }

    @Test("A policy that fails is logged with its error, and the host's plan stands beside it")
    func failure() throws {
        scene.policy.advice = { _ throws(PolicyError) in try FakePolicy.raise("no such field") }
        try settle()
        let record = try #require(log.last)
        #expect(record.answer == .failed(.raised(message: "no such field", hint: nil)))
        #expect(record.plan.asksAgain)
        #expect(record.plan.startAt == record.at + .hours(1))
    }

    @Test("The log takes no commit of its own")
    func sameCommit() throws {
        try settle()
        let visits = scene.disk.commits
        scene.policy.advice = { _ in Decision(.wait, reason: "news") }
        try scene.store.register(.example(digest: "d2"), at: scene.clock.now())
        _ = try scene.rotator.advance(1)
        #expect(log.count == 2)
        #expect(scene.disk.commits == visits + 1)
    }

    @Test("The same policy asked again with the recorded facts decides the same")
    func repeatable() throws {
        scene.policy.advice = { facts in Decision(.rotate, at: facts.expiresAt - .days(30)) }
        try settle()
        let record = try #require(log.last)
        #expect(record.asked(of: scene.policy, pin: record.policy) == record)
    }

    @Test("Another schedule changes the plan and the facts that follow from it")
    func otherSchedule() throws {
        try settle()
        let record = try #require(log.last)
        var declaration = scene.policy.declaration
        declaration.schedule = Schedule(interval: .days(10))
        let other = FakePolicy(declaration)
        let again = record.asked(of: other, pin: PolicyPin(digest: "d2", index: 0))
        #expect(again.differs(from: record))
        #expect(again.facts?.interval == .days(10))
        #expect(other.asked.last?.dueAt == again.plan.nominal)
    }

    @Test("Another wording of the reason changes no decision")
    func wording() throws {
        try settle()
        let record = try #require(log.last)
        let other = FakePolicy()
        other.advice = { _ in Decision(.wait, at: record.at + .days(1), reason: "one") }
        let one = record.asked(of: other, pin: record.policy)
        other.advice = { _ in Decision(.wait, at: record.at + .days(1), reason: "two") }
        #expect(!record.asked(of: other, pin: record.policy).differs(from: one))
        other.advice = { _ in Decision(.wait, at: record.at + .days(2), reason: "two") }
        #expect(record.asked(of: other, pin: record.policy).differs(from: one))
    }
}
