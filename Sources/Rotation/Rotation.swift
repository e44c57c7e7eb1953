/// One application under one policy, with its open run, its credentials and its outbox.
///
/// This is what is loaded under a lease, changed by a step and committed as a whole.
package struct Rotation: Equatable, Sendable, Identifiable {
    package let id: Int64
    private var identity: Shared<Identity>
    private var sight: Shared<Application?>
    package var policy: PolicyPin
    package let registeredAt: Instant
    /// The version last promoted; 0 before the first.
    package var version = 0
    package var anchor: Anchor?
    package var lastStartedAt: Instant?
    package var lastRotatedAt: Instant?
    package var lastRunSucceeded: Bool?
    /// How the latest run was begun.
    package var lastRunKind: Run.Kind?
    /// Permanent failures in a row.
    package var failures = 0
    package var isStuck = false
    /// Proofs that failed in a row.
    package var failedProofs = 0
    /// What went wrong last, until something goes well.
    package var lastError: String?
    package var lastWriteAt: Instant?
    /// Since when it is paused; nil when it is not.
    package var pausedAt: Instant?
    /// The fleet whose member it is.
    package var fleet: Int64?
    /// Why it is not managed at present; nil when it is.
    package var unmanaged: Dismissal?
    /// The last alert about a secret that nears its end.
    package var alertedAt: Instant?
    /// What was asked for and no run has begun for.
    package var requested: Run.Kind?
    /// That an operator wants it to try again.
    package var retry: Retry?
    /// That an operator wants it deleted.
    package var leaving: Leaving?
    /// How often an operator did something to it, and how much of that visits have seen.
    package var touched = 0
    package var answered = 0
    /// When the next decision is asked for.
    package var decision: Wake?
    /// The last decision that was logged.
    package var decided: Gist?
    package var run: Run?
    /// Every credential that is not over or that an event is about, latest first.
    package var credentials: [Credential] = []
    /// Every event that is not done, oldest first.
    package var deliveries: [Delivery] = []

    package init(
        id: Int64, name: String, connection: String, application: ApplicationReference,
        policy: PolicyPin, path: String, secrets: SecretNames, registeredAt: Instant
    ) {
        self.id = id
        identity = Shared(
            Identity(
                name: name, connection: connection, application: application, path: path,
                secrets: secrets))
        sight = Shared(nil)
        self.policy = policy
        self.registeredAt = registeredAt
    }

    /// What its policy file says about it.
    private struct Identity: Equatable, Sendable {
        var name: String
        var connection: String
        var application: ApplicationReference
        var path: String
        var secrets: SecretNames
    }
}

extension Rotation {
    package var name: String {
        get { identity.value.name }
        set { identity.value.name = newValue }
    }

    package var connection: String {
        get { identity.value.connection }
        set { identity.value.connection = newValue }
    }

    package var application: ApplicationReference {
        get { identity.value.application }
        set { identity.value.application = newValue }
    }

    /// The file the policy was registered from.
    package var path: String {
        get { identity.value.path }
        set { identity.value.path = newValue }
    }

    package var secrets: SecretNames {
        get { identity.value.secrets }
        set { identity.value.secrets = newValue }
    }

    /// The application as the last read showed it.
    package var seen: Application? {
        get { sight.value }
        set { sight.value = newValue }
    }
}

extension Rotation {
    /// The credential consumers read.
    package var current: Credential? {
        // By places: a credential is much to copy.
        credentials.indices.first { credentials[$0].state == .current }.map { credentials[$0] }
    }

    /// The credential the open run is making.
    package var candidate: Credential? {
        guard let id = run?.credential else { return nil }
        return credentials.indices.first { credentials[$0].id == id }.map { credentials[$0] }
    }

    /// Whether an operator has paused it.
    package var isPaused: Bool { pausedAt != nil }

    /// The soonest of everything that waits for a reason that is wanted.
    package func soonest(where isWanted: (Wake.Reason) -> Bool) -> Wake? {
        var soonest = isTouched && isWanted(.now) ? Wake(Instant(0), for: .now) : nil
        func look(_ wake: Wake?) {
            guard let wake, isWanted(wake.reason) else { return }
            if let soonest, soonest.at <= wake.at { return }
            soonest = wake
        }
        for place in credentials.indices { look(credentials[place].wake) }
        for place in deliveries.indices { look(deliveries[place].wake) }
        look(run == nil ? decision : run?.wake)
        if isWanted(.alert) { look(alertAt.map { Wake($0, for: .alert) }) }
        return soonest
    }

