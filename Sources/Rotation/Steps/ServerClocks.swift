/// How far the servers' clocks were found to be ahead of the local one, by connection.
struct ServerClocks {
    private var comparisons: [String: (ahead: Duration, at: Instant)] = [:]

    /// What was found last; nil when that was long ago, or when the local clock was changed since.
    func ahead(of connection: String, at now: Instant, _ memory: Duration) -> Duration? {
        guard let last = comparisons[connection], last.at <= now, now - last.at < memory else {
            return nil
        }
        return last.ahead
    }

    /// What was found last, however long ago.
    func last(of connection: String) -> Duration? { comparisons[connection]?.ahead }

    /// Keeps a comparison made at `now`.
    mutating func note(_ ahead: Duration, of connection: String, at now: Instant) {
        comparisons[connection] = (ahead, now)
    }
}
