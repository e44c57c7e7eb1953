/// What decides about a rotation's next run.
package enum NextRun: Equatable, Sendable {
    /// An operator asked for it.
    case requested(Run.Kind)
    /// It never begins by itself.
    case held(Hold)
    /// There is no current secret, and the policy wants one at once.
    case first
    /// The policy's advice within the host's rules.
    case decided(DecisionRecord)

    /// Why a rotation begins nothing by itself.
    package enum Hold: String, Sendable {
        /// It is being deleted.
        case leaving
        /// The policy says `auto = false`.
        case manualOnly = "manual_only"
        /// Too many failures in a row.
        case stuck
        /// An operator paused it.
        case paused
        /// Its policy file, or its application, is gone.
        case unmanaged
        /// Others of its fleet go first, or the fleet has stopped.
        case braked
        /// Its connection does not work.
        case disconnected
    }

    /// Finds out, and asks the policy if it is its turn; changes nothing.
    ///
    /// - Parameters:
    ///   - rotation: As it is on record.
    ///   - policy: Asked where nothing comes before it.
    ///   - pin: Its version.
    ///   - now: The time of the decision.
    ///   - limits: The host's numbers.
    /// - Returns: What comes first.
    package static func of(
        _ rotation: Rotation, under policy: any Policy, pin: PolicyPin, at now: Instant,
        limits: Limits
    ) -> NextRun {
        if rotation.leaving != nil { return .held(.leaving) }
        if rotation.isHeldAsUnmanaged { return .held(.unmanaged) }
        if rotation.isPaused, rotation.requested?.ignoresPause != true { return .held(.paused) }
        if let kind = rotation.requested { return .requested(kind) }
        if !policy.declaration.auto { return .held(.manualOnly) }
        if rotation.isStuck { return .held(.stuck) }
        if rotation.current == nil, policy.declaration.initial == .now { return .first }
        return .decided(
            .make(
                policy, pin: pin, facts: rotation.facts(at: now, under: policy.declaration),
                outlook: rotation.outlook(at: now, limits: limits)))
    }
}

extension Rotation {
    /// Whether nothing begins because it is unmanaged; a leak is dealt with all the same.
    var isHeldAsUnmanaged: Bool { unmanaged != nil && requested?.revokes != true }

    /// What its next decision depends on besides the policy.
    package func outlook(at now: Instant, limits: Limits) -> Outlook {
        Outlook(
            now: now, anchor: anchor ?? .actual(registeredAt),
            lastStartedAt: lastStart(at: now, limits),
            current: current.map { .init(from: $0.mintedAt ?? $0.intendedAt, to: $0.endsAt) },
            limits: limits)
    }

    /// The facts of the current credential, or nil where there is nothing to decide about.
    ///
    /// The application is as the last read showed it, without its credentials: no policy sees them.
    package func facts(at now: Instant, under declaration: Declaration) -> Facts? {
        guard let current, let seen else { return nil }
        var application = seen
        application.credentials = []
        return Facts(
            name: name, application: application, now: now,
            createdAt: current.mintedAt ?? current.intendedAt, expiresAt: current.endsAt,
            dueAt: declaration.schedule.next(after: anchor ?? .actual(registeredAt)),
            lastRotatedAt: lastRotatedAt, lastRunSucceeded: lastRunSucceeded, attempts: failures,
            liveCount: credentials.count(where: \.state.isLive),
            foreignCount: seen.credentials.count { found in
                !credentials.contains { $0.keyID == found.keyID }
            },
            interval: declaration.schedule.interval)
    }
}
