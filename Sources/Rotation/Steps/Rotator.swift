/// The engine: drives one rotation at a time through the steps of its run and the life of its
/// credentials.
///
/// It is synchronous and belongs to one worker. Waiting is never done here: a step that must wait
/// leaves a wake on record, and whoever schedules comes back.
package final class Rotator {
    let store: any Store
    let clock: any Clock
    let limits: Limits
    let functions: [HostFunction]
    let policies: (PolicyPin) throws(PolicyError) -> any Policy
    let issuers: (String) throws(IssuerError) -> any Issuer
    let random: () -> UInt64
    let observe: (Event) -> Void
    let isStopped: () -> Bool
    let serverClocks: ServerClocks

    /// Makes an engine of its ports.
    ///
    /// - Parameters:
    ///   - store: Where everything is kept.
    ///   - clock: Tells the time.
    ///   - limits: The host's numbers.
    ///   - functions: What hooks may do to the world.
    ///   - serverClocks: What all workers know of the servers' clocks.
    ///   - random: Random bits for ids; seeded in tests.
    ///   - policies: Loads a registered policy by its pin.
    ///   - issuers: Opens a connection by its name.
    ///   - observe: Told every event once it is committed.
    ///   - isStopped: Whether no new step is to be begun.
    package init(
        store: any Store, clock: any Clock, limits: Limits = Limits(),
        functions: [HostFunction] = [], serverClocks: ServerClocks = ServerClocks(),
        random: @escaping () -> UInt64,
        policies: @escaping (PolicyPin) throws(PolicyError) -> any Policy,
        issuers: @escaping (String) throws(IssuerError) -> any Issuer,
        observe: @escaping (Event) -> Void = { _ in },
        isStopped: @escaping () -> Bool = { false }
    ) {
        self.store = store
        self.clock = clock
        self.limits = limits
        self.functions = functions
        self.serverClocks = serverClocks
        self.random = random
        self.policies = policies
        self.issuers = issuers
        self.observe = observe
        self.isStopped = isStopped
    }

    typealias StepBody = (Rotator, inout Work) throws(Failure) -> Outcome

    /// The steps of a run, in order; design section 3.
    static var steps: [(step: Run.Step, body: StepBody)] {
        [
            (.decide, { rotator, work throws(Failure) in try rotator.decide(&work) }),
            (.guard, { rotator, work throws(Failure) in try rotator.guardRun(&work) }),
            (.intend, { rotator, work throws(Failure) in try rotator.intend(&work) }),
            (.mint, { rotator, work throws(Failure) in try rotator.mint(&work) }),
            (.seal, { rotator, work throws(Failure) in try rotator.seal(&work) }),
            (.prove, { rotator, work throws(Failure) in try rotator.prove(&work) }),
            (.promote, { rotator, work throws(Failure) in try rotator.promote(&work) }),
            (.deliver, { rotator, work throws(Failure) in try rotator.deliver(&work) }),
        ]
    }

    /// Does all that can be done for a rotation now, then leaves a wake on record.
    ///
    /// - Parameters:
    ///   - id: The rotation.
    ///   - occasion: Why it is visited, as far as that matters.
    /// - Returns: The rotation as it then is, or nil while another process holds its lease.
    /// - Throws: ``StoreError`` when nothing could be recorded; what was under way is found again.
    package func advance(
        _ id: Int64, on occasion: Occasion = Occasion()
    ) throws(StoreError) -> Rotation? {
        guard var claim = try store.claim(id) else { return nil }
        let isGivenUp = claim.rotation.attend(at: clock.now())
        do throws(Failure) {
            if claim.rotation.leaving == .keeping {
                try forget(&claim.rotation, under: claim.lease)
                return claim.rotation
            }
            var work = try open(claim)
            work.occasion = occasion
            if isGivenUp { note(.decided, "the open run makes way for a revoke", in: &work) }
            let connection = work.rotation.connection
            work.breaker = try Failure.ofStore { () throws(StoreError) in
                try store.breakers().first { $0.connection == connection }
            }
            try visit(&work, isNew: claim.isNew)
            try settleConnection(&work)
            return work.rotation
        } catch {
            if case .store(let failure) = error, !failure.concernsOneRotation { throw failure }
            return try park(claim, error)
        }
    }

    private func visit(_ work: inout Work, isNew: Bool) throws(Failure) {
        if work.occasion.isClockBack { deriveWakes(&work) }
        try recover(&work, interrupted: isNew)
        if work.occasion.isCleaning {
            try careForCredentials(&work, in: [.discarding])
            if work.isUnsettled { try commit(&work) }
            return
        }
        resume(&work)
        if work.rotation.leaving != nil {
            if try leave(&work) { return }
            return try commit(&work, isLasting: false)
        }
        hurry(&work)
        try careForDeliveries(&work)
        try careForCredentials(&work)
        try drive(&work)
        try careForCredentials(&work)
        giveAlerts(&work)
        // A visit that changed nothing still puts its next wake on record.
        if work.isUnsettled { try commit(&work, isLasting: false) }
    }

    /// Runs steps until one must wait or the run is over.
    private func drive(_ work: inout Work) throws(Failure) {
        while true {
            let step = work.rotation.run?.step ?? .decide
            if work.rotation.isWaiting(at: clock.now()) { return }
            // What was intended is asked for and kept; everything else can wait.
            if isStopped(), step != .mint, step != .seal { return }
            if let wake = pauseWake(before: step, &work) { return try wait(wake, &work) }
            if step.needsConnection, let wake = parkWake(&work) { return try wait(wake, &work) }
            do throws(Failure) {
                switch try body(of: step)(self, &work) {
                case .next: continue
                case .over:
                    work.rotation.decision = nil
                    // A policy that was edited meanwhile decides from the next visit on.
                    guard work.pin == work.rotation.policy else {
                        return try wait(Wake(clock.now(), for: .now), &work)
                    }
                case .wait(let wake):
                    // A wait that is over already needs no record: the step counts anew anyway.
                    if let wake, wake.at <= clock.now(), work.rotation.run != nil {
                        work.updateRun { $0.wake = wake }
                        continue
                    }
                    return try wait(wake, &work)
                }
            } catch {
                // What a stop has cut short is no failure: it is done again.
                if isStopped(), !error.isOfStore { return }
                if try !handle(error, at: step, &work) { return }
            }
        }
    }

    /// Leaves the wake on record; a step that was only waited for is done again if that is lost.
    private func wait(_ wake: Wake?, _ work: inout Work) throws(Failure) {
        if work.rotation.run != nil {
            work.updateRun { $0.wake = wake ?? $0.wake }
        } else {
            work.rotation.decision = wake
        }
        try commit(&work, isLasting: false)
    }

    /// An operator who asks while a run is open means that run, and now.
    private func hurry(_ work: inout Work) {
        guard let asked = work.rotation.requested, let run = work.rotation.run else { return }
        let now = clock.now()
        work.taken = asked
        work.rotation.requested = nil
        // A host call that asks for a run has one.
        guard asked != .called else { return }
        if work.rotation.isPaused, !asked.ignoresPause { return notePaused(&work) }
        work.updateRun {
            if asked.ignoresPause || asked == .own { $0.kind = asked.over($0.kind) }
            $0.promoteAt = min(run.promoteAt, now)
            $0.closesAt = nil
            switch run.wake.reason {
            case .stage, .retry, .veto, .mending, .pause, .connection, .access, .turn:
                $0.wake = Wake(now, for: .now)
            default: break
            }
        }
    }

    private func body(of step: Run.Step) -> StepBody {
        guard let entry = Self.steps.first(where: { $0.step == step }) else {
            preconditionFailure("every step has a body")
        }
        return entry.body
    }

    func open(_ claim: Claim) throws(Failure) -> Work {
        let pin = claim.rotation.run?.policy ?? claim.rotation.policy
        let connection = claim.rotation.connection
        let policy = try Failure.ofPolicy { () throws(PolicyError) in try policies(pin) }
        return Work(
            rotation: claim.rotation, lease: claim.lease, pin: pin, policy: policy,
            declaration: policy.declaration.bound(to: claim.rotation),
            issuer: try Failure.ofIssuer { () throws(IssuerError) in
                WatchedIssuer(try issuers(connection))
            })
    }

    /// Writes the rotation as it is now with everything that was noted since the last commit.
    func commit(
        _ work: inout Work, sealing: (credential: String, value: SecretValue)? = nil,
        publication: Publication? = nil, isLasting: Bool = true
    ) throws(Failure) {
        let change = change(
            of: work, sealing: sealing, publication: publication, isLasting: isLasting)
        _ = try write(change, &work)
    }

    /// Does the same where there is room.
    ///
    /// - Returns: False when there is none; then nothing is written.
    func commit(_ work: inout Work, within rooms: [Room]) throws(Failure) -> Bool {
        var change = change(of: work)
        change.rooms = rooms
        return try write(change, &work)
    }

    private func change(
        of work: Work, sealing: (credential: String, value: SecretValue)? = nil,
        publication: Publication? = nil, isLasting: Bool = true
    ) -> Change {
        Change(
            rotation: work.rotation, sealing: sealing, publication: publication,
            events: work.events, decision: work.decision, taken: work.taken,
            isLasting: isLasting)
    }

    private func write(_ change: Change, _ work: inout Work) throws(Failure) -> Bool {
        let lease = work.lease
        let isWritten = try Failure.ofStore { () throws(StoreError) in
            try store.commit(change, under: lease)
        }
        guard isWritten else { return false }
        work.rotation.dropWhatIsOver()
        if work.taken != nil { work.rotation.requested = nil }
        work.taken = nil
        work.decision = nil
        work.isUnsettled = false
        work.events.forEach(observe)
        work.events = []
        return true
    }

    /// Notes an event for the next commit.
    func note(
        _ kind: Event.Kind, _ detail: String, keyID: String? = nil, hint: String? = nil,
        in work: inout Work
    ) {
        work.events.append(
            Event(
                at: clock.now(), rotation: work.name, run: work.rotation.run?.id, kind: kind,
                detail: detail, keyID: keyID, hint: hint))
    }
}
