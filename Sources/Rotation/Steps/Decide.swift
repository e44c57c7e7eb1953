/// Step 1: ask the policy, clamp by the host's rules, and begin a run when it is time.
extension Rotator {
    func decide(_ work: inout Work) throws(Failure) -> Outcome {
        let now = clock.now()
        var rotation = work.rotation
        if let kind = rotation.requested, !takeUp(kind, &work) { rotation.requested = nil }
        let next = NextRun.of(rotation, under: work.policy, pin: work.pin, at: now, limits: limits)
        switch next {
        case .requested(let kind):
            let outlook = rotation.outlook(at: now, limits: limits)
            return try begin(kind, .asked(kind, in: outlook, under: work.declaration), &work)
        case .held:
            return .wait(nil)
        case .first:
            let plan = Plan(startAt: now, promoteAt: now, reason: "no current secret")
            return try begin(.first, plan, &work)
        case .decided(let decision):
            if case .failed(let error) = decision.answer { noteFailure(.policy(error), &work) }
            log(decision, &work)
            return try follow(decision.plan, &work)
        }
    }

    /// Keeps a decision with the next commit when it says something new; always one to rotate.
    private func log(_ decision: DecisionRecord, _ work: inout Work) {
        let gist = decision.gist
        let rotates = decision.begins || decision.answer.action == Decision.Action.rotate.rawValue
        if !rotates, let last = work.rotation.decided, gist.isSame(as: last) { return }
        work.rotation.decided = gist
        work.decision = decision
    }

    private func follow(_ plan: Plan, _ work: inout Work) throws(Failure) -> Outcome {
        if let skipped = plan.skipped {
            work.rotation.anchor = .nominal(skipped, served: skipped)
            note(.decided, plan.reason, in: &work)
        }
        guard plan.startAt <= clock.now() else {
            return .wait(Wake(plan.startAt, for: .schedule))
        }
        if let wake = spreadWake(work) { return .wait(wake) }
        return try begin(work.rotation.current == nil ? .first : .scheduled, plan, &work)
    }

    private func begin(
        _ kind: Run.Kind, _ plan: Plan, _ work: inout Work
    ) throws(Failure) -> Outcome {
        let now = clock.now()
        guard !plan.asksAgain else {
            return .wait(Wake(max(plan.startAt, now + .seconds(1)), for: .schedule))
        }
        if kind.isAutomatic, let wake = try brakeWake(&work) { return .wait(wake) }
        begin(kind, plan, of: &work.rotation)
        let missed = plan.clamps.first { $0.rule == .missed }.map { ", \($0.text)" } ?? ""
        note(.began, "\(kind.words) run: \(plan.reason)\(missed)", in: &work)
        return .next
    }

    private func begin(_ kind: Run.Kind, _ plan: Plan, of rotation: inout Rotation) {
        let now = clock.now()
        rotation.lastStartedAt = now
        rotation.lastRunKind = kind
        rotation.run = Run(
            id: Identifier.ulid(at: now, random: random), kind: kind, policy: rotation.policy,
            startedAt: now, nominal: plan.nominal, promoteAt: plan.promoteAt,
            closesAt: plan.closesAt)
    }

    /// Puts a revoke that cannot even begin on record as a run, so that it is not forgotten.
    func begin(_ kind: Run.Kind, of rotation: inout Rotation) {
        guard rotation.run == nil else { return }
        let now = clock.now()
        begin(kind, Plan(startAt: now, promoteAt: now, reason: "asked for"), of: &rotation)
    }
}
