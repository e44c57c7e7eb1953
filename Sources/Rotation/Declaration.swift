/// What a validated policy declares: everything in it but its functions' bodies.
package struct Declaration: Equatable, Sendable {
    /// The rotation's slug.
    package var name: String
    package var description: String?
    /// The connection's name in `config.lua`.
    package var connection: String
    package var application: ApplicationReference
    package var schedule: Schedule
    /// False: only manual runs.
    package var auto: Bool
    /// Whether a rotation without a current credential gets one at once or at its first due time.
    package var initial: Initial
    /// How long a new credential is valid.
    package var lifetime: Duration
    package var overlap: Overlap
    /// How long before its nominal time a run may begin.
    package var stage: Duration
    package var proof: Evidence
    /// Spaced sign-ins, or reads, in a row that prove a new secret.
    package var proofs: Int
    /// Remove a displaced credential even if `retire` says no.
    package var retireForce: Bool
    /// Take a shorter lifetime where the tenant's rules demand it.
    package var clamp: Bool
    package var secrets: SecretNames
    package var needs: Needs
    /// Whether the policy has a `schedule` function.
    package var decides: Bool
    /// The hooks it defines.
    package var hooks: Set<Hook>
    /// What makes it a fleet's; then the name, the application and the secrets are each member's.
    package var fleet: FleetRule?

    /// When a rotation without a current credential gets its first one.
    package enum Initial: String, Sendable {
        case now, due
    }

    /// How long a displaced credential stays live.
    package enum Overlap: Equatable, Sendable {
        /// Until the next run has delivered.
        case untilNext
        /// For this long after the delivery that displaced it.
        case duration(Duration)
    }

    /// What proves a new secret.
    package enum Evidence: String, CaseIterable, Sendable {
        /// It signs in.
        case signIn = "sign_in"
        /// The directory lists it: for applications as which nobody can sign in.
        case directory

        /// How many times in a row, where the policy does not say.
        var usualProofs: Int { self == .signIn ? 3 : 5 }
    }

    package init(
        name: String, description: String? = nil, connection: String = "default",
        application: ApplicationReference, schedule: Schedule, auto: Bool = true,
        initial: Initial = .now, lifetime: Duration? = nil, overlap: Overlap = .untilNext,
        stage: Duration? = nil, proof: Evidence = .signIn, proofs: Int? = nil,
        retireForce: Bool = false, clamp: Bool = false, secrets: SecretNames,
        needs: Needs = Needs(),
        decides: Bool = false, hooks: Set<Hook> = [], fleet: FleetRule? = nil
    ) {
        self.name = name
        self.description = description
        self.connection = connection
        self.application = application
        self.schedule = schedule
        self.auto = auto
        self.initial = initial
        self.stage = stage ?? Self.defaultStage(interval: schedule.interval)
        self.lifetime = lifetime ?? schedule.interval * 2 + self.stage + .days(3)
        self.overlap = overlap
        self.proof = proof
        self.proofs = proofs ?? proof.usualProofs
        self.retireForce = retireForce
        self.clamp = clamp
        self.secrets = secrets
        self.needs = needs
        self.decides = decides
        self.hooks = hooks
        self.fleet = fleet
    }

    /// One day, or a quarter of a shorter interval.
    package static func defaultStage(interval: Duration) -> Duration {
        min(.days(1), .seconds(interval.wholeSeconds / 4))
    }
}

extension Declaration {
    /// What a new secret must show, for people, such as `3 proofs`.
    package var proofWords: String {
        switch proof {
        case .signIn: proofs.of("proof")
        case .directory: "\(proofs.of("read")) of the directory (not proven by sign-in)"
        }
    }
}

/// The names under which consumers read a rotation's secret.
package struct SecretNames: Equatable, Sendable {
    /// The name that holds the client id; nil when the policy wants none.
    package var clientID: String?
    package var clientSecret: String

    package init(clientID: String?, clientSecret: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    /// Both names, the client id's first.
    package var all: [String] {
        [clientID, clientSecret].compactMap(\.self)
    }
}

/// The effectful functions of a policy.
package enum Hook: String, CaseIterable, Sendable {
    case beforeRotate = "before_rotate"
    case verify
    case rotated
    case retire
    case retired
    case failed
}
