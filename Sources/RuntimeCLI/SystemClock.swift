import Foundation
import Rotation

/// The machine's clock.
///
/// It sleeps a second at most, so that a clock that was set and what other processes wrote are
/// noticed in time.
final class SystemClock: Clock {
    private let isStopped: () -> Bool

    init(isStopped: @escaping () -> Bool) {
        self.isStopped = isStopped
    }

    func now() -> Instant {
        Instant(Int64(Date().timeIntervalSince1970))
    }

    func wait(until instant: Instant) -> Bool {
        // By the monotonic clock, so that a clock that is put back makes no wait longer.
        let start = ContinuousClock.now
        while !isStopped() {
            let waited = start.duration(to: .now) / .seconds(1)
            let rest = min(Double(instant.seconds) - Date().timeIntervalSince1970, 1 - waited)
            guard rest > 0 else { return true }
            usleep(UInt32(min(rest, 0.1) * 1_000_000) + 1)
        }
        return false
    }
}
