import Synchronization

/// How far the servers' clocks were found to be ahead of the local one, by connection; one for all
/// workers, so that they ask and alert once.
package final class ServerClocks: Sendable {
    private struct Comparison {
        let ahead: Duration
        let at: Instant
    }

    private let comparisons = Mutex<[String: Comparison]>([:])

    package init() {}

    /// What was found last; nil when that was long ago, or when the local clock was changed since.
    func ahead(of connection: String, at now: Instant, _ memory: Duration) -> Duration? {
        guard let last = comparisons.withLock({ $0[connection] }), last.at <= now,
            now - last.at < memory
        else { return nil }
        return last.ahead
    }

    /// Keeps a comparison made at `now`.
    ///
    /// - Returns: What was found before, however long ago.
    func note(_ ahead: Duration, of connection: String, at now: Instant) -> Duration? {
        comparisons.withLock {
            $0.updateValue(Comparison(ahead: ahead, at: now), forKey: connection)?.ahead
        }
    }
}
