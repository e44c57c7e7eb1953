#if DEBUG
    import Rotation

    /// A store with a fail point before and after each durable write.
    final class FailPointStore: StoreDecorator {
        let inner: any Store
        private let points: FailPoints

        init(_ inner: any Store, _ points: FailPoints) {
            self.inner = inner
            self.points = points
        }

        @discardableResult
        func register(
            _ registration: Registration, at now: Instant
        ) throws(StoreError) -> Bool {
            try points.around(.register) { () throws(StoreError) in
                try inner.register(registration, at: now)
            }
        }

        func fit(
            _ path: String, to policies: [Declaration]?, at now: Instant
        ) throws(StoreError) -> [Event] {
            try points.around(.fit) { () throws(StoreError) in
                try inner.fit(path, to: policies, at: now)
            }
        }

        func setPaused(
            _ isPaused: Bool, _ name: String, why: String, at now: Instant
        ) throws(StoreError) -> Bool {
            try points.around(.pause) { () throws(StoreError) in
                try inner.setPaused(isPaused, name, why: why, at: now)
            }
        }

        func ask(_ order: Order, of name: String, at now: Instant) throws(StoreError) {
            try points.around(.asking(order)) { () throws(StoreError) in
                try inner.ask(order, of: name, at: now)
            }
        }

        func takeIn(
            _ orphan: Credential, of name: String, at now: Instant
        ) throws(StoreError) -> Bool {
            try points.around(.takeIn) { () throws(StoreError) in
                try inner.takeIn(orphan, of: name, at: now)
            }
        }

        func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
            try points.around(.request) { () throws(StoreError) in
                try inner.request(kind, of: name)
            }
        }

        func claim(_ id: Int64) throws(StoreError) -> Claim? {
            try points.around(.claim) { () throws(StoreError) in try inner.claim(id) }
        }

        func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
            try points.around(.claim) { () throws(StoreError) in try inner.claimResting(ids) }
        }

        func postpone(_ postponements: [Postponement]) throws(StoreError) {
            try points.around(.commit(.wait)) { () throws(StoreError) in
                try inner.postpone(postponements)
            }
        }

        func commit(_ change: Change, under lease: Lease) throws(StoreError) -> Bool {
            try points.around(.committing(change)) { () throws(StoreError) in
                try inner.commit(change, under: lease)
            }
        }

        func updateBreaker(
            of connection: String, at now: Instant, _ change: (Breaker?) -> BreakerChange
        ) throws(StoreError) -> BreakerChange {
            try points.around(.breaker) { () throws(StoreError) in
                try inner.updateBreaker(of: connection, at: now, change)
            }
        }

        func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool {
            try points.around(.errand) { () throws(StoreError) in
                try inner.take(errand, nextAt: nextAt)
            }
        }

        func prune(before cutoff: Instant, history: Instant) throws(StoreError) {
            try points.around(.prune) { () throws(StoreError) in
                try inner.prune(before: cutoff, history: history)
            }
        }

        func apply(
            _ roster: Roster, to fleet: Int64, _ registration: Registration,
            again next: Instant, at now: Instant
        ) throws(StoreError) -> [Event] {
            try points.around(.roster) { () throws(StoreError) in
                try inner.apply(roster, to: fleet, registration, again: next, at: now)
            }
        }

        func updateFleet(
            _ id: Int64, at now: Instant, _ change: (inout Fleet) -> Void
        ) throws(StoreError) -> Fleet? {
            try points.around(.fleet) { () throws(StoreError) in
                try inner.updateFleet(id, at: now, change)
            }
        }

        func note(_ problem: FleetProblem, of fleet: Int64) throws(StoreError) -> Bool {
            try points.around(.note) { () throws(StoreError) in
                try inner.note(problem, of: fleet)
            }
        }

        func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
            try points.around(.note) { () throws(StoreError) in
                try inner.note(problem, of: path)
            }
        }

        func begin(_ key: CallKey, request: String, under lease: Lease) throws(StoreError) {
            try points.around(.callBegin) { () throws(StoreError) in
                try inner.begin(key, request: request, under: lease)
            }
        }

        func finish(
            _ key: CallKey, request: String, result: String, under lease: Lease
        ) throws(StoreError) {
            try points.around(.callFinish) { () throws(StoreError) in
                try inner.finish(key, request: request, result: result, under: lease)
            }
        }
    }
#endif
