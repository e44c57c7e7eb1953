import Rotation

/// Time that jumps from event to event: the world's, and what the machine's clock makes of it.
final class SimulatedTime {
    /// The world's time, which is the tenant's.
    private(set) var now: Instant
    /// How far the machine's clock is ahead of it.
    var offset = Duration.zero
    /// Set to end the simulation at once.
    var isStopped = false
    let end: Instant
    /// What happens at its time whoever waits, soonest last.
    private var turns: [Turn] = []

    struct Turn {
        let at: Instant
        let action: () -> Void
    }

    init(from start: Instant, to end: Instant) {
        now = start
        self.end = end
    }

    /// Lets `action` happen at `instant`.
    func plan(_ instant: Instant, _ action: @escaping () -> Void) {
        let place = turns.firstIndex { $0.at <= instant } ?? turns.count
        turns.insert(Turn(at: instant, action: action), at: place)
    }

    /// Goes on to `instant`, or to the next turn before it.
    ///
    /// - Returns: False at the end.
    func go(to instant: Instant) -> Bool {
        guard !isStopped, now < end else { return false }
        let target = min(instant, end)
        guard let turn = turns.last, turn.at <= target else {
            now = max(now, target)
            return now < end
        }
        turns.removeLast()
        now = max(now, turn.at)
        turn.action()
        return !isStopped
    }

    /// Lets the machine stand still for a while; what was to happen meanwhile happens.
    func sleep(_ length: Duration) {
        let morning = now + length
        while now < morning, go(to: morning) {}
    }

    /// The clock of the tenant.
    struct World: Clock {
        let time: SimulatedTime

        func now() -> Instant { time.now }

        func wait(until instant: Instant) -> Bool { time.go(to: instant) }
    }

    /// The clock of the machine that the engine runs on.
    struct Machine: Clock {
        let time: SimulatedTime

        func now() -> Instant { time.now + time.offset }

        func wait(until instant: Instant) -> Bool { time.go(to: instant - time.offset) }
    }
}
