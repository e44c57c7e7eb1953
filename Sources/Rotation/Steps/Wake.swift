/// When something wants to be looked at again, and for what.
package struct Wake: Equatable, Sendable {
    package var at: Instant
    package var reason: Reason

    package init(_ at: Instant, for reason: Reason) {
        self.at = at
        self.reason = reason
    }

    /// What is waited for.
    package enum Reason: String, CaseIterable, Sendable {
        /// It can go on at once.
        case now
        /// The next decision.
        case schedule
        /// Its turn among many that fell due together after a gap.
        case spread
        /// The nominal time of a run that began ahead of it.
        case stage
        /// The time a displaced credential stays live.
        case overlap
        /// A policy function said no; it is asked again.
        case veto
        /// The next sign-in with a new secret.
        case proof
        /// The time a new secret gets to spread before it is promoted.
        case settle
        /// The gap between two writes to one application.
        case gap
        /// The next try after a transient failure.
        case retry
        /// The next try after a failure that a person probably has to mend.
        case mending
        /// The next read that looks for an intent without an answer.
        case absence
        /// The next read that confirms a removal.
        case gone
        /// A look for an old intent, long after it stopped to matter.
        case afterlook
        /// The end of a pause, or the next alert during one.
        case pause
        /// A connection that cannot be reached, which is probed.
        case connection
        /// A connection whose sign-in is refused, until somebody mends it.
        case access
        /// Room among all that is in flight on the connection.
        case turn
        /// Canaries of its fleet, or a person, that let it begin.
        case brake
        /// The next alert about a secret that nothing will replace by itself.
        case alert

        /// Whether it stands for a connection that does not work.
        package var isParked: Bool { self == .connection || self == .access }

        /// Whether `run --once` waits for it.
        package var holdsOnce: Bool {
            switch self {
            case .now, .proof, .settle, .gap, .retry, .absence, .gone, .connection, .turn: true
            case .schedule, .spread, .stage, .overlap, .veto, .mending, .afterlook: false
            case .pause, .alert, .access, .brake: false
            }
        }
    }
}
