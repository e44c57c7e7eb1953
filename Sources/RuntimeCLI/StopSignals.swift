import Foundation
import Synchronization

/// SIGTERM and SIGINT: the first asks to stop after the present step, the second stops at once.
enum StopSignals {
    private static let count = Atomic<Int>(0)

    /// Whether the process was asked to stop.
    static var isRaised: Bool { count.load(ordering: .relaxed) > 0 }

    /// Takes over both signals.
    static func install() {
        // Whoever started this process may have held them back.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT] {
            sigaddset(&signals, number)
            signal(number) { number in
                let before = StopSignals.count.add(1, ordering: .relaxed).oldValue
                if before > 0 { _exit(128 + number) }
            }
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
