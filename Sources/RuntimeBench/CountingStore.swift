import Rotation

/// A store that counts the durable commits of another.
final class CountingStore: Store {
    private let inner: any Store
    /// Write transactions so far.
    private(set) var commits = 0

    init(_ inner: any Store) {
        self.inner = inner
    }

    var home: String { inner.home }

    func freeBytes() throws(StoreError) -> Int64 {
        try inner.freeBytes()
    }

    func register(_ registration: Registration, at now: Instant) throws(StoreError) {
        commits += 1
        try inner.register(registration, at: now)
    }

    func source(of pin: PolicyPin) throws(StoreError) -> (source: PolicySource, path: String) {
        try inner.source(of: pin)
    }

    func rotations() throws(StoreError) -> [Rotation] {
        try inner.rotations()
    }

    func rotation(_ name: String) throws(StoreError) -> Rotation {
        try inner.rotation(name)
    }

    func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64] {
        try inner.due(at: now, limit: limit)
    }

    func lastEventAt() throws(StoreError) -> Instant? { try inner.lastEventAt() }

    func nextWake(heldOnly: Bool) throws(StoreError) -> Instant? {
        try inner.nextWake(heldOnly: heldOnly)
    }

    func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
        commits += 1
        try inner.request(kind, of: name)
    }

    func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool {
        commits += 1
        return try inner.setPaused(isPaused, name, why: why, at: now)
    }

    /// A lease that is renewed is only read; one that is taken is written.
    func claim(_ id: Int64) throws(StoreError) -> Claim? {
        let claim = try inner.claim(id)
        if claim?.isNew == true { commits += 1 }
        return claim
    }

    func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        let claims = try inner.claimResting(ids)
        if claims.contains(where: \.isNew) { commits += 1 }
        return claims
    }

    func postpone(_ postponements: [Postponement]) throws(StoreError) {
        commits += 1
        try inner.postpone(postponements)
    }

    func commit(_ change: Change, under lease: Lease) throws(StoreError) {
        commits += 1
        try inner.commit(change, under: lease)
    }

    func value(of credential: String) throws(StoreError) -> SecretValue {
        try inner.value(of: credential)
    }

    func secret(_ name: String, version: Int?) throws(StoreError) -> PublishedSecret {
        try inner.secret(name, version: version)
    }

    func history(of name: String, limit: Int) throws(StoreError) -> [Event] {
        try inner.history(of: name, limit: limit)
    }

    func decisions(
        of name: String, since start: Instant, limit: Int
    ) throws(StoreError) -> [DecisionRecord] {
        try inner.decisions(of: name, since: start, limit: limit)
    }

    func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
        commits += 1
        try inner.note(problem, of: path)
    }

    func problems() throws(StoreError) -> [PolicyProblem] {
        try inner.problems()
    }

    func recall(_ key: CallKey, request: String) throws(StoreError) -> JournalEntry? {
        try inner.recall(key, request: request)
    }

    func begin(_ key: CallKey, request: String, under lease: Lease) throws(StoreError) {
        commits += 1
        try inner.begin(key, request: request, under: lease)
    }

    func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError) {
        commits += 1
        try inner.finish(key, request: request, result: result, under: lease)
    }
}
