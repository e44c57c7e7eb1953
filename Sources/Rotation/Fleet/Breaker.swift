/// A connection in trouble: failures in a row, and from some number on a stop for all its work.
///
/// While it is open the connection's rotations park; one probe at a time, shared by all workers
/// and processes of a home, finds out whether it works again.
package struct Breaker: Equatable, Sendable {
    package let connection: String
    /// When the first of the failures in a row happened.
    package let since: Instant
    /// Failures in a row.
    package var failures: Int
    /// Probes that failed; the pause before the next doubles with each.
    package var probes = 0
    /// Whether work on the connection stops.
    package var isOpen = false
    /// Whether the sign-in itself was refused, which a person must mend.
    package var isRefused: Bool
    /// Whether the last of them happened at Graph; a sign-in that works says nothing against it.
    package var isOfGraph = false
    /// What went wrong last.
    package var why: String
    package var hint: String?
    /// The rotation whose work failed; the probe reads its application.
    package var rotation: String
    /// When it is tried next; of an open one only.
    package var probeAt: Instant?

    package init(
        connection: String, since: Instant, failures: Int, isRefused: Bool, why: String,
        hint: String?, rotation: String
    ) {
        self.connection = connection
        self.since = since
        self.failures = failures
        self.isRefused = isRefused
        self.why = why
        self.hint = hint
        self.rotation = rotation
    }
}

/// What becomes of a breaker, and what is told about it.
package struct BreakerChange {
    /// Nil: nothing is wrong any more.
    package var breaker: Breaker?
    package var event: Event?

    package init(_ breaker: Breaker?, telling event: Event? = nil) {
        self.breaker = breaker
        self.event = event
    }
}

extension Breaker {
    /// Over how many seconds so many parked rotations go on.
    package static func spread(of count: Int64) -> Int64 { max(1, count / 10) }
}

extension Rotator {
    /// Puts on record what this visit's calls showed about the connection.
    func settleConnection(_ work: inout Work) throws(Failure) {
        let (issuer, name, breaker) = (work.issuer, work.name, work.breaker)
        work.breaker = try Failure.ofStore { () throws(StoreError) in
            try settle(issuer, of: name, breaker)
        }
    }

    /// Does the same for calls on behalf of a rotation or a fleet called `name`.
    func settle(
        _ issuer: WatchedIssuer, of name: String, _ breaker: Breaker?
    ) throws(StoreError) -> Breaker? {
        defer { issuer.forget() }
        if let error = issuer.trouble {
            return try update(issuer.connection) { breaker in
                self.failed(breaker, error, in: name, of: issuer)
            }
        }
        guard let breaker, issuer.answers.disproves(breaker) else { return breaker }
        return try update(issuer.connection) { self.works($0) }
    }

    /// When parked work of the connection looks by itself; nil while the connection works.
    func parkWake(_ work: inout Work) -> Wake? {
        guard let breaker = work.breaker, breaker.isOpen else { return nil }
        work.rotation.lastError = breaker.why
        let jitter = Duration.seconds(Int64(600 * Jitter.fraction(of: work.name)))
        let at = clock.now() + limits.probeCap + jitter
        return Wake(at, for: breaker.isRefused ? .access : .connection)
    }

    /// Tries a connection: signs in, and reads the application whose rotation failed.
    func probe(_ connection: String) throws(StoreError) {
        guard let breaker = try store.breakers().first(where: { $0.connection == connection })
        else { return }
        let reference = try application(of: breaker.rotation)
        do throws(IssuerError) {
            let issuer = try issuers(connection)
            _ = try issuer.serverTime()
            if let reference { _ = try issuer.application(reference) }
        } catch  where error.isOfConnection {
            _ = try update(connection) { self.probed($0, error) }
            return
        } catch {
            // An answer, whatever it says.
        }
        _ = try update(connection) { self.works($0) }
    }

    private func application(of name: String) throws(StoreError) -> ApplicationReference? {
        do throws(StoreError) {
            return try store.rotation(name).application
        } catch .notFound {
            return nil
        }
    }

    private func update(
        _ connection: String, _ change: (Breaker?) -> BreakerChange
    ) throws(StoreError) -> Breaker? {
        let change = try store.updateBreaker(of: connection, at: clock.now(), change)
        if let event = change.event { observe(event) }
        return change.breaker
    }

    private func failed(
        _ before: Breaker?, _ error: IssuerError, in rotation: String, of issuer: WatchedIssuer
    ) -> BreakerChange {
        if let before, before.isOpen { return BreakerChange(before) }
        let now = clock.now()
        var breaker =
            before.flatMap { issuer.answers.disproves($0) ? nil : $0 }
            ?? Breaker(
                connection: issuer.connection, since: now, failures: 0, isRefused: false, why: "",
                hint: nil, rotation: rotation)
        breaker.failures += issuer.failures
        breaker.isOfGraph = issuer.troubled == .graph
        breaker.blame(error)
        guard breaker.isRefused || breaker.failures >= Limits.breakerFailures else {
            return BreakerChange(breaker)
        }
        breaker.rotation = rotation
        breaker.isOpen = true
        breaker.probeAt = now + probePause(breaker, error)
        return BreakerChange(
            breaker, telling: event(.disconnected, "does not work, its rotations wait", breaker))
    }

    private func probed(_ before: Breaker?, _ error: IssuerError) -> BreakerChange {
        guard var breaker = before, breaker.isOpen else { return BreakerChange(before) }
        breaker.probes += 1
        breaker.blame(error)
        breaker.probeAt = clock.now() + probePause(breaker, error)
        return BreakerChange(breaker)
    }

    private func works(_ before: Breaker?) -> BreakerChange {
        guard let before, before.isOpen else { return BreakerChange(nil) }
        let length = (clock.now() - before.since).short
        return BreakerChange(
            nil, telling: event(.connected, "works again after \(length)", before, isOver: true))
    }

    private func probePause(_ breaker: Breaker, _ error: IssuerError) -> Duration {
        let pause = Backoff.pause(
            after: breaker.probes + 1, first: limits.probePause, cap: limits.probeCap, spread: 0)
        if case .retry(let asked?) = error.recovery { return max(asked, pause) }
        return pause
    }

    private func event(
        _ kind: Event.Kind, _ what: String, _ breaker: Breaker, isOver: Bool = false
    ) -> Event {
        let why = isOver ? "" : ": \(breaker.why)"
        return Event(
            at: clock.now(), rotation: breaker.rotation, kind: kind,
            detail: "connection \"\(breaker.connection)\" \(what)\(why)",
            hint: isOver ? nil : breaker.hint)
    }
}

extension WatchedIssuer.Side {
    /// Whether an answer shows that what failed works again.
    fileprivate func disproves(_ breaker: Breaker) -> Bool {
        isSuperset(of: breaker.isOfGraph ? .graph : .signIn)
    }
}

extension Breaker {
    fileprivate mutating func blame(_ error: IssuerError) {
        if case .signInRefused = error { isRefused = true } else { isRefused = false }
        why = error.description
        hint = error.hint
    }
}
