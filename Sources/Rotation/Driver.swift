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

    /// Works until stopped; a store that fails is reported and tried again after a pause.
    ///
    /// - Parameters:
    ///   - lookAround: Done before each look at what is due, and so whenever a wait ends early.
    ///   - report: Told what the store says.
    package func run(lookAround: () -> Void = {}, report: (StoreError) -> Void) {
        var seen: Instant?
        while !isStopped() {
            lookAround()
            do throws(StoreError) {
                try lookBack(from: &seen)
                let due = try store.due(at: clock.now(), limit: 256)
                if try visit(due, spreading: true) == .busy { continue }
                let next = try store.nextWake(heldOnly: false)
                let soon = clock.now() + .seconds(1)
                let wake = max(next ?? clock.now() + .hours(1), soon)
                guard clock.wait(until: wake) else { return }
            } catch {
                report(error)
                guard clock.wait(until: clock.now() + .seconds(5)) else { return }
            }
        }
    }

    /// Works until nothing is left that `run --once` waits for.
    ///
    /// - Parameters:
    ///   - maxWait: How long to wait at most for proofs, gaps and retries.
    ///   - name: The one rotation to care for; all of them when nil.
    /// - Returns: Whether rest was reached.
    /// - Throws: ``StoreError`` when the store fails.
    package func runOnce(
        maxWait: Duration, only name: String? = nil
    ) throws(StoreError) -> Rest {
        let deadline = clock.now() + maxWait
        var seen: Instant?
        while !isStopped() {
            try lookBack(from: &seen)
            let visit = try visit(due(name))
            if visit == .busy { continue }
            // What is due and held by another process: look again in a moment.
            let held = visit == .blocked ? clock.now() : try nextHeld(name)
            guard let next = held else { return .reached }
            guard next <= deadline else { return .timedOut(next: next) }
            guard clock.wait(until: max(next, clock.now() + .seconds(1))) else { return .stopped }
        }
        return .stopped
    }

    /// What came of a visit to everything that is due.
    private enum Visit {
        /// Something could be done.
        case busy
        /// Other processes hold all of it.
        case blocked
        /// Nothing is due.
        case idle
    }

    /// Visits rotations in turn; one that another process took over meanwhile is left to it.
    private func visit(
        _ ids: [Int64], spreading: Bool = false
    ) throws(StoreError) -> Visit {
        let occasion = Occasion(crowd: spreading ? ids.count : 1)
        var visit = ids.isEmpty ? Visit.idle : .blocked
        for id in ids where !isStopped() {
            do throws(StoreError) {
                if try rotator.advance(id, on: occasion) != nil { visit = .busy }
            } catch {
                guard case .leaseLost = error else { throw error }
            }
        }
        return visit
    }

    /// Visits everything when the clock was put back since `seen`, at first since the last event.
    private func lookBack(from seen: inout Instant?) throws(StoreError) {
        let now = clock.now()
        let last: Instant?
        if seen == nil { last = try store.lastEventAt() } else { last = seen }
        seen = now
        guard let last, last > now + .minutes(5) else { return }
        for rotation in try store.rotations() where !isStopped() {
            do throws(StoreError) {
                _ = try rotator.advance(rotation.id, on: Occasion(isClockBack: true))
            } catch {
                guard case .leaseLost = error else { throw error }
            }
        }
    }

    private func due(_ name: String?) throws(StoreError) -> [Int64] {
        guard let name else { return try store.due(at: clock.now(), limit: 256) }
        let rotation = try store.rotation(name)
        let isDue = rotation.requested != nil || rotation.wake.map { $0.at <= clock.now() } == true
        return isDue ? [rotation.id] : []
    }

    /// The soonest wake that is waited for.
    private func nextHeld(_ name: String?) throws(StoreError) -> Instant? {
        guard let name else {
            return try store.nextWake(heldOnly: true)
        }
        let rotation = try store.rotation(name)
        if rotation.requested != nil { return clock.now() }
        return rotation.heldWake?.at
    }
}
