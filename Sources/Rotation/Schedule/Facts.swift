/// What a policy's pure `schedule` function may know.
package struct Facts: Equatable, Sendable {
    package var name: String
    package var application: Application
    package var now: Instant
    /// Of the current credential, like the four that follow.
    package var createdAt: Instant
    package var expiresAt: Instant
    /// The next nominal time of the declared schedule.
    package var dueAt: Instant?
    package var lastRotatedAt: Instant?
    /// True for ok, false for failed, nil before the first run.
    package var lastRunSucceeded: Bool?
    package var attempts: Int
    /// Live credentials that are ours.
    package var liveCount: Int
    /// Live credentials of the application that are not ours.
    package var foreignCount: Int
    package var interval: Duration
    /// In 0..<1, the same for the same name.
    package var jitter: Double

    package init(
        name: String, application: Application, now: Instant, createdAt: Instant,
        expiresAt: Instant, dueAt: Instant? = nil, lastRotatedAt: Instant? = nil,
        lastRunSucceeded: Bool? = nil, attempts: Int = 0, liveCount: Int = 1,
        foreignCount: Int = 0, interval: Duration, jitter: Double? = nil
    ) {
        self.name = name
        self.application = application
        self.now = now
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.dueAt = dueAt
        self.lastRotatedAt = lastRotatedAt
        self.lastRunSucceeded = lastRunSucceeded
        self.attempts = attempts
        self.liveCount = liveCount
        self.foreignCount = foreignCount
        self.interval = interval
        self.jitter = jitter ?? Jitter.fraction(of: name)
    }
}

/// A policy's advice; the host clamps it.
package struct Decision: Equatable, Sendable {
    /// What to do with the current credential.
    package enum Action: String, CaseIterable, Sendable {
        /// Replace it, at `at` or at once.
        case rotate
        /// Leave it and ask again, at `at` or after the default.
        case wait
        /// Leave out the next nominal time.
        case skip
    }

    package var action: Action
    package var at: Instant?
    /// Whether to rotate in one of the declared windows only.
    package var isWithinWindow = false
    package var reason: String?

    package init(
        _ action: Action, at: Instant? = nil, isWithinWindow: Bool = false, reason: String? = nil
    ) {
        self.action = action
        self.at = at
        self.isWithinWindow = isWithinWindow
        self.reason = reason
    }
}
