import Rotation

/// A store that counts the durable commits of another.
final class CountingStore: StoreDecorator {
    let inner: any Store
    /// Write transactions so far.
    private(set) var commits = 0

    init(_ inner: any Store) {
        self.inner = inner
    }

    func register(_ registration: Registration, at now: Instant) throws(StoreError) {
        commits += 1
        try inner.register(registration, at: now)
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

    func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
        commits += 1
        try inner.note(problem, of: path)
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
