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
    /// The host's rules that had a part in it, in the order in which they were applied.
    package var clamps: [Clamp] = []

    package init(
        startAt: Instant, promoteAt: Instant, closesAt: Instant? = nil, nominal: Instant? = nil,
        asksAgain: Bool = false, skipped: Instant? = nil, reason: String, clamps: [Clamp] = []
    ) {
        self.startAt = startAt
        self.promoteAt = promoteAt
        self.closesAt = closesAt
        self.nominal = nominal
        self.asksAgain = asksAgain
        self.skipped = skipped
        self.reason = reason
        self.clamps = clamps
    }
}

/// Everything the host's rules look at besides the declaration; kept with a logged decision.
package struct Outlook: Equatable, Sendable {
    package var now: Instant
    package var anchor: Anchor
    package var lastStartedAt: Instant?
    /// The current credential's life, nil when there is none.
    package var current: Life?
    package var minimumInterval: Duration
    package var reask: Duration
    /// How soon a policy that failed is asked again.
    package var failurePause: Duration

    /// From when to when a credential is valid.
    package struct Life: Equatable, Sendable {
        package var from: Instant
        package var to: Instant

        package init(from: Instant, to: Instant) {
            self.from = from
            self.to = to
        }
    }

    /// Takes from `limits` the numbers that decisions depend on.
    package init(
        now: Instant, anchor: Anchor, lastStartedAt: Instant?, current: Life?, limits: Limits
    ) {
        self.now = now
        self.anchor = anchor
        self.lastStartedAt = lastStartedAt
        self.current = current
        minimumInterval = limits.minimumInterval
        reask = limits.reask
        failurePause = limits.backoffCap
    }

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
    ///   - declaration: What the policy declares.
    /// - Returns: A plan whose start never lies beyond the safety margin.
    static func make(
        _ decision: Decision?, in outlook: Outlook, under declaration: Declaration
    ) -> Plan {
        var plan = advised(decision, in: outlook, under: declaration)
        if plan.nominal != nil || decision?.isWithinWindow == true {
            plan = plan.inWindow(of: declaration, at: outlook.now, margin: outlook.margin)
        }
        if plan.promoteAt <= outlook.now { plan.clamps.removeAll { $0.rule == .stage } }
        return plan.afterMinimumInterval(of: outlook).withinMargin(of: outlook)
    }

    private static func advised(
        _ decision: Decision?, in outlook: Outlook, under declaration: Declaration
    ) -> Plan {
        let next = declaration.schedule.next(after: outlook.anchor)
        switch decision?.action {
        case nil:
            return staged(next, declaration, reason: "due at \(next)", nominal: next)
        case .rotate:
            let at = max(decision?.at ?? outlook.now, outlook.now)
            var plan = staged(at, declaration, reason: decision?.reason ?? "the policy says rotate")
            if let asked = decision?.at, asked < outlook.now {
                plan.clamps.append(Clamp(.past, "\(asked) is over: at once"))
            }
            return plan
        case .wait:
            return wait(decision, in: outlook)
        case .skip:
            let reason = decision?.reason ?? "the policy skips \(next)"
            return skip(next, in: outlook, under: declaration, reason: reason)
        }
    }

    /// A run that may begin a stage ahead of `at`.
    private static func staged(
        _ at: Instant, _ declaration: Declaration, reason: String, nominal: Instant? = nil
    ) -> Plan {
        let stage = declaration.stage
        let clamp = Clamp(.stage, "may begin \(stage.short) ahead of its time")
        return Plan(
            startAt: at - stage, promoteAt: at, nominal: nominal, reason: reason,
            clamps: stage > .zero ? [clamp] : [])
    }

    private static func wait(_ decision: Decision?, in outlook: Outlook) -> Plan {
        let at = decision?.at ?? outlook.now + outlook.reask
        let soonest = outlook.now + .minutes(1)
        var plan = Plan(
            startAt: max(at, soonest), promoteAt: at, asksAgain: true,
            reason: decision?.reason ?? "the policy says wait")
        if decision?.at == nil {
            plan.clamps = [Clamp(.reask, "no time given: asked again after \(outlook.reask.short)")]
        } else if at < soonest {
            plan.clamps = [Clamp(.soonest, "asked again after a minute at the earliest")]
        }
        return plan
    }

    /// Leaves `next` out once its run would begin; before that the policy may change its mind.
    private static func skip(
        _ next: Instant, in outlook: Outlook, under declaration: Declaration, reason: String
    ) -> Plan {
        let begins = next - declaration.stage
        if outlook.now < begins {
            let clamp = Clamp(.skip, "asked again when the run would begin, at \(begins)")
            return Plan(
                startAt: begins, promoteAt: next, asksAgain: true, reason: reason, clamps: [clamp])
        }
        let following = declaration.schedule.next(after: .nominal(next, served: next))
        return Plan(
            startAt: max(following - declaration.stage, outlook.now + .seconds(1)),
            promoteAt: following, asksAgain: true, skipped: next, reason: reason)
    }

    /// Moves a start that is too near to the last run.
    private func afterMinimumInterval(of outlook: Outlook) -> Plan {
        guard let last = outlook.lastStartedAt else { return self }
        let earliest = last + outlook.minimumInterval
        guard startAt < earliest else { return self }
        var plan = self
        plan.startAt = earliest
        let interval = outlook.minimumInterval.short
        if outlook.now < earliest {
            plan.clamps.append(
                Clamp(
                    .minimumInterval,
                    "not before \(earliest), \(interval) after the last run began"))
        }
        return plan
    }

    /// Moves a start beyond the safety margin of the current credential to the margin.
    private func withinMargin(of outlook: Outlook) -> Plan {
        guard let current = outlook.current, let margin = outlook.margin else { return self }
        var floor = margin
        if let last = outlook.lastStartedAt {
            floor = max(margin, last + outlook.minimumInterval)
        }
        guard startAt > floor || (asksAgain && margin <= outlook.now) else {
            var plan = self
            plan.promoteAt = max(startAt, min(promoteAt, floor))
            if !asksAgain, promoteAt > floor {
                plan.clamps.append(Clamp(.margin, "promoted by \(plan.promoteAt) at the latest"))
            }
            return plan
        }
        let distance = (current.to - margin).short
        let clamp = Clamp(
            .margin, "replaced at \(margin), \(distance) before its end, whatever the policy says")
        return Plan(
            startAt: floor, promoteAt: floor,
            reason: "safety margin: the current secret ends at \(current.to)",
            clamps: clamps.filter { $0.rule == .minimumInterval && floor > margin } + [clamp])
    }
}
