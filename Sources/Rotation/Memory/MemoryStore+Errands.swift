/// Errands, and what is wrong with connections.
extension MemoryStore {
    /// Histories in memory are bounded as they are written; only the journal grows.
    package func prune(before cutoff: Instant, history: Instant) throws(StoreError) {
        let first = Identifier.ulid(at: cutoff) { 0 }
        let pending = Set(medium.rotations.flatMap { $0.deliveries.map(\.id) })
        medium.journal = medium.journal.filter {
            $0.key.event >= first || pending.contains($0.key.event)
        }
        medium.kept.removeAll { $0.endsAt < cutoff }
    }

    package func errands() throws(StoreError) -> [Errand] {
        medium.errands.map { Errand($0.key, dueAt: $0.value) }.sorted { $0.dueAt < $1.dueAt }
    }

    package func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool {
        guard medium.errands[errand.kind] == errand.dueAt else { return false }
        medium.errands[errand.kind] = nextAt
        return true
    }

    package func breakers() throws(StoreError) -> [Breaker] {
        medium.breakers.values.sorted { $0.connection < $1.connection }.map { breaker in
            var breaker = breaker
            breaker.probeAt = medium.errands[.probe(connection: breaker.connection)]
            return breaker
        }
    }

    package func updateBreaker(
        of connection: String, at now: Instant, _ change: (Breaker?) -> BreakerChange
    ) throws(StoreError) -> BreakerChange {
        let before = try breakers().first { $0.connection == connection }
        let change = change(before)
        medium.breakers[connection] = change.breaker
        medium.errands[.probe(connection: connection)] = change.breaker?.probeAt
        if before?.isOpen == true, change.breaker?.isOpen != true { release(connection, at: now) }
        if let event = change.event { medium.add(event) }
        return change
    }

    private func release(_ connection: String, at now: Instant) {
        let parked = medium.rotations.filter { $0.connection == connection && $0.isParked }
        let spread = Breaker.spread(of: Int64(parked.count))
        for var rotation in parked {
            rotation.unpark(at: now + .seconds(rotation.id * 40_503 % spread))
            medium.put(rotation)
        }
    }
}
