/// A time in which secrets are promoted, of some weekdays on a wall clock.
package struct Window: Equatable, Sendable {
    /// The days on which it opens: 0 for Sunday to 6 for Saturday.
    package var weekdays: Set<Int>
    /// Minutes after midnight, below 1,440.
    package var opens: Int
    /// Minutes after the midnight before it opens; beyond 1,440 it closes on the next day.
    package var closes: Int

    package init(weekdays: Set<Int> = Set(0...6), opens: Int, closes: Int) {
        self.weekdays = weekdays
        self.opens = opens
        self.closes = closes
    }

    /// One opening of a window.
    package struct Opening: Equatable, Sendable {
        package var opens: Instant
        /// The first instant after it.
        package var closes: Instant

        package init(opens: Instant, closes: Instant) {
            self.opens = opens
            self.closes = closes
        }
    }
}

extension Window: CustomStringConvertible {
    /// Weekdays in short, from Sunday on.
    static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// The window as policies write it, such as `Tue,Thu 02:00-04:00`.
    package var description: String {
        let days = weekdays.sorted().map { Self.dayNames[$0] }.joined(separator: ",")
        let times = "\(time(opens))-\(time(closes > 1_440 ? closes - 1_440 : closes))"
        return weekdays.count == 7 ? times : "\(days) \(times)"
    }

    private func time(_ minute: Int) -> String {
        LocalTime(hour: minute / 60, minute: minute % 60)?.description ?? "24:00"
    }
}

/// What becomes of a run that was not promoted when its window closed.
package enum MissedRule: String, CaseIterable, Sendable {
    /// It is promoted at once.
    case late
    /// It is promoted in the next window.
    case skip
    /// As `skip`, but at once when the next window lies beyond the safety margin.
    case ifExpiring = "if_expiring"
}

extension WallClock {
    /// The first opening of any of `windows` that closes after `instant`; nil without windows.
    package func opening(of windows: [Window], closingAfter instant: Instant) -> Window.Opening? {
        // A window of yesterday may still be open, and none is further away than a week.
        let today = date(at: instant).daysSinceEpoch
        for day in today - 1...today + 9 {
            let weekday = CivilDate(daysSinceEpoch: day).weekday
            let openings = windows.filter { $0.weekdays.contains(weekday) }
                .map { opening(of: $0, on: day) }.filter { $0.closes > instant }
            if let first = openings.min(by: { $0.opens < $1.opens }) { return first }
        }
        return nil
    }

    /// It closes when the clock first shows its end, so that an hour that comes twice before it is
    /// whole, and not before the second after its last, so that a gap shifts it and never
    /// swallows it.
    private func opening(of window: Window, on day: Int) -> Window.Opening {
        let midnight = Int64(day) * 86_400
        let end = midnight + Int64(window.closes) * 60
        return Window.Opening(
            opens: instant(showing: midnight + Int64(window.opens) * 60),
            closes: max(instant(showing: end), instant(showing: end - 1) + .seconds(1)))
    }
}

extension Schedule {
    /// How long after its time a run of a cron expression without windows may be promoted.
    private static let cronGrace = Duration.hours(1)

    /// The opening in which a run for `instant` is promoted; nil where any time will do.
    package func opening(for instant: Instant) -> Window.Opening? {
        if !windows.isEmpty { return clock.opening(of: windows, closingAfter: instant) }
        guard case .cron(let cron, _) = rhythm else { return nil }
        let time = clock.next(of: cron, after: instant - .seconds(1))
        return Window.Opening(opens: time, closes: time + Self.cronGrace)
    }

    /// The opening for a run that missed its own by `now`; nil for at once.
    ///
    /// At `margin` the current secret is replaced whatever happens.
    func openingAfterMissing(at now: Instant, margin: Instant?) -> Window.Opening? {
        guard missed != .late, let next = opening(for: now) else { return nil }
        if missed == .ifExpiring, let margin, next.opens > margin { return nil }
        return next
    }
}
