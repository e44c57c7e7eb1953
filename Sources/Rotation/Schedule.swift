/// A declared schedule: every `interval`, at `rotateAt` on the wall clock of `timeZone`.
package struct Schedule: Equatable, Sendable {
    package var interval: Duration
    /// Local time of a rotation; nil means exactly one interval after the anchor.
    ///
    /// With it the interval is whole days.
    package var rotateAt: LocalTime?
    /// An IANA name.
    package var timeZone: String

    package init(interval: Duration, rotateAt: LocalTime? = nil, timeZone: String = "UTC") {
        self.interval = interval
        self.rotateAt = rotateAt
        self.timeZone = timeZone
    }
}

/// What the next nominal time is counted from.
package enum Anchor: Equatable, Sendable {
    /// The nominal time that a scheduled run begun at `served` has served.
    case nominal(Instant, served: Instant)
    /// The actual time of a creation, a manual or a margin run.
    case actual(Instant)
}

extension Schedule {
    /// The next nominal time after `anchor`.
    ///
    /// A nominal time nearer to the run that served the anchor than half an interval is left out.
    package func next(after anchor: Anchor) -> Instant {
        switch anchor {
        case .actual(let instant):
            return afterFullInterval(from: instant)
        case .nominal(let instant, let served):
            let next = nominal(after: instant)
            return next - served < interval / 2 ? nominal(after: next) : next
        }
    }

    /// The latest nominal time up to `instant`, counted on from `first`; `first` if it is later.
    ///
    /// One run serves all of them, so this one becomes the anchor.
    package func latest(from first: Instant, upTo instant: Instant) -> Instant {
        var latest = first
        while case let next = nominal(after: latest), next <= instant {
            latest = next
        }
        return latest
    }

    /// The first instant that shows `rotateAt` on the anchor's local date plus the interval.
    package func nominal(after anchor: Instant) -> Instant {
        guard let rotateAt, let clock = WallClock(identifier: timeZone) else {
            return anchor + interval
        }
        var date = clock.date(at: anchor).daysSinceEpoch + intervalDays
        while true {
            let candidate = clock.instant(on: CivilDate(daysSinceEpoch: date), at: rotateAt)
            if candidate > anchor { return candidate }
            date += 1
        }
    }

    /// The first `rotateAt` at or after the anchor plus the interval on the local wall clock.
    private func afterFullInterval(from anchor: Instant) -> Instant {
        guard let rotateAt, let clock = WallClock(identifier: timeZone) else {
            return anchor + interval
        }
        let reading = clock.reading(at: anchor) + interval.wholeSeconds
        let elapsed = clock.instant(showing: reading)
        var date = Int(reading.flooredQuotient(by: 86_400))
        while true {
            let candidate = clock.instant(on: CivilDate(daysSinceEpoch: date), at: rotateAt)
            if candidate >= elapsed { return candidate }
            date += 1
        }
    }

    private var intervalDays: Int {
        Int(interval.wholeSeconds / 86_400)
    }
}
