package import Rotation

/// A clock that moves only when it is told to, or when somebody waits on it.
package final class ManualClock: Clock {
    package private(set) var time: Instant

    /// Starts at 2026-01-10T15:00:00Z unless told otherwise.
    package init(_ time: Instant = Instant(1_768_057_200)) {
        self.time = time
    }

    package func now() -> Instant { time }

    package func wait(until instant: Instant) -> Bool {
        time = max(time, instant)
        return true
    }

    /// Moves the clock forward.
    package func advance(_ duration: Duration) {
        time = time + duration
    }

    /// Sets the clock, also backwards.
    package func set(_ instant: Instant) {
        time = instant
    }
}

/// A manual clock on which nobody waits past an end.
package struct BoundedClock: Clock {
    private let clock: ManualClock
    private let end: Instant

    package init(clock: ManualClock, end: Instant) {
        self.clock = clock
        self.end = end
    }

    package func now() -> Instant { clock.now() }

    package func wait(until instant: Instant) -> Bool { clock.wait(until: min(instant, end)) }
}
