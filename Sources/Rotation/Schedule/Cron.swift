/// The times of a cron expression on a wall clock: minute, hour, day of month, month, day of week.
///
/// A day field that does not begin with `*` is restricted; when both day fields are, a day that
/// either of them names matches, else a day must match both.
///
/// - SeeAlso: Vixie cron, crontab(5).
package struct Cron: Equatable, Sendable {
    /// The expression it was made of.
    package let text: String
    /// Sets of numbers as bits.
    private let minutes, hours, days, months, weekdays: UInt64
    private let matchesEitherDay: Bool
    /// The longest time between two of its times on the wall clock.
    ///
    /// Over the 28 years from 2000, in which every weekday has met every date, and beyond them
    /// until there are two dates.
    package var longestGap: Duration { longestDayGap() }

    /// The values of the five fields.
    package struct Fields: Equatable, Sendable {
        package var minutes: Set<Int> = []
        package var hours: Set<Int> = []
        package var days: Set<Int> = []
        package var months: Set<Int> = []
        /// 0 for Sunday to 6.
        package var weekdays: Set<Int> = []
        package var restrictsDays = false
        package var restrictsWeekdays = false

        package init() {}
    }

    /// Makes a pattern of its fields, or nil when one is empty or no date ever matches.
    package init?(_ fields: Fields, text: String) {
        self.text = text
        minutes = Self.bits(fields.minutes)
        hours = Self.bits(fields.hours)
        days = Self.bits(fields.days)
        months = Self.bits(fields.months)
        weekdays = Self.bits(fields.weekdays)
        matchesEitherDay = fields.restrictsDays && fields.restrictsWeekdays
        guard minutes != 0, hours != 0, days != 0, months != 0, weekdays != 0 else { return nil }
        let hasDate = fields.months.contains { month in
            fields.days.contains { $0 <= CivilDate.length(ofMonth: month, in: 2000) }
        }
        guard hasDate || matchesEitherDay else { return nil }
    }

    private static func bits(_ numbers: Set<Int>) -> UInt64 {
        numbers.reduce(0) { $0 | 1 << UInt64($1) }
    }
}

extension Cron {
    /// The first of its readings after `reading`, in seconds since 1970-01-01T00:00 local.
    func next(afterReading reading: Int64) -> Int64 {
        let minute = reading.flooredQuotient(by: 60) + 1
        let date = CivilDate(daysSinceEpoch: Int(minute.flooredQuotient(by: 1_440)))
        if matches(date), let time = firstTime(from: Int(minute.flooredRemainder(by: 1_440))) {
            return (Int64(date.daysSinceEpoch) * 1_440 + Int64(time)) * 60
        }
        let next = nextDate(after: date)
        return (Int64(next.daysSinceEpoch) * 1_440 + Int64(firstTime(from: 0) ?? 0)) * 60
    }

    private func matches(_ date: CivilDate) -> Bool {
        guard months.has(date.month) else { return false }
        let isDay = days.has(date.day)
        let isWeekday = weekdays.has(date.weekday)
        return matchesEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    /// The first matching date after `date`; there always is one.
    private func nextDate(after date: CivilDate) -> CivilDate {
        var (year, month, day) = (date.year, date.month, date.day + 1)
        while true {
            if months.has(month) {
                let length = CivilDate.length(ofMonth: month, in: year)
                while day <= length {
                    let candidate = CivilDate(year: year, month: month, day: day)
                    if matches(candidate) { return candidate }
                    day += 1
                }
            }
            (year, month, day) = month == 12 ? (year + 1, 1, 1) : (year, month + 1, 1)
        }
    }

    /// The first minute of a day at or after `minute`.
    private func firstTime(from minute: Int) -> Int? {
        let hour = minute / 60
        if hours.has(hour), let minute = minutes.first(from: minute % 60) {
            return hour * 60 + minute
        }
        guard let next = hours.first(from: hour + 1) else { return nil }
        return minutes.first(from: 0).map { next * 60 + $0 }
    }

    private func longestDayGap() -> Duration {
        let first = firstTime(from: 0) ?? 0
        var (last, longest) = (first, 0)
        while let next = firstTime(from: last + 1) {
            longest = max(longest, next - last)
            last = next
        }
        var date = nextDate(after: CivilDate(year: 1999, month: 12, day: 31))
        var days = 0
        while days == 0 || date.year < 2028 {
            let next = nextDate(after: date)
            days = max(days, next.daysSinceEpoch - date.daysSinceEpoch)
            date = next
        }
        return .minutes(max(longest, days * 1_440 + first - last))
    }
}

extension UInt64 {
    fileprivate func has(_ number: Int) -> Bool {
        self >> UInt64(number) & 1 == 1
    }

    /// The smallest number of the set that is at least `number`.
    fileprivate func first(from number: Int) -> Int? {
        guard number < 64 else { return nil }
        let rest = self >> UInt64(number)
        return rest == 0 ? nil : number + rest.trailingZeroBitCount
    }
}

extension WallClock {
    /// The first time of `cron` after `instant`.
    ///
    /// Times that a gap leaves out shift forward by it, so that they may come after later ones
    /// and may fall together with them.
    package func next(of cron: Cron, after instant: Instant) -> Instant {
        // No gap is longer than a day: what it shifts behind `instant` is read from here on.
        var reading = min(
            self.reading(at: instant), self.reading(at: instant - .days(1)) + 86_400)
        var shifted: Instant?
        while true {
            reading = cron.next(afterReading: reading)
            if let shifted, self.reading(at: shifted) <= reading { return shifted }
            let candidate = self.instant(showing: reading)
            guard candidate > instant else { continue }
            guard self.reading(at: candidate) != reading else {
                return min(candidate, shifted ?? candidate)
            }
            // In a gap: a later reading that is shown may come before it.
            shifted = min(candidate, shifted ?? candidate)
        }
    }
}
