import Foundation
import Synchronization

/// SIGHUP: asks to read the policy files again.
enum HangupSignal {
    private static let isPending = Atomic<Bool>(false)

    /// Whether it came and was not taken up.
    static var isRaised: Bool { isPending.load(ordering: .relaxed) }

    /// Takes it up.
    ///
    /// - Returns: Whether it had come.
    static func take() -> Bool { isPending.exchange(false, ordering: .relaxed) }

    /// Takes over the signal.
    static func install() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGHUP)
        signal(SIGHUP) { _ in HangupSignal.isPending.store(true, ordering: .relaxed) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
