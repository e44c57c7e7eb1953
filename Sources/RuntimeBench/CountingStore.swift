import Rotation

/// A store that counts the durable commits of another.
final class CountingStore: StoreDecorator {
    let inner: any Store
    /// Transactions so far that were brought to the medium.
    private(set) var commits = 0

    init(_ inner: any Store) {
        self.inner = inner
    }

    @discardableResult
    func register(_ registration: Registration, at now: Instant) throws(StoreError) -> Bool {
        commits += 1
        return try inner.register(registration, at: now)
    }

    func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool {
        commits += 1
        return try inner.take(errand, nextAt: nextAt)
    }

    func updateBreaker(
        of connection: String, at now: Instant, _ change: (Breaker?) -> BreakerChange
    ) throws(StoreError) -> BreakerChange {
        commits += 1
        return try inner.updateBreaker(of: connection, at: now, change)
    }

    func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
        commits += 1
        try inner.request(kind, of: name)
    }

    func ask(_ order: Order, of name: String, at now: Instant) throws(StoreError) {
        commits += 1
        try inner.ask(order, of: name, at: now)
    }

    func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool {
        commits += 1
        return try inner.setPaused(isPaused, name, why: why, at: now)
    }

    func commit(_ change: Change, under lease: Lease) throws(StoreError) -> Bool {
        if change.isLasting { commits += 1 }
        return try inner.commit(change, under: lease)
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
