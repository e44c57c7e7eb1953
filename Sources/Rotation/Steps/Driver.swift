/// Has rotations visited when their wakes have come; the one place that waits.
///
/// It belongs to one thread; its crew may work on others.
package final class Driver {
    private let rotator: Rotator
    private let crew: any Crew
    private let store: any Store
    private let clock: any Clock
    private let isStopped: () -> Bool
    /// Rotations that are being visited.
    private var inHand: Set<Int64> = []
    /// Rotations that are due but held by another process, and when to try them again.
    private var held: (rotations: Set<Int64>, until: Instant)
    /// Whether nothing has been looked at yet.
    private var isStart = true
    /// The time of the last look, at first of the last event on record.
    private var seen: Instant?

    /// How many rotations are taken up together.
    private static let batch = 1_024
    /// How long to wait for the crew before looking around again.
    private static let patience = Duration.milliseconds(250)

    /// How a drive to rest ended.
    package enum Rest: Equatable, Sendable {
        /// Nothing is left that would be waited for.
        case reached
        /// Something is, but not within the time given.
        case timedOut(next: Instant)
        /// The process was asked to stop.
        case stopped
    }

    /// Drives until `isStopped` says so.
    ///
    /// - Parameters:
    ///   - rotator: Decides for many rotations at once.
    ///   - crew: Visits those that have more to do; `rotator` does when nil.
    ///   - store: Tells what is due; the rotator's.
    ///   - clock: Waits.
    ///   - isStopped: Whether nothing new is to be begun.
    package init(
        _ rotator: Rotator, crew: (any Crew)? = nil, store: any Store, clock: any Clock,
        isStopped: @escaping () -> Bool = { false }
    ) {
        self.rotator = rotator
        self.crew = crew ?? SoleWorker(rotator)
        self.store = store
        self.clock = clock
        self.isStopped = isStopped
        held = ([], clock.now())
    }

    /// Works until stopped; a store that fails is reported and tried again after a pause.
    ///
    /// - Parameters:
    ///   - lookAround: Done before each look at what is due, and so whenever a wait ends early.
    ///   - report: Told what the store says.
    package func run(lookAround: () -> Void = {}, report: (StoreError) -> Void) {
        while !isStopped() {
            lookAround()
            do throws(StoreError) {
                try lookBack()
                try runErrands()
                if try look(nil, spreading: true) == .busy { continue }
                let wakes = try [store.nextWake(heldOnly: false), store.errands().first?.dueAt]
                let next = wakes.compactMap(\.self).min()
                guard try pause(until: next ?? clock.now() + .hours(1)) else { break }
            } catch {
                report(error)
                guard clock.wait(until: clock.now() + .seconds(5)) else { break }
            }
        }
        settle(report)
    }

    /// Works until nothing is left that `run --once` waits for.
    ///
    /// - Parameters:
    ///   - maxWait: How long to wait at most for proofs, gaps and retries.
    ///   - name: The one rotation to care for; all of them when nil.
    ///   - isDone: Whether that rotation is where it shall be, before rest.
    /// - Returns: Whether rest was reached.
    /// - Throws: ``StoreError`` when the store fails.
    package func runOnce(
        maxWait: Duration, only name: String? = nil,
        until isDone: (Rotation) -> Bool = { _ in false }
    ) throws(StoreError) -> Rest {
        defer { settle { _ in } }
        let deadline = clock.now() + maxWait
        while !isStopped() {
            try lookBack()
            try runErrands()
            if let name {
                guard let rotation = try find(name), !isDone(rotation) else { return .reached }
            }
            let look = try look(name, spreading: false)
            if look == .busy { continue }
            // What another process holds is looked at again in a moment.
            let next = look == .blocked ? clock.now() : try nextHeld(name)
            if inHand.isEmpty {
                guard let next else { return .reached }
                guard next <= deadline else { return .timedOut(next: next) }
            }
            guard try pause(until: next ?? clock.now()) else { return .stopped }
        }
        return .stopped
    }

    /// What a look at everything that is due found.
    private enum Look {
        /// Something was done.
        case busy
        /// Other processes hold all that is left.
        case blocked
        /// Nothing is due, or it is in hand.
        case idle
    }

    /// Postpones what only waits and hands out the rest.
    private func look(_ name: String?, spreading: Bool) throws(StoreError) -> Look {
        if clock.now() >= held.until { held.rotations = [] }
        var isBusy = try collect(within: .zero)
        guard inHand.count < Self.batch else { return isBusy ? .busy : .idle }
        let due = try due(name).filter { !inHand.contains($0) && !held.rotations.contains($0) }
        let occasion = Occasion(crowd: spreading ? due.count : 1)
        let left = due.count > 1 ? try rotator.postpone(due, on: occasion) : due
        if left.count < due.count { isBusy = true }
        for id in left where !isStopped() {
            handOut(id, on: occasion)
            if try collect(within: .zero) { isBusy = true }
        }
        if isBusy { return .busy }
        return held.rotations.isEmpty ? .idle : .blocked
    }

    private func handOut(_ id: Int64, on occasion: Occasion) {
        inHand.insert(id)
        crew.visit(id, on: occasion)
    }

    /// Takes note of visits that are over; a rotation that another process took over is left to it.
    ///
    /// - Returns: Whether any did something.
    private func collect(within limit: Duration) throws(StoreError) -> Bool {
        var isBusy = false
        var failure: StoreError?
        for visit in crew.over(within: inHand.isEmpty ? .zero : limit) {
            inHand.remove(visit.rotation)
            switch visit.result {
            case .success(true): isBusy = true
            case .success(false): leave(visit.rotation)
            case .failure(.leaseLost): leave(visit.rotation)
            case .failure(let error): failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return isBusy
    }

    private func leave(_ id: Int64) {
        if held.rotations.isEmpty { held.until = clock.now() + .seconds(1) }
        held.rotations.insert(id)
    }

    /// Waits for `wake`, at least a second, or until a visit is over.
    ///
    /// While there are visits under way it is them that take time: a clock that jumps when all of
    /// its clients wait must not be told that this one does.
    ///
    /// - Returns: False when the process is asked to stop.
    private func pause(until wake: Instant) throws(StoreError) -> Bool {
        guard inHand.isEmpty else {
            _ = try collect(within: Self.patience)
            return !isStopped()
        }
        return clock.wait(until: max(wake, clock.now() + .seconds(1)))
    }

    /// Waits for what is in hand.
    private func settle(_ report: (StoreError) -> Void) {
        while !inHand.isEmpty {
            do throws(StoreError) { _ = try collect(within: Self.patience) } catch { report(error) }
        }
    }

    /// Visits everything when the clock was put back since the last look.
    private func lookBack() throws(StoreError) {
        let now = clock.now()
        let last: Instant?
        if seen == nil { last = try store.lastEventAt() } else { last = seen }
        seen = now
        guard let last, last > now + .minutes(5) else { return }
        settle { _ in }
        for rotation in try store.rotations() where !isStopped() {
            handOut(rotation.id, on: Occasion(isClockBack: true))
            _ = try collect(within: .zero)
        }
    }

    private func due(_ name: String?) throws(StoreError) -> [Int64] {
        guard let name else {
            let others = inHand.count + held.rotations.count
            return try store.due(at: clock.now(), limit: Self.batch + others)
        }
        guard let rotation = try find(name) else { return [] }
        let isDue = rotation.requested != nil || rotation.wake.map { $0.at <= clock.now() } == true
        return isDue ? [rotation.id] : []
    }

    private func runErrands() throws(StoreError) {
        try rotator.runErrands(isStart: isStart)
        isStart = false
    }

    /// The rotation called so; nil when it has been deleted.
    private func find(_ name: String) throws(StoreError) -> Rotation? {
        do throws(StoreError) {
            return try store.rotation(name)
        } catch .notFound {
            return nil
        }
    }

    /// The soonest wake that is waited for; what is parked goes on after a probe.
    private func nextHeld(_ name: String?) throws(StoreError) -> Instant? {
        let held: Instant?
        if let name {
            guard let rotation = try find(name) else { return nil }
            held = rotation.requested != nil ? clock.now() : rotation.heldWake?.at
        } else {
            held = try store.nextWake(heldOnly: true)
        }
        guard let held else { return nil }
        return try store.breakers().compactMap(\.probeAt).reduce(held, min)
    }
}
