/// When the next run begins and what it serves, after the host's rules.
package struct Plan: Equatable, Sendable {
    /// When the run may begin.
    package var startAt: Instant
    /// When its secret is promoted at the earliest.
    package var promoteAt: Instant
    /// When it is too late for that: its window closes; nil without one.
    package var closesAt: Instant?
    /// The nominal time it serves, if it serves one.
    package var nominal: Instant?
    /// True when the policy is to be asked again at `startAt` instead.
    package var asksAgain = false
    /// The nominal time that is left out; it becomes the anchor.
    package var skipped: Instant?
    /// Why, for people.
    package var reason: String
}

/// Everything the host's rules look at.
struct Outlook {
    var now: Instant
    var declaration: Declaration
    var anchor: Anchor
    var lastStartedAt: Instant?
    /// The current credential's life, nil when there is none.
    var current: (from: Instant, to: Instant)?
    var limits: Limits

    /// When the current credential is replaced whatever its policy says.
    var margin: Instant? {
        current.map { $0.to - Limits.safetyMargin(lifetime: $0.to - $0.from) }
    }
}

extension Plan {
    /// Turns a policy's advice into a plan by the host's rules, which win.
    ///
    /// - Parameters:
    ///   - decision: The policy's advice, nil for "use the declared schedule".
    ///   - outlook: The rotation's situation.
    /// - Returns: A plan whose start never lies beyond the safety margin.
    static func make(_ decision: Decision?, in outlook: Outlook) -> Plan {
        var plan = advised(decision, in: outlook)
        if plan.nominal != nil || decision?.isWithinWindow == true {
            plan = plan.inWindow(
                of: outlook.declaration.schedule, stage: outlook.declaration.stage,
                now: outlook.now, margin: outlook.margin)
        }
        if let last = outlook.lastStartedAt {
            plan.startAt = max(plan.startAt, last + outlook.limits.minimumInterval)
        }
        return plan.withinMargin(of: outlook)
    }

    private static func advised(_ decision: Decision?, in outlook: Outlook) -> Plan {
        let next = outlook.declaration.schedule.next(after: outlook.anchor)
        let stage = outlook.declaration.stage
        let reason = decision?.reason
        switch decision?.action {
        case nil:
            return Plan(
                startAt: next - stage, promoteAt: next, nominal: next, reason: "due at \(next)")
        case .rotate:
            let at = max(decision?.at ?? outlook.now, outlook.now)
            return Plan(
                startAt: at - stage, promoteAt: at, reason: reason ?? "the policy says rotate")
        case .wait:
            let at = decision?.at ?? outlook.now + outlook.limits.reask
            return Plan(
                startAt: max(at, outlook.now + .minutes(1)), promoteAt: at, asksAgain: true,
                reason: reason ?? "the policy says wait")
        case .skip:
            return skip(next, in: outlook, reason: reason ?? "the policy skips \(next)")
        }
    }

    /// Leaves `next` out once its run would begin; before that the policy may change its mind.
    private static func skip(_ next: Instant, in outlook: Outlook, reason: String) -> Plan {
        let declaration = outlook.declaration
        let begins = next - declaration.stage
        if outlook.now < begins {
            return Plan(startAt: begins, promoteAt: next, asksAgain: true, reason: reason)
        }
        let following = declaration.schedule.next(after: .nominal(next, served: next))
        return Plan(
            startAt: max(following - declaration.stage, outlook.now + .seconds(1)),
            promoteAt: following, asksAgain: true, skipped: next, reason: reason)
    }

    /// Moves a start beyond the safety margin of the current credential to the margin.
    private func withinMargin(of outlook: Outlook) -> Plan {
        guard let current = outlook.current, let margin = outlook.margin else { return self }
        var floor = margin
        if let last = outlook.lastStartedAt {
            floor = max(margin, last + outlook.limits.minimumInterval)
        }
        guard startAt > floor || (asksAgain && margin <= outlook.now) else {
            var plan = self
            plan.promoteAt = max(startAt, min(promoteAt, floor))
            return plan
        }
        return Plan(
            startAt: floor, promoteAt: floor,
            reason: "safety margin: the current secret ends at \(current.to)")
    }
}
