/// A hook event in the outbox, to be run at least once.
package struct Delivery: Equatable, Sendable, Identifiable {
    /// The event's ULID; hooks and the journal know it by this.
    package let id: String
    package let hook: Hook
    package var policy: PolicyPin
    /// When it was put into the outbox.
    package let at: Instant
    /// The credential it is about, if there is one.
    package let credential: String?
    /// The credential that one displaced, if any.
    package let previous: String?
    /// What went wrong, for `failed`.
    package let error: String?
    /// Tries so far; a retry after a failure is a new attempt.
    package var attempt: Int
    package var state: State
    package var wake: Wake?

    package init(
        id: String, hook: Hook, policy: PolicyPin, at: Instant, credential: String?,
        previous: String? = nil, error: String? = nil, attempt: Int = 1, state: State = .pending,
        wake: Wake? = nil
    ) {
        self.id = id
        self.hook = hook
        self.policy = policy
        self.at = at
        self.credential = credential
        self.previous = previous
        self.error = error
        self.attempt = attempt
        self.state = state
        self.wake = wake
    }

    /// Whether it still has to be run.
    package enum State: String, Sendable {
        case pending, done, dropped
    }
}
