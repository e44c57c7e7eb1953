/// When to say that a secret nears its end and nothing has taken its place.
enum Alerts {
    /// At the safety margin, at half of it, and daily in the last three days.
    static func times(from: Instant, to end: Instant) -> [Instant] {
        let margin = Limits.safetyMargin(lifetime: end - from)
        let late = (0...3).map { end - .days(3 - $0) }.filter { $0 > end - margin / 2 }
        return [end - margin, end - margin / 2] + late
    }

    /// The first of them that no alert at `given` or before has answered.
    static func next(from: Instant, to end: Instant, after given: Instant?) -> Instant? {
        let margin = end - Limits.safetyMargin(lifetime: end - from)
        guard let given, given >= margin else { return margin }
        return times(from: from, to: end).first { $0 > given }
    }

    /// How long a run that goes well is left to itself within a margin.
    static func patience(margin: Duration) -> Duration { min(.hours(1), margin / 4) }
}

extension Rotation {
    /// When the next alert about one of its secrets is given; nil when none is left to be given.
    package var alertAt: Instant? {
        guard leaving == nil else { return nil }
        return credentials.indices.lazy.compactMap { alertAt(of: $0) }.min()
    }

    private func alertAt(of place: Int) -> Instant? {
        guard isWatched(place) else { return nil }
        let end = credentials[place].endsAt
        let from = credentials[place].mintedAt ?? credentials[place].intendedAt
        guard let at = Alerts.next(from: from, to: end, after: alertedAt) else { return nil }
        guard let run, credentials[place].wake?.reason != .veto else { return at }
        let margin = Limits.safetyMargin(lifetime: end - from)
        let since = run.wake.reason.isProgress ? max(run.startedAt, end - margin) : run.startedAt
        return max(at, since + Alerts.patience(margin: margin))
    }

    /// Whether consumers may need this secret: they read it, or have not been told of the one that
    /// displaced it, or `retire` says that it is in use.
    private func isWatched(_ place: Int) -> Bool {
        switch credentials[place].state {
        case .current: true
        case .previous:
            credentials[place].wake?.reason == .veto
                || (credentials[place].displacedAt == nil && current?.deliveredAt == nil)
        default: false
        }
    }

    /// The secrets about which an alert is due.
    fileprivate func alarming(at now: Instant) -> [Credential] {
        credentials.indices.filter { alertAt(of: $0).map { $0 <= now } ?? false }
            .map { credentials[$0] }
    }
}

extension Wake.Reason {
    /// Whether a run that waits for it goes well.
    fileprivate var isProgress: Bool {
        switch self {
        case .now, .proof, .settle, .gap, .absence, .gone, .turn: true
        default: false
        }
    }
}

/// No secret that consumers need ends in silence, whatever keeps it from being replaced.
extension Rotator {
    /// Gives the alerts that are due as a visit ends, once each.
    func giveAlerts(_ work: inout Work) {
        // What a stop has cut short is no trouble, and whoever comes next gives it.
        guard !isStopped(), let at = work.rotation.alertAt, at <= clock.now() else { return }
        let trouble = trouble(of: work)
        for credential in work.rotation.alarming(at: clock.now()) {
            let alert = trouble.about(credential, of: work.name)
            note(.alert, alert.detail, keyID: credential.keyID, hint: alert.hint, in: &work)
        }
        work.rotation.alertedAt = clock.now()
        work.isUnsettled = true
    }

    /// The same for a rotation that cannot be opened because of `error`.
    func alerts(about rotation: inout Rotation, _ error: Failure) -> [Event] {
        guard let at = rotation.alertAt, at <= clock.now() else { return [] }
        let trouble = Trouble(why: "\(error)", wayOut: error.hint)
        let alarming = rotation.alarming(at: clock.now())
        rotation.alertedAt = clock.now()
        return alarming.map { credential in
            let alert = trouble.about(credential, of: rotation.name)
            return Event(
                at: clock.now(), rotation: rotation.name, run: rotation.run?.id, kind: .alert,
                detail: alert.detail, keyID: credential.keyID, hint: alert.hint)
        }
    }

    /// Why the current secret has no delivered successor yet.
    private func trouble(of work: Work) -> Trouble {
        if let hold = hold(of: work) {
            let error = hold.hasError ? work.rotation.lastError.map { ": \($0)" } : nil
            let dismissal = hold == .unmanaged ? work.rotation.unmanaged : nil
            return Trouble(
                why: hold.words + (error ?? ""),
                wayOut: dismissal?.reason.wayOut(of: work.name) ?? hold.wayOut(of: work.name))
        }
        let error = work.rotation.lastError
        guard let run = work.rotation.run else { return Trouble(why: error ?? "not replaced yet") }
        switch run.wake.reason {
        case .veto:
            return Trouble(
                why: "'before_rotate' says no",
                wayOut: "let it say yes; 'runtime history \(work.name)' has its reasons")
        case .turn: return Trouble(why: "others go first on its connection")
        default: return Trouble(why: error ?? "the run that began at \(run.startedAt) goes on")
        }
    }

    private func hold(of work: Work) -> NextRun.Hold? {
        let rotation = work.rotation
        if rotation.isHeldAsUnmanaged { return .unmanaged }
        if rotation.heldSince != nil { return .paused }
        if work.breaker?.isOpen == true { return .disconnected }
        guard rotation.run == nil else { return nil }
        if !work.declaration.auto { return .manualOnly }
        if rotation.isStuck { return .stuck }
        return rotation.isBraked ? .braked : nil
    }

    /// When the next alert comes, if that is still to come.
    func nextAlert(_ work: Work) -> Instant? {
        let now = clock.now()
        return work.rotation.alertAt.flatMap { $0 > now ? $0 : nil }
    }
}

/// What keeps a secret from being replaced, and what an operator does about it.
private struct Trouble {
    let why: String
    var wayOut: String?

    func about(_ credential: Credential, of name: String) -> (detail: String, hint: String) {
        let hint = wayOut ?? "mend it; 'runtime status \(name)' shows it"
        let end = "ends at \(credential.endsAt)"
        switch credential.state {
        case .previous where credential.wake?.reason == .veto:
            return (
                "'retire' says no, and the secret it keeps \(end)",
                "whoever still uses it stops to sign in then; 'runtime history \(name)' has the "
                    + "reasons"
            )
        case .previous:
            return ("\(why), and the secret that consumers were told of \(end)", hint)
        default: return ("\(why), and the current secret \(end)", hint)
        }
    }
}

extension NextRun.Hold {
    /// Why nothing begins, for people.
    package var words: String {
        switch self {
        case .leaving: "it is being deleted"
        case .manualOnly: "auto = false"
        case .stuck: "stuck"
        case .paused: "paused"
        case .disconnected: "its connection does not work"
        case .unmanaged: "unmanaged"
        case .braked: "its fleet's brakes hold it"
        }
    }

    /// Whether the last error is the reason for it.
    fileprivate var hasError: Bool { self == .stuck || self == .disconnected }

    /// What an operator does about it.
    func wayOut(of name: String) -> String {
        switch self {
        case .leaving: "'runtime delete \(name)' goes on with it"
        case .manualOnly: "'runtime rotate \(name)'"
        case .stuck: "mend it, then 'runtime retry \(name)'"
        case .disconnected: "mend the connection"
        case .unmanaged: "put the policy file back, or 'runtime delete \(name)'"
        case .braked: "mend it, then 'runtime retry \(name)'"
        case .paused: "'runtime resume \(name)', or 'runtime rotate --force \(name)'"
        }
    }
}
