/// A store that does something more around another one.
///
/// Everything is passed on as it is; a decorator writes out only what it adds to.
package protocol StoreDecorator: Store {
    var inner: any Store { get }
}

extension StoreDecorator {
    package var home: String { inner.home }

    package func freeBytes() throws(StoreError) -> Int64 { try inner.freeBytes() }

    @discardableResult
    package func register(
        _ registration: Registration, at now: Instant
    ) throws(StoreError) -> Bool {
        try inner.register(registration, at: now)
    }

    package func source(
        of pin: PolicyPin
    ) throws(StoreError) -> (source: PolicySource, path: String) {
        try inner.source(of: pin)
    }

    package func rotations() throws(StoreError) -> [Rotation] { try inner.rotations() }

    package func rotations(of path: String) throws(StoreError) -> [Rotation] {
        try inner.rotations(of: path)
    }

    package func rotation(_ name: String) throws(StoreError) -> Rotation {
        try inner.rotation(name)
    }

    package func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64] {
        try inner.due(at: now, limit: limit)
    }

    package func nextWake(heldOnly: Bool) throws(StoreError) -> Instant? {
        try inner.nextWake(heldOnly: heldOnly)
    }

    package func lastEventAt() throws(StoreError) -> Instant? { try inner.lastEventAt() }

    package func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool {
        try inner.setPaused(isPaused, name, why: why, at: now)
    }

    package func takeIn(
        _ orphan: Credential, of name: String, at now: Instant
    ) throws(StoreError) -> Bool {
        try inner.takeIn(orphan, of: name, at: now)
    }

    package func kept() throws(StoreError) -> [KeptSecret] { try inner.kept() }

    package func ask(_ order: Order, of name: String, at now: Instant) throws(StoreError) {
        try inner.ask(order, of: name, at: now)
    }

    package func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
        try inner.request(kind, of: name)
    }

    package func claim(_ id: Int64) throws(StoreError) -> Claim? { try inner.claim(id) }

    package func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        try inner.claimResting(ids)
    }

    package func postpone(_ postponements: [Postponement]) throws(StoreError) {
        try inner.postpone(postponements)
    }

    package func prune(before cutoff: Instant, history: Instant) throws(StoreError) {
        try inner.prune(before: cutoff, history: history)
    }

    package func errands() throws(StoreError) -> [Errand] { try inner.errands() }

    package func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool {
        try inner.take(errand, nextAt: nextAt)
    }

    package func breakers() throws(StoreError) -> [Breaker] { try inner.breakers() }

    package func updateBreaker(
        of connection: String, at now: Instant, _ change: (Breaker?) -> BreakerChange
    ) throws(StoreError) -> BreakerChange {
        try inner.updateBreaker(of: connection, at: now, change)
    }

    package func fit(
        _ path: String, to policies: [Declaration]?, at now: Instant
    ) throws(StoreError) -> [Event] {
        try inner.fit(path, to: policies, at: now)
    }

    package func paths() throws(StoreError) -> [String] { try inner.paths() }

    package func fleets() throws(StoreError) -> [Fleet] { try inner.fleets() }

    package func fleet(_ id: Int64) throws(StoreError) -> Fleet? { try inner.fleet(id) }

    package func problems(of fleet: Int64) throws(StoreError) -> [FleetProblem] {
        try inner.problems(of: fleet)
    }

    package func note(_ problem: FleetProblem, of fleet: Int64) throws(StoreError) -> Bool {
        try inner.note(problem, of: fleet)
    }

    package func members(of fleet: Int64) throws(StoreError) -> [EnlistedMember] {
        try inner.members(of: fleet)
    }

    package func apply(
        _ roster: Roster, to fleet: Int64, _ registration: Registration, again next: Instant,
        at now: Instant
    ) throws(StoreError) -> [Event] {
        try inner.apply(roster, to: fleet, registration, again: next, at: now)
    }

    package func updateFleet(
        _ id: Int64, at now: Instant, _ change: (inout Fleet) -> Void
    ) throws(StoreError) -> Fleet? {
        try inner.updateFleet(id, at: now, change)
    }

    package func inFlight(
        _ flight: Flight, on connection: String, besides rotation: Int64
    ) throws(StoreError) -> Int {
        try inner.inFlight(flight, on: connection, besides: rotation)
    }

    @discardableResult
    package func commit(_ change: Change, under lease: Lease) throws(StoreError) -> Bool {
        try inner.commit(change, under: lease)
    }

    package func value(of credential: String) throws(StoreError) -> SecretValue {
        try inner.value(of: credential)
    }

    package func secret(
        _ name: String, version: Int?
    ) throws(StoreError) -> PublishedSecret {
        try inner.secret(name, version: version)
    }

    package func history(of name: String, limit: Int) throws(StoreError) -> [Event] {
        try inner.history(of: name, limit: limit)
    }

    package func decisions(
        of name: String, since start: Instant, limit: Int
    ) throws(StoreError) -> [DecisionRecord] {
        try inner.decisions(of: name, since: start, limit: limit)
    }

    package func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
        try inner.note(problem, of: path)
    }

    package func problems() throws(StoreError) -> [PolicyProblem] { try inner.problems() }

    package func recall(
        _ key: CallKey, request: String
    ) throws(StoreError) -> JournalEntry? {
        try inner.recall(key, request: request)
    }

    package func begin(
        _ key: CallKey, request: String, under lease: Lease
    ) throws(StoreError) {
        try inner.begin(key, request: request, under: lease)
    }

    package func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError) {
        try inner.finish(key, request: request, result: result, under: lease)
    }
}
