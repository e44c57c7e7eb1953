import Testing

@testable import Rotation

/// Plans for facts that are made up.
struct PlanTrialTests {
    private let declaration = Declaration(
        name: "p", application: ApplicationReference(clientID: "6f3c"),
        schedule: Schedule(interval: .days(30)),
        secrets: SecretNames(clientID: nil, clientSecret: "S"))

    private func facts(ends: Duration, rotated: Duration? = nil) -> Facts {
        let now = Instant(1_000_000_000)
        return Facts(
            name: "p", application: Application(objectID: "", clientID: "", displayName: ""),
            now: now, createdAt: now - .days(10), expiresAt: now + ends,
            lastRotatedAt: rotated.map { now - $0 }, interval: .days(30))
    }

    @Test("Without advice the run begins a stage before an interval after the last rotation")
    func declared() {
        let facts = facts(ends: .days(54), rotated: .days(5))
        let plan = Plan(of: declaration, facts: facts, advice: nil)
        #expect(plan.nominal == facts.now + .days(25))
        #expect(plan.startAt == facts.now + .days(24))
    }

    @Test("Advice is clamped to the margin and to the least time between two runs")
    func clamped() {
        let late = facts(ends: .days(2))
        let wait = Decision(.wait, at: late.now + .days(1))
        #expect(!Plan(of: declaration, facts: late, advice: wait).asksAgain)
        let fresh = facts(ends: .days(54), rotated: .minutes(10))
        let plan = Plan(of: declaration, facts: fresh, advice: Decision(.rotate))
        #expect(plan.startAt == fresh.now + .minutes(50))
    }
}
