/// Visits rotations when their wakes have come, as one worker.
package struct Driver {
    private let rotator: Rotator
    private let store: any Store
    private let clock: any Clock
    private let isStopped: () -> Bool

    /// How a drive to rest ended.
    package enum Rest: Equatable, Sendable {
        /// Nothing is left that would be waited for.
        case reached
        /// Something is, but not within the time given.
        case timedOut(next: Instant)
        /// The process was asked to stop.
        case stopped
    }

    /// Drives with `rotator` until `isStopped` says so.
    package init(
        _ rotator: Rotator, store: any Store, clock: any Clock,
        isStopped: @escaping () -> Bool = { false }
    ) {
        self.rotator = rotator
        self.store = store
        self.clock = clock
        self.isStopped = isStopped
    }

    /// Works until stopped.
    package func run() throws(StoreError) {
        while !isStopped() {
            if try visitDue() { continue }
            let next = try store.nextWake(for: Set(Wake.Reason.allCases))
            let soon = clock.now() + .seconds(1)
            guard clock.wait(until: max(next ?? clock.now() + .hours(1), soon)) else { return }
        }
    }

    /// Works until nothing is left that `run --once` waits for.
    ///
    /// - Parameter maxWait: How long to wait at most for proofs, gaps and retries.
    /// - Returns: Whether rest was reached.
    /// - Throws: ``StoreError`` when the store fails.
    package func runOnce(maxWait: Duration) throws(StoreError) -> Rest {
        let deadline = clock.now() + maxWait
        let reasons = Set(Wake.Reason.allCases.filter(\.holdsOnce))
        while !isStopped() {
            if try visitDue() { continue }
            guard let next = try store.nextWake(for: reasons) else { return .reached }
            guard next <= deadline else { return .timedOut(next: next) }
            // What is due all the same belongs to another process: look again in a moment.
            guard clock.wait(until: max(next, clock.now() + .seconds(1))) else { return .stopped }
        }
        return .stopped
    }

    /// Visits every rotation that is due.
    ///
    /// - Returns: Whether anything could be done; false also when others hold all leases.
    private func visitDue() throws(StoreError) -> Bool {
        var isBusy = false
        for id in try store.due(at: clock.now(), limit: 256) where !isStopped() {
            if try rotator.advance(id) != nil { isBusy = true }
        }
        return isBusy
    }
}
