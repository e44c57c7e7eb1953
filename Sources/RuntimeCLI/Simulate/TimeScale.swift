import Rotation

/// Instants to places on a horizontal axis, with dates at round places.
struct TimeScale {
    private let start: Instant
    private let end: Instant
    private let left: Double
    private let right: Double
    private let clock: WallClock

    struct Tick {
        let x: Double
        let label: String
    }

    init(from start: Instant, to end: Instant, left: Double, right: Double, clock: WallClock) {
        self.start = start
        self.end = end
        self.left = left
        self.right = right
        self.clock = clock
    }

    /// The place of an instant; what lies outside is put on the edge.
    func x(_ instant: Instant) -> Double {
        let whole = Double((end - start).wholeSeconds)
        let part = Double((instant - start).wholeSeconds) / whole
        return left + min(max(part, 0), 1) * (right - left)
    }

    /// Beginnings of days, weeks, months, quarters or years, with room for their labels.
    var ticks: [Tick] {
        let days = (end - start).wholeSeconds / 86_400
        let dates: [CivilDate]
        switch days {
        case ...20: dates = everyDay(1)
        case ...90: dates = everyDay(7)
        case ...600: dates = everyMonth(1)
        case ...1_800: dates = everyMonth(3)
        default: dates = everyMonth(12)
        }
        return dates.map { date in
            Tick(x: x(clock.instant(on: date, at: .midnight)), label: label(date, days: days))
        }
    }

    private func label(_ date: CivilDate, days: Int64) -> String {
        let month = Self.months[date.month - 1]
        guard days > 90 else { return "\(date.day) \(month)" }
        return date.month == 1 || date == everyMonth(1).first ? "\(month) \(date.year)" : month
    }

    private func everyDay(_ step: Int) -> [CivilDate] {
        let first = clock.date(at: start).daysSinceEpoch + 1
        let last = clock.date(at: end).daysSinceEpoch
        return stride(from: first, through: max(last, first), by: step).map {
            CivilDate(daysSinceEpoch: $0)
        }
    }

    private func everyMonth(_ step: Int) -> [CivilDate] {
        let (first, last) = (clock.date(at: start), clock.date(at: end))
        let range = (first.year * 12 + first.month)...(last.year * 12 + last.month - 1)
        return range.filter { $0 % step == 0 }.map {
            CivilDate(year: $0 / 12, month: $0 % 12 + 1, day: 1)
        }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