    /// When to look at it next; nil when only an operator can move it.
    package var wake: Wake? { soonest { _ in true } }

    /// When something can happen to it next, for people; nil when only an operator can move it.
    ///
    /// What is due as soon as anybody looks is due now; while nothing is retired, an overlap that
    /// ends is not among it.
    package func comingUp(at now: Instant) -> Wake? {
        let isHeld = heldSince != nil || unmanaged != nil
        guard let wake = soonest(where: { !isHeld || $0 != .overlap }) else { return nil }
        guard isTouched, wake.at <= now else { return wake }
        let standsStill = heldSince != nil && run == nil && requested == nil && leaving == nil
        return Wake(now, for: standsStill ? .pause : .now)
    }

    /// When `run --once` looks at it next; nil when nothing is left that it waits for.
    package var heldWake: Wake? { soonest(where: \.holdsOnce) }

    /// Whether nothing is under way, asked for or held back; its credentials may wait.
    package var rests: Bool {
        run == nil && requested == nil && leaving == nil && !isTouched && !isPaused
            && unmanaged == nil && deliveries.isEmpty
    }

    /// Whether it stands still until somebody mends what is wrong.
    package var needsMending: Bool {
        isStuck || soonest { $0 == .mending || $0 == .access } != nil
    }

    /// Moves every wake of its credentials and events that lies before `wake` to it.
    mutating func postpone(until wake: Wake) {
        for index in credentials.indices {
            if let own = credentials[index].wake, own.at < wake.at {
                credentials[index].wake = wake
            }
        }
        for index in deliveries.indices {
            if let own = deliveries[index].wake, own.at < wake.at { deliveries[index].wake = wake }
        }
    }

    /// Since when a pause is in force; nil while a run is open that ignores it.
    var heldSince: Instant? { run?.kind.ignoresPause == true ? nil : pausedAt }

    /// Whether there is nothing to do about its run, or about a next one, before its time.
    func isWaiting(at now: Instant) -> Bool {
        guard let wake = run == nil ? decision : run?.wake, wake.at > now else { return false }
        return run != nil || requested == nil
    }

    /// Whether part of it is parked until its connection works.
    package var isParked: Bool {
        soonest(where: \.isParked) != nil
    }

    /// Whether it waits for others of its fleet.
    package var isBraked: Bool { run == nil && decision?.reason == .brake }

    /// Sets what is parked to go on at `instant`, unless it looks sooner by itself.
    package mutating func unpark(at instant: Instant) {
        let unparked = { (wake: Wake?) -> Wake? in
            guard let wake, wake.reason.isParked || wake.reason == .brake, wake.at > instant else {
                return wake
            }
            return Wake(instant, for: .now)
        }
        if let run { self.run?.wake = unparked(run.wake) ?? run.wake }
        decision = unparked(decision)
        for index in credentials.indices {
            credentials[index].wake = unparked(credentials[index].wake)
        }
    }

    /// Changes the credential with `id` in place.
    package mutating func update(_ id: String, _ change: (inout Credential) -> Void) {
        for index in credentials.indices where credentials[index].id == id {
            change(&credentials[index])
        }
    }

    /// Lets go of events that are done and of credentials that are over and no event is about.
    package mutating func dropWhatIsOver() {
        deliveries.removeAll { $0.state != .pending }
        guard credentials.contains(where: { $0.state.isOver }) else { return }
        let told = Set(deliveries.flatMap { [$0.credential, $0.previous].compactMap(\.self) })
        credentials.removeAll { $0.state.isOver && !told.contains($0.id) }
    }

    /// One word for people: what the rotation is doing.
    package var status: Status {
        if leaving != nil { return .leaving }
        if isStuck { return .stuck }
        if unmanaged != nil { return .unmanaged }
        if isPaused { return .paused }
        if let run { return run.step == .deliver ? .delivering : .rotating }
        if credentials.contains(where: { $0.state == .retiring || $0.state == .revoking }) {
            return .retiring
        }
        if credentials.contains(where: { $0.state == .previous }) { return .overlap }
        return current == nil ? .new : .idle
    }

    /// What a rotation is doing, derived from its run and its credentials.
    package enum Status: String, CaseIterable, Sendable {
        case new, idle, rotating, delivering, overlap, retiring, paused, stuck, leaving, unmanaged
    }
}
