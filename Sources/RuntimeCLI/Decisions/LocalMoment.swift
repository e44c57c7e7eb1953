import Rotation

/// Instants as people read them: in a time zone, in UTC, and from now.
struct LocalMoment {
    private let clock: WallClock
    private let now: Instant

    init(_ clock: WallClock, now: Instant) {
        self.clock = clock
        self.now = now
    }

    /// Such as `2026-01-10 03:00 CET`, `2026-01-10T02:00:00Z`, `in 12d 4h`.
    func columns(_ instant: Instant) -> [String] {
        [clock.text(at: instant), instant.description, away(instant)]
    }

    /// Such as `Sat 2026-01-10 03:00 CET, in 12d 4h`.
    func brief(_ instant: Instant) -> String {
        "\(clock.weekday(at: instant)) \(clock.text(at: instant)), \(away(instant))"
    }

    /// The local date, such as `2026-01-10`.
    func day(_ instant: Instant) -> String { "\(clock.date(at: instant))" }

    /// All three in a line.
    func line(_ instant: Instant) -> String {
        let columns = columns(instant)
        return "\(columns[0]) (\(columns[1]), \(columns[2]))"
    }

    /// How far from now, such as `in 12d 4h` or `3h ago`.
    func away(_ instant: Instant) -> String {
        if instant == now { return "now" }
        return instant > now ? "in \((instant - now).short)" : "\((now - instant).short) ago"
    }

    /// The same text with the instants in it as people of the zone read them.
    func local(_ text: String) -> String { clock.local(text) }
}

extension WallClock {
    /// The same text with the instants in it as people of the zone read them.
    func local(_ text: String) -> String {
        text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) { match in
            Instant(rfc3339: String(match.output)).map { self.text(at: $0) }
                ?? String(match.output)
        }
    }
}
