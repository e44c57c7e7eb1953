/// Step 1: ask the policy, clamp by the host's rules, and begin a run when it is time.
extension Rotator {
    func decide(_ work: inout Work) throws(Failure) -> Outcome {
        let now = clock.now()
        if let kind = work.rotation.requested {
            work.takesRequest = true
            return begin(kind, Plan(startAt: now, promoteAt: now, reason: "asked for"), &work)
        }
        guard work.declaration.auto, !work.rotation.isStuck else { return .wait(nil) }
        if work.rotation.current == nil, work.declaration.initial == .now {
            let plan = Plan(startAt: now, promoteAt: now, reason: "no current secret")
            return begin(.first, plan, &work)
        }
        let plan = self.plan(&work)
        if let skipped = plan.skipped {
            work.rotation.anchor = .nominal(skipped, served: skipped)
            note(.decided, plan.reason, in: &work)
        }
        guard plan.startAt <= now else { return .wait(Wake(plan.startAt, for: .schedule)) }
        if let wake = spreadWake(work) { return .wait(wake) }
        return begin(work.rotation.current == nil ? .first : .scheduled, plan, &work)
    }

    /// What is to happen when, from the policy's advice and the host's rules.
    ///
    /// A policy that fails is no reason to let a secret die: the margin still holds.
    private func plan(_ work: inout Work) -> Plan {
        let now = clock.now()
        do throws(PolicyError) {
            let facts = self.facts(of: work)
            let advice = try facts.map { facts throws(PolicyError) in
                try work.policy.decide(facts)
            }
            return Plan.make(advice ?? nil, in: outlook(of: work))
        } catch {
            noteFailure(.policy(error), &work)
            let pause = Decision(.wait, at: now + limits.backoffCap, reason: "the policy failed")
            return Plan.make(pause, in: outlook(of: work))
        }
    }

    private func outlook(of work: Work) -> Outlook {
        let current = work.rotation.current
        return Outlook(
            now: clock.now(), declaration: work.declaration,
            anchor: work.rotation.anchor ?? .actual(work.rotation.registeredAt),
            lastStartedAt: lastStart(work),
            current: current.map { ($0.mintedAt ?? $0.intendedAt, $0.endsAt) }, limits: limits)
    }

    /// The facts of the current credential, or nil where there is nothing to decide about.
    private func facts(of work: Work) -> Facts? {
        guard let current = work.rotation.current, let seen = work.rotation.seen else {
            return nil
        }
        let rotation = work.rotation
        let ours = Set(rotation.credentials.map(\.keyID))
        let anchor = rotation.anchor ?? .actual(rotation.registeredAt)
        return Facts(
            name: rotation.name, application: seen, now: clock.now(),
            createdAt: current.mintedAt ?? current.intendedAt, expiresAt: current.endsAt,
            dueAt: work.declaration.schedule.next(after: anchor),
            lastRotatedAt: rotation.lastRotatedAt, lastRunSucceeded: rotation.lastRunSucceeded,
            attempts: rotation.failures,
            liveCount: rotation.credentials.count(where: \.state.isLive),
            foreignCount: seen.credentials.count { !ours.contains($0.keyID) },
            interval: work.declaration.schedule.interval)
    }

    private func begin(_ kind: Run.Kind, _ plan: Plan, _ work: inout Work) -> Outcome {
        let now = clock.now()
        guard !plan.asksAgain else {
            return .wait(Wake(max(plan.startAt, now + .seconds(1)), for: .schedule))
        }
        work.rotation.lastStartedAt = now
        work.rotation.run = Run(
            id: Identifier.ulid(at: now, random: random), kind: kind,
            policy: work.rotation.policy, startedAt: now, nominal: plan.nominal,
            promoteAt: plan.promoteAt, closesAt: plan.closesAt)
        note(.began, "\(kind.rawValue) run: \(plan.reason)", in: &work)
        return .next
    }
}
