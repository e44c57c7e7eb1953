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

/// A rotation that begins nothing by itself speaks up before its secret ends.
extension Rotator {
    /// Gives the alert that is due, if one is, and says when the next one will be.
    func alert(_ hold: NextRun.Hold, _ work: inout Work) -> Instant? {
        guard let current = work.rotation.current else { return nil }
        let now = clock.now()
        let given = work.rotation.alertedAt.flatMap { limits.isAhead($0, of: now) ? nil : $0 }
        let (isDue, next) = Alerts.look(
            from: current.mintedAt ?? current.intendedAt, to: current.endsAt, given: given, now: now
        )
        if isDue {
            work.rotation.alertedAt = now
            note(
                .alert, "\(hold.words), and the current secret ends at \(current.endsAt)",
                keyID: current.keyID, hint: hold.wayOut(of: work.name), in: &work)
        }
        return next
    }

    /// As ``alert(_:_:)``, as a wake; nil when nothing is left to say.
    func alertWake(_ hold: NextRun.Hold, _ work: inout Work) -> Wake? {
        alert(hold, &work).map { Wake($0, for: .alert) }
    }
}

extension NextRun.Hold {
    fileprivate var words: String {
        switch self {
        case .manualOnly: "auto = false"
        case .stuck: "stuck"
        case .paused: "paused"
        case .disconnected: "its connection does not work"
        case .unmanaged: "unmanaged"
        case .braked: "its fleet's brakes hold it"
        }
    }

    /// What an operator does about it.
    func wayOut(of name: String) -> String {
        switch self {
        case .manualOnly: "'runtime rotate \(name)'"
        case .stuck: "mend it, then 'runtime retry \(name)'"
        case .disconnected: "mend the connection"
        case .unmanaged: "put the policy file back, or 'runtime delete \(name)'"
        case .braked: "mend it, then 'runtime retry \(name)'"
        case .paused: "'runtime resume \(name)', or 'runtime rotate --force \(name)'"
        }
    }
}
