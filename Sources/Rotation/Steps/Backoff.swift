/// Exponential pauses after transient failures.
package enum Backoff {
    /// The pause before attempt `attempt + 1`.
    ///
    /// - Parameters:
    ///   - attempt: Failures so far, counted from 1.
    ///   - first: The pause after the first failure.
    ///   - cap: The longest pause.
    ///   - spread: In 0..<1; adds up to a quarter, so that a fleet does not return at once.
    /// - Returns: Whole seconds, at most the cap and a quarter.
    package static func pause(
        after attempt: Int, first: Duration, cap: Duration, spread: Double
    ) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        let base = min(first.wholeSeconds << Int64(doublings), cap.wholeSeconds)
        return .seconds(base + Int64(Double(base) * spread / 4))
    }
}
