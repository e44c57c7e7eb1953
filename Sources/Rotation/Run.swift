/// One attempt to replace a rotation's secret.
package struct Run: Equatable, Sendable, Identifiable {
    /// A ULID.
    package let id: String
    package var kind: Kind
    /// The policy it uses to its end.
    package var policy: PolicyPin
    package let startedAt: Instant
    /// The nominal time it serves; nil when it was not begun for one.
    package let nominal: Instant?
    /// Not promoted before this.
    package var promoteAt: Instant
    /// When the window of its promotion closes; nil when any time will do.
    package var closesAt: Instant?
    /// The step to do next.
    package var step: Step
    /// The longest life of a secret that the tenant allows, where it is shorter than declared.
    package var longestLife: Duration?
    /// The credential it is making, once intended.
    package var credential: String?
    /// Transient failures of this step in a row.
    package var attempt = 0
    package var proof = Progress()
    /// When to go on; an open run always has a time, so that none is ever forgotten.
    package var wake: Wake

    package init(
        id: String, kind: Kind, policy: PolicyPin, startedAt: Instant, nominal: Instant?,
        promoteAt: Instant, closesAt: Instant? = nil, step: Step = .guard
    ) {
        self.id = id
        self.kind = kind
        self.policy = policy
        self.startedAt = startedAt
        self.nominal = nominal
        self.promoteAt = promoteAt
        self.closesAt = closesAt
        self.step = step
        wake = Wake(startedAt, for: .now)
    }

    /// Why it was begun.
    package enum Kind: String, Sendable {
        /// By the schedule, the policy's advice or the safety margin.
        case scheduled
        /// The rotation had no current credential.
        case first
        /// An operator asked.
        case manual
        /// An operator asked in spite of a pause.
        case forced
        /// An operator asked to renew the very secret that the connection signs in with.
        case own
        /// A hook or a script asked; the rules of scheduled runs hold.
        case called
        /// An operator asked after a leak: once it is delivered, every other credential goes.
        case revoke
        /// The same, and they go once it is promoted.
        case revokeNow = "revoke_now"

        /// What people call such a run.
        package var words: String { self == .revokeNow ? "urgent revoke" : rawValue }

        /// Whether it ends the life of every other credential.
        package var revokes: Bool { self == .revoke || self == .revokeNow }

        /// Whether it was begun without a person; the brakes of a fleet hold for it.
        var isAutomatic: Bool { self == .scheduled || self == .first || self == .called }

        /// Whether limits on what is in flight hold for it.
        var obeysBrakes: Bool { !revokes }

        /// Whether it goes on in spite of a pause.
        var ignoresPause: Bool { self == .forced || revokes }

        /// What stands when this is asked for while `other` is: never less than was asked before.
        package func over(_ other: Kind?) -> Kind {
            guard let other, other.rank > rank else { return self }
            return other
        }

        private var rank: Int {
            switch self {
            case .called: 0
            case .scheduled, .first, .manual: 1
            case .forced, .own: 2
            case .revoke: 3
            case .revokeNow: 4
            }
        }
    }

    /// The steps of a run in their order.
    package enum Step: String, CaseIterable, Sendable {
        case decide, `guard`, intend, mint, seal, prove, promote, deliver

        /// Whether it asks the tenant for something; what was minted is sealed in any case.
        var needsConnection: Bool { self == .guard || self == .prove }
    }

    /// How far a proof is; successes count anew after a restart.
    package struct Progress: Equatable, Sendable {
        /// Sign-ins in a row that were accepted.
        package var successes = 0
        /// Sign-ins in a row that were refused.
        package var refusals = 0
        /// When this proof began; the budget counts from here.
        package var since: Instant?
        /// The last sign-in that was accepted.
        package var acceptedAt: Instant?

        package init(successes: Int = 0, refusals: Int = 0, since: Instant? = nil) {
            self.successes = successes
            self.refusals = refusals
            self.since = since
        }
    }
}

/// Which policy of which file, in which version.
package struct PolicyPin: Hashable, Sendable {
    /// SHA-256 of the file's source and its modules in hex.
    package var digest: String
    /// The policy's place in a file that returns a list, counted from 0.
    package var index: Int

    package init(digest: String, index: Int) {
        self.digest = digest
        self.index = index
    }
}
