/// What a step works on: one rotation under its lease, and what this visit has learnt.
///
/// A step changes it and commits; what is not committed is lost with the process.
struct Work {
    var rotation: Rotation
    let lease: Lease
    /// The version of the policy that this visit goes by.
    let pin: PolicyPin
    let policy: any Policy
    /// What the policy declares for this rotation.
    let declaration: Declaration
    let issuer: WatchedIssuer
    /// What is wrong with the connection.
    var breaker: Breaker?
    var occasion = Occasion()
    /// The value between mint and seal; nowhere else is a value held in the clear.
    var minted: Minted?
    /// Events to be written with the next commit.
    var events: [Event] = []
    /// A decision to be logged with the next commit.
    var decision: DecisionRecord?
    /// The request that the next commit takes off the record.
    var taken: Run.Kind?
    /// Whether nothing has been committed in this visit yet.
    var isUnsettled = true

    var name: String { rotation.name }

    /// Changes the open run; there must be one.
    mutating func updateRun(_ change: (inout Run) -> Void) {
        guard var run = rotation.run else {
            preconditionFailure("a step of a run is done only while the run is open")
        }
        change(&run)
        rotation.run = run
    }

    /// The open run; there must be one.
    var run: Run {
        guard let run = rotation.run else {
            preconditionFailure("a step of a run is done only while the run is open")
        }
        return run
    }

    /// The credential the open run is making; there is one from intend on.
    var candidate: Credential {
        guard let candidate = rotation.candidate else {
            preconditionFailure("from intend on a run has its credential")
        }
        return candidate
    }

    /// Changes the credential the open run is making.
    mutating func updateCandidate(_ change: (inout Credential) -> Void) {
        rotation.update(candidate.id, change)
    }
}

/// How a step ended.
enum Outcome: Equatable {
    /// Go on with the step the run now names.
    case next
    /// Nothing more to be done before this; nil: before an operator asks.
    case wait(Wake?)
    /// The run is over.
    case over
}
