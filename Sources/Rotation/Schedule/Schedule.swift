/// A declared schedule on the wall clock of a time zone.
package struct Schedule: Equatable, Sendable {
    package var rhythm: Rhythm
    package var clock: WallClock
    /// When secrets are promoted; empty for any time.
    package var windows: [Window] = []
    package var missed = MissedRule.late

    /// What its nominal times follow.
    package enum Rhythm: Equatable, Sendable {
        /// A length of time, then the local time; without one exactly the length of time.
        ///
        /// With a local time the interval is whole days.
        case interval(Duration, at: LocalTime?)
        /// With the longest time between two of its times.
        case cron(Cron, gap: Duration)
    }

    /// Makes a schedule of an interval; it must be longer than zero.
    package init(interval: Duration, rotateAt: LocalTime? = nil, clock: WallClock = .utc) {
        rhythm = .interval(interval, at: rotateAt)
        self.clock = clock
    }

    /// Makes a schedule of a cron expression.
    package init(cron: Cron, clock: WallClock = .utc) {
        rhythm = .cron(cron, gap: cron.longestGap)
        self.clock = clock
    }

    /// The interval, or the longest time between two times of a cron expression.
    package var interval: Duration {
        switch rhythm {
        case .interval(let interval, _): interval
        case .cron(_, let gap): gap
        }
    }

    /// Local time of a rotation, if there is only one.
    package var rotateAt: LocalTime? {
        if case .interval(_, let time) = rhythm { time } else { nil }
    }

    /// The IANA name of the zone.
    package var timeZone: String { clock.identifier }
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
    /// A nominal time nearer to the run that served the anchor than half an interval is left out;
    /// the interval of a cron expression is the time since the nominal time before. After an
    /// actual time a full interval elapses first, of a cron expression half the one that follows.
    package func next(after anchor: Anchor) -> Instant {
        switch anchor {
        case .actual(let instant):
            guard case .cron = rhythm else { return afterFullInterval(from: instant) }
            let next = nominal(after: instant)
            let following = nominal(after: next)
            return next - instant < (following - next) / 2 ? following : next
        case .nominal(let instant, let served):
            var last = latest(from: instant, upTo: served)
            var next = nominal(after: last)
            while next - served < spacing(from: last, to: next) / 2 {
                (last, next) = (next, nominal(after: next))
            }
            return next
        }
    }

    /// The latest nominal time up to `instant`, counted on from `first`; `first` if it is later.
    ///
    /// One run serves all of them, so this one becomes the anchor.
    package func latest(from first: Instant, upTo instant: Instant) -> Instant {
        var latest = start(from: first, near: instant)
        while case let next = nominal(after: latest), next <= instant {
            latest = next
        }
        return latest
    }

    /// A nominal time, or `first`, from which it is not far to `instant`.
    private func start(from first: Instant, near instant: Instant) -> Instant {
        switch rhythm {
        case .interval(let interval, at: nil):
            let elapsed = max((instant - first).wholeSeconds, 0)
            return Instant(first.seconds + elapsed - elapsed % interval.wholeSeconds)
        case .interval: return first
        case .cron(_, let gap):
            let near = instant - gap - .days(2)
            let start = nominal(after: near)
            return near > first && start <= instant ? start : first
        }
    }

    private func spacing(from last: Instant, to next: Instant) -> Duration {
        if case .interval(let interval, _) = rhythm { interval } else { next - last }
    }

    /// The first nominal time after `instant`, which is one itself unless the rhythm is a cron's.
    ///
    /// Of an interval with a local time this is the first instant that shows it on the local date
    /// of `instant` plus the interval, or later.
    package func nominal(after instant: Instant) -> Instant {
        switch rhythm {
        case .cron(let cron, _): return clock.next(of: cron, after: instant)
        case .interval(let interval, at: nil): return instant + interval
        case .interval(let interval, at: let time?):
            let days = Int(interval.wholeSeconds / 86_400)
            var date = clock.date(at: instant).daysSinceEpoch + days
            while true {
                let candidate = clock.instant(on: CivilDate(daysSinceEpoch: date), at: time)
                if candidate > instant { return candidate }
                date += 1
            }
        }
    }

    /// The first `rotateAt` at or after the anchor plus the interval on the local wall clock.
    ///
    /// Of the day before it may be, where a gap shifts it over midnight.
    private func afterFullInterval(from anchor: Instant) -> Instant {
        guard let rotateAt else { return anchor + interval }
        let reading = clock.reading(at: anchor) + interval.wholeSeconds
        let elapsed = clock.instant(showing: reading)
        var date = Int(reading.flooredQuotient(by: 86_400)) - 1
        while true {
            let candidate = clock.instant(on: CivilDate(daysSinceEpoch: date), at: rotateAt)
            if candidate >= elapsed { return candidate }
            date += 1
        }
    }
}
