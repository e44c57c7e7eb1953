/// A rotation on its way through what lies ahead, with what is done there.
struct Future {
    var rotation: Rotation
    let declaration: Declaration
    let sighting: Sighting?
    let now: Instant
    let limits: Limits
    private(set) var actions: [Forecast.Action] = []
    /// What the run displaces.
    private var displaced: String?
    /// Those whose time is over once the run has delivered.
    private var dueWithDelivery: Set<String> = []

    init(
        rotation: Rotation, declaration: Declaration, sighting: Sighting?, now: Instant,
        limits: Limits
    ) {
        self.rotation = rotation
        self.declaration = declaration
        self.sighting = sighting
        self.now = now
        self.limits = limits
    }

    /// A run that is open or that would begin.
    struct Start {
        let kind: Run.Kind
        let plan: Plan
    }

    /// The run that is open or comes next; nil when none is foreseen.
    func start(_ next: NextRun) -> Start? {
        if let run = rotation.run {
            let reason = "the \(run.kind.words) run that began at \(run.startedAt) goes on"
            return Start(
                kind: run.kind,
                plan: Plan(
                    startAt: max(run.wake.at, now), promoteAt: run.promoteAt,
                    closesAt: run.closesAt, reason: reason))
        }
        switch next {
        case .held: return nil
        case .requested(let kind):
            if kind == .called, rotation.hindrance(at: now, limits) != nil { return nil }
            let outlook = rotation.outlook(at: now, limits: limits)
            return Start(kind: kind, plan: .asked(kind, in: outlook, under: declaration))
        case .first:
            let plan = Plan(startAt: now, promoteAt: now, reason: "no current secret")
            return Start(kind: .first, plan: plan)
        case .decided(let decision):
            guard !decision.plan.asksAgain else { return nil }
            let kind: Run.Kind = rotation.current == nil ? .first : .scheduled
            return Start(kind: kind, plan: decision.plan)
        }
    }

    /// Goes through the steps of a run that are still to come.
    mutating func run(_ start: Start) {
        guard rotation.run?.step != .deliver else { return }
        let made = rotation.candidate?.mintedAt ?? make(start)
        promote(start, madeAt: made)
    }

    /// - Returns: When the secret is made.
    private mutating func make(_ start: Start) -> Instant {
        let at = makeRoom(by: max(start.plan.startAt, now))
        var life = declaration.lifetime
        if let longest = sighting?.standing.rule?.longestLife, longest < life {
            life = longest - limits.clockTolerance
        }
        let asked = declaration.hooks.contains(.beforeRotate) ? "; 'before_rotate' may veto it" : ""
        actions.append(
            .init(
                kind: .make, at: at, endsAt: at + life, reason: start.plan.reason + asked,
                clamps: start.plan.clamps))
        return at
    }

    /// Removes what is in the way where the number of secrets is capped.
    private mutating func makeRoom(by instant: Instant) -> Instant {
        guard let application = sighting?.application else { return instant }
        let slot = Slot(on: application, among: rotation.credentials, at: instant, limits)
        let confirmed = limits.goneSpacing * (Limits.goneReads - 1)
        switch slot {
        case .free, .none: return instant
        case .leaving(let wake): return max(instant, wake.at)
        case .displaced(let id, let from):
            let why = "it makes room: the application holds two client secrets at most"
            remove(id, at: from, why)
            return max(instant, from + confirmed)
        }
    }

    private mutating func promote(_ start: Start, madeAt: Instant) {
        let settled = madeAt + limits.settle(for: start.kind)
        let at = max(start.plan.promoteAt, settled, now)
        let version = rotation.version + 1
        let window = start.plan.closesAt.map { "; its window closes at \($0)" } ?? ""
        actions.append(
            .init(
                kind: .promote, at: at, keyID: rotation.candidate?.keyID, version: version,
                reason: proven + window))
        if let current = rotation.current { displace(current, at: at, start.plan) }
        deliver(at: at)
    }

