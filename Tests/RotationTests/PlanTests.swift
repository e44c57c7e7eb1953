import TestSupport
import Testing

@testable import Rotation

struct PlanTests {
    private let now = Instant(1_768_057_200)

    /// A credential made now that ends after 64 days, under the example's 30-day schedule.
    private func outlook(
        at time: Instant? = nil, lastStartedAt: Instant? = nil, lifetime: Duration = .days(64)
    ) -> Outlook {
        Outlook(
            now: time ?? now, anchor: .actual(now), lastStartedAt: lastStartedAt,
            current: .init(from: now, to: now + lifetime), limits: Limits())
    }

    private func plan(
        _ advice: Decision?, in outlook: Outlook, under declaration: Declaration = .example
    ) -> Plan {
        Plan.make(advice, in: outlook, under: declaration)
    }

    @Test("Without advice a run begins a stage before the nominal time")
    func declared() {
        let plan = self.plan(nil, in: outlook())
        #expect(plan.startAt == now + .days(29))
        #expect(plan.promoteAt == now + .days(30))
        #expect(plan.nominal == now + .days(30))
        #expect(!plan.asksAgain)
    }

    @Test("Advice to rotate at a time is staged ahead of it and serves no nominal time")
    func rotateAt() {
        let plan = self.plan(Decision(.rotate, at: now + .days(5)), in: outlook())
        #expect(plan.startAt == now + .days(4))
        #expect(plan.promoteAt == now + .days(5))
        #expect(plan.nominal == nil)
    }

    @Test("Advice to wait without a time is asked again after six hours")
    func waitDefault() {
        let plan = self.plan(Decision(.wait), in: outlook())
        #expect(plan.startAt == now + .hours(6))
        #expect(plan.asksAgain)
    }

    @Test(
        "No advice moves a start beyond the safety margin",
        arguments: [
            Decision(.wait, at: Instant(1_768_057_200) + .days(100)),
            Decision(.rotate, at: Instant(1_768_057_200) + .days(100)),
        ])
    func margin(advice: Decision) {
        let plan = self.plan(advice, in: outlook())
        // A tenth of 64 days is 6 days, 9 hours and 36 minutes.
        #expect(plan.startAt == now + .seconds(64 * 86_400 * 9 / 10))
        #expect(plan.reason.contains("safety margin"))
        let late = self.plan(Decision(.wait), in: outlook(at: now + .days(60)))
        #expect(late.startAt <= now + .days(60))
        #expect(!late.asksAgain)
    }

    @Test("A promotion is never planned beyond the margin")
    func latePromotion() {
        var declaration = Declaration.example
        declaration.stage = .days(15)
        let plan = self.plan(
            Decision(.rotate, at: now + .days(65)), in: outlook(lifetime: .days(60)),
            under: declaration)
        #expect(plan.promoteAt <= now + .days(54))
        #expect(plan.clamps.map(\.rule) == [.stage, .margin])
    }

    @Test("The minimum interval between two runs holds even at the margin")
    func minimumInterval() {
        let time = now + .days(60)
        let plan = self.plan(nil, in: outlook(at: time, lastStartedAt: time - .minutes(10)))
        #expect(plan.startAt == time + .minutes(50))
    }

    @Test("skip waits until the run would begin, then leaves the nominal time out")
    func skip() {
        let early = self.plan(Decision(.skip), in: outlook())
        #expect(early.startAt == now + .days(29))
        #expect(early.skipped == nil)
        let due = self.plan(
            Decision(.skip), in: outlook(at: now + .days(29), lifetime: .days(200)))
        #expect(due.skipped == now + .days(30))
        #expect(due.asksAgain)
    }

    @Test(
        "A plan names the host's rules that had a part in it",
        arguments: [
            (nil, [Clamp.Rule.stage]), (Decision(.rotate), []),
            (Decision(.rotate, at: Instant(1)), [.past]),
            (Decision(.rotate, at: Instant(1_768_057_200) + .days(100)), [.margin]),
            (Decision(.wait), [.reask]), (Decision(.wait, at: Instant(1)), [.soonest]),
            (Decision(.wait, at: Instant(1_768_057_200) + .days(5)), []),
            (Decision(.skip), [.skip]),
        ] as [(Decision?, [Clamp.Rule])])
    func clamps(advice: Decision?, rules: [Clamp.Rule]) {
        #expect(plan(advice, in: outlook()).clamps.map(\.rule) == rules)
    }

    @Test("The minimum interval is named only where it postpones something")
    func minimumIntervalClamp() {
        let soon = plan(
            Decision(.rotate), in: outlook(at: now, lastStartedAt: now - .minutes(10)))
        #expect(soon.clamps.map(\.rule) == [.minimumInterval])
        #expect(soon.clamps.first?.text.contains("\(now + .minutes(50))") == true)
        let free = plan(Decision(.rotate), in: outlook(at: now, lastStartedAt: now - .hours(2)))
        #expect(free.clamps.isEmpty)
    }

    @Test(
        "The margin is a tenth of the lifetime, three days at least, a third at most",
        arguments: [
            (Duration.days(64), Int64(552_960)), (.days(9), 259_200), (.days(6), 172_800),
            (.hours(3), 3_600),
            (.days(365), 3_153_600),
        ])
    func safetyMargin(lifetime: Duration, seconds: Int64) {
        #expect(Limits.safetyMargin(lifetime: lifetime).wholeSeconds == seconds)
    }
}
