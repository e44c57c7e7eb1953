/// What one commit writes, all of it or nothing.
package struct Change {
    /// The rotation as it shall be, with its run, credentials and outbox.
    package var rotation: Rotation
    /// A value to be sealed for the credential with this id.
    package var sealing: (credential: String, value: SecretValue)?
    /// A version to be published to consumers.
    package var publication: Publication?
    package var events: [Event]
    /// A decision to be logged.
    package var decision: DecisionRecord?
    /// The request that was taken up; another one that came since stays.
    package var taken: Run.Kind?
    /// Whether it must outlive a power cut from now on.
    ///
    /// What need not is seen by every process at once, lasts with the next change that must, and is
    /// done again where it was lost.
    package var isLasting: Bool
    /// Whether the rotation is deleted instead, with everything that belongs to it; under the
    /// same version of its policy it is then not registered again.
    package var forgets = false
    /// Without all of this room nothing is written.
    package var rooms: [Room] = []

    package init(
        rotation: Rotation, sealing: (credential: String, value: SecretValue)? = nil,
        publication: Publication? = nil, events: [Event] = [],
        decision: DecisionRecord? = nil, taken: Run.Kind? = nil, isLasting: Bool = true
    ) {
        self.rotation = rotation
        self.sealing = sealing
        self.publication = publication
        self.events = events
        self.decision = decision
        self.taken = taken
        self.isLasting = isLasting
    }
}

/// A decision that begins nothing yet: all that a visit to a rotation at rest has to write.
package struct Postponement {
    package let lease: Lease
    /// The version of the policy that decided.
    package let policy: PolicyPin
    /// What is written of the rotation: when it decides next, the logged decision in short, and what
    /// follows from them.
    package let decision: Wake?
    package let decided: Gist?
    package let wake: Wake?
    package let heldWake: Wake?
    package let isBraked: Bool
    /// The decision, where it is to be logged.
    package let record: DecisionRecord?

    /// Takes a rotation as it was claimed but for `decision` and `decided`.
    package init(rotation: Rotation, record: DecisionRecord? = nil, lease: Lease) {
        self.lease = lease
        self.record = record
        policy = rotation.policy
        decision = rotation.decision
        decided = rotation.decided
        wake = rotation.wake
        heldWake = rotation.heldWake
        isBraked = rotation.isBraked
    }
}

/// A new version of a rotation's secret: client id and client secret together.
package struct Publication: Equatable, Sendable {
    /// Counted from 1 for each rotation.
    package var version: Int
    /// The credential whose sealed value becomes the client secret.
    package var credential: String
    package var clientID: String
    package var at: Instant

    package init(version: Int, credential: String, clientID: String, at: Instant) {
        self.version = version
        self.credential = credential
        self.clientID = clientID
        self.at = at
    }
}

/// A policy as it is put on record.
package struct Registration: Equatable, Sendable {
    package var declaration: Declaration
    package var pin: PolicyPin
    package var path: String
    package var source: PolicySource

    package init(declaration: Declaration, pin: PolicyPin, path: String, source: PolicySource) {
        self.declaration = declaration
        self.pin = pin
        self.path = path
        self.source = source
    }
}

/// A rotation under this process's lease.
package struct Claim {
    package var rotation: Rotation
    package var lease: Lease
    /// True when the lease was not this process's before: what was under way was interrupted.
    package var isNew: Bool

    package init(rotation: Rotation, lease: Lease, isNew: Bool) {
        self.rotation = rotation
        self.lease = lease
        self.isNew = isNew
    }
}

/// The right to write about one rotation, until somebody takes it over.
package struct Lease: Hashable, Sendable {
    package let rotation: Int64
    /// Grows by one with each new holder.
    package let epoch: Int64

    package init(rotation: Int64, epoch: Int64) {
        self.rotation = rotation
        self.epoch = epoch
    }
}

/// The place of one host call in the journal.
package struct CallKey: Hashable, Sendable {
    package let event: String
    package let hook: Hook
    package let attempt: Int
    /// Counted from 1 in each attempt.
    package let number: Int

    package init(event: String, hook: Hook, attempt: Int, number: Int) {
        self.event = event
        self.hook = hook
        self.attempt = attempt
        self.number = number
    }
}

/// What the journal holds of one host call.
package struct JournalEntry: Equatable, Sendable {
    /// Whether the request was the one asked about.
    package let isSameRequest: Bool
    /// The recorded result, nil when the call was begun only.
    package let result: String?

    package init(isSameRequest: Bool, result: String?) {
        self.isSameRequest = isSameRequest
        self.result = result
    }
}