    /// What was displaced before has its end counted anew by the delivery, unless it goes sooner.
    private mutating func deliver(at instant: Instant) {
        let before = rotation.credentials
        rotation.displace(at: instant, declaration.overlap, limits)
        for former in before where former.state == .previous && former.id != displaced {
            if let wake = former.wake, wake.at < min(instant, former.endsAt) {
                rotation.update(former.id) { $0.wake = wake }
                continue
            }
            rotation.update(former.id) {
                guard let wake = $0.wake, wake.at <= instant else { return }
                $0.wake = Wake(instant, for: .overlap)
                dueWithDelivery.insert(former.id)
            }
        }
    }

    private var proven: String {
        let proofs = declaration.proofs
        switch declaration.proof {
        case .signIn: return "once it has signed in \(proofs == 1 ? "once" : "\(proofs) times")"
        case .directory:
            return
                "once \(proofs.of("read")) of the directory \(proofs == 1 ? "lists" : "list") it; "
                + "not proven by sign-in"
        }
    }

    private mutating func displace(_ current: Credential, at instant: Instant, _ plan: Plan) {
        let why: String
        switch declaration.overlap {
        case .duration(let length):
            why = "stays live for \(max(length, limits.minimumGrace).short)"
        case .untilNext:
            let anchor = plan.nominal.map { Anchor.nominal($0, served: instant) }
            let next = declaration.schedule.next(after: anchor ?? .actual(instant))
            why = "stays live until the run after it has delivered, due at \(next)"
        }
        actions.append(
            .init(
                kind: .displace, at: instant, keyID: current.keyID, version: current.version,
                reason: why))
        rotation.update(current.id) { $0.state = .previous }
        displaced = current.id
    }

    /// What becomes of credentials beside the run.
    mutating func settle() {
        for delivery in rotation.deliveries {
            let failed = delivery.attempt > 1 ? ", attempt \(delivery.attempt)" : ""
            actions.append(
                .init(
                    kind: .deliver, at: max(delivery.wake?.at ?? now, now),
                    version: rotation.version, reason: "hook '\(delivery.hook.rawValue)'\(failed)"))
        }
        for credential in rotation.credentials { settle(credential) }
    }

    private mutating func settle(_ credential: Credential) {
        let at = max(credential.wake?.at ?? now, now)
        switch credential.state {
        case .retiring, .revoking: remove(credential.id, at: at, "its removal is under way")
        case .discarding: remove(credential.id, at: at, "nobody has received it")
        case .unresolved:
            actions.append(
                .init(
                    kind: .seek, at: at,
                    reason: "no answer said whether it was made; "
                        + "found under \(credential.label) it is removed"))
        case .previous: leave(credential)
        default: break
        }
    }

    /// The end of what was displaced.
    private mutating func leave(_ credential: Credential) {
        let isHeld = rotation.isPaused && rotation.run?.kind != .forced
        guard let wake = credential.wake, wake.reason != .pause, !isHeld else { return }
        if wake.at >= credential.endsAt { return end(credential) }
        let asked =
            declaration.hooks.contains(.retire) && !declaration.retireForce
            ? "; 'retire' is asked first" : ""
        let why: String
        switch declaration.overlap {
        case .untilNext: why = "the overlap ends when the next version is delivered"
        case .duration where dueWithDelivery.contains(credential.id):
            why = "it goes once the next version is delivered"
        case .duration(let length):
            why = "the overlap of \(max(length, limits.minimumGrace).short) is over"
        }
        remove(credential.id, at: max(wake.at, now), why + asked)
    }

    /// With `until_next` what the run displaces outlives it.
    private mutating func end(_ credential: Credential) {
        guard credential.id != displaced || declaration.overlap != .untilNext else { return }
        actions.append(
            .init(
                kind: .expire, at: credential.endsAt, keyID: credential.keyID,
                version: credential.version, reason: "left to its end date"))
    }

    private mutating func remove(_ id: String, at instant: Instant, _ reason: String) {
        guard let credential = rotation.credentials.first(where: { $0.id == id }) else { return }
        actions.append(
            .init(
                kind: .remove, at: instant, keyID: credential.keyID, version: credential.version,
                reason: reason))
        rotation.update(id) { $0.state = .gone }
    }
}
