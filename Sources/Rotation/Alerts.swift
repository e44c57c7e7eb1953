/// When to say that a secret nears its end and nothing will replace it.
enum Alerts {
    /// At the safety margin, at half of it, and daily in the last three days.
    static func times(from: Instant, to end: Instant) -> [Instant] {
        let margin = Limits.safetyMargin(lifetime: end - from)
        let late = (0...3).map { end - .days(3 - $0) }.filter { $0 > end - margin / 2 }
        return [end - margin, end - margin / 2] + late
    }

    /// Whether one is due that has not been given, and when the next one will be.
    static func look(
        from: Instant, to end: Instant, given: Instant?, now: Instant
    ) -> (isDue: Bool, next: Instant?) {
        let times = times(from: from, to: end)
        let latest = times.last { $0 <= now }
        return (latest.map { given ?? from < $0 } ?? false, times.first { $0 > now })
    }
}
