/// What an operator did to a rotation since it was visited last.
extension Rotation {
    /// Whether an operator did something that no visit has seen.
    package var isTouched: Bool { touched != answered }

    /// Takes up what an operator asked for, before its policy is opened.
    ///
    /// - Returns: Whether the open run was given up for it.
    mutating func attend(at now: Instant) -> Bool {
        answered = touched
        if let retry { tryAgain(retry, at: now) }
        retry = nil
        guard let requested, requested.revokes else { return false }
        hasten(to: now)
        guard let run, !run.kind.revokes else { return false }
        makeWay(at: now)
        return true
    }

    /// Closes the open run; what it made and did not promote is to be removed.
    mutating func closeRun(at now: Instant) {
        if let candidate {
            update(candidate.id) {
                switch $0.state {
                case .intended:
                    $0.state = .unresolved
                    $0.wake = Wake(now, for: .absence)
                case .minted, .sealed, .proven:
                    $0.state = .discarding
                    $0.wake = Wake(now, for: .now)
                default: break
                }
            }
        }
        run = nil
    }

    /// A revoke makes a secret of its own; what was to be told about another one is out of date.
    private mutating func makeWay(at now: Instant) {
        closeRun(at: now)
        decision = nil
        for index in deliveries.indices where deliveries[index].hook == .rotated {
            deliveries[index].state = .dropped
            deliveries[index].wake = nil
        }
    }

    /// Failures no longer count; whatever waits for another try is due.
    private mutating func tryAgain(_ retry: Retry, at now: Instant) {
        isStuck = false
        failures = 0
        failedProofs = 0
        if retry == .current { pinAnew() }
        // What comes next is decided anew; a schedule gives the same answer.
        decision = nil
        hasten(to: now)
    }

    /// Makes what waits for another try due.
    private mutating func hasten(to now: Instant) {
        if let wake = run?.wake { run?.wake = wake.hastened(to: now) }
        for index in credentials.indices {
            credentials[index].wake = credentials[index].wake?.hastened(to: now)
        }
        for index in deliveries.indices {
            deliveries[index].wake = deliveries[index].wake?.hastened(to: now)
        }
    }

    /// The open run and the events go by the policy now on record from here on.
    ///
    /// An event's calls are counted in a new attempt: another version may make other ones.
    private mutating func pinAnew() {
        run?.policy = policy
        for index in deliveries.indices where deliveries[index].policy != policy {
            deliveries[index].policy = policy
            deliveries[index].attempt += 1
        }
    }
}

extension Wake {
    /// Now, where it waits for another try after a failure.
    fileprivate func hastened(to now: Instant) -> Wake {
        reason == .retry || reason == .mending ? Wake(min(at, now), for: .now) : self
    }
}
