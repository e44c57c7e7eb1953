/// What a zone does after the last transition of its file, year by year.
///
/// - SeeAlso: POSIX.1-2017, section 8.3 (`TZ`), and RFC 8536, section 3.3.1.
struct ZoneRule: Equatable {
    private var standard: Season
    /// Nil in zones that no longer change.
    private var summer: Season?

    /// One of the two times of a year.
    private struct Season: Equatable {
        var name: String
        /// Seconds to add to UTC.
        var offset: Int64
        var begin = Begin(day: .ofYear(0), time: 0)
    }

    /// When a season begins, on the clock of the season before it.
    private struct Begin: Equatable {
        var day: Day
        /// Seconds after midnight; negative or longer than a day in some zones.
        var time: Int64
    }

    fileprivate enum Day: Equatable {
        /// The weekday (Sunday is 0) of a week (5 is the last) of a month.
        case ofMonth(month: Int, week: Int, weekday: Int)
        /// 1 to 365, February 29 not counted.
        case ofCommonYear(Int)
        /// 0 to 365.
        case ofYear(Int)
    }

    /// Whether there is more than one season.
    var changes: Bool { summer != nil }

    /// Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, or gives nil.
    init?(_ text: String) {
        var reader = RuleReader(text)
        guard let name = reader.name(), let behind = reader.time() else { return nil }
        standard = Season(name: name, offset: -behind)
        guard !reader.isAtEnd else { return }
        guard let name = reader.name() else { return nil }
        let offset = reader.isAt(",") ? standard.offset + 3_600 : reader.time().map { -$0 }
        guard let offset, let begin = Self.begin(&reader), let end = Self.begin(&reader),
            reader.isAtEnd
        else { return nil }
        summer = Season(name: name, offset: offset, begin: begin)
        standard.begin = end
    }

    private static func begin(_ reader: inout RuleReader) -> Begin? {
        guard reader.skip(","), let day = day(&reader) else { return nil }
        guard reader.skip("/") else { return Begin(day: day, time: 7_200) }
        return reader.time().map { Begin(day: day, time: $0) }
    }

    private static func day(_ reader: inout RuleReader) -> Day? {
        if reader.skip("M") {
            guard let month = reader.number(), (1...12).contains(month), reader.skip("."),
                let week = reader.number(), (1...5).contains(week), reader.skip("."),
                let weekday = reader.number(), (0...6).contains(weekday)
            else { return nil }
            return .ofMonth(month: month, week: week, weekday: weekday)
        }
        let isCommon = reader.skip("J")
        return reader.number().map { isCommon ? .ofCommonYear($0) : .ofYear($0) }
    }

    /// The spans that begin in `year`, in order; the only one there is for a zone that rests.
    func spans(in year: Int) -> [ZoneTable.Span] {
        guard let summer else { return [] }
        let begins = [
            span(summer, in: year, after: standard), span(standard, in: year, after: summer),
        ]
        return begins.sorted { $0.start < $1.start }
    }

    private func span(_ season: Season, in year: Int, after other: Season) -> ZoneTable.Span {
        let midnight = Int64(season.begin.day.date(in: year)) * 86_400
        let start = midnight + season.begin.time - other.offset
        return ZoneTable.Span(start: start, offset: season.offset, name: season.name)
    }
}

extension ZoneRule.Day {
    /// The day in days since 1970-01-01.
    fileprivate func date(in year: Int) -> Int {
        let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        switch self {
        case .ofYear(let day): return newYear + day
        case .ofCommonYear(let day):
            let isLeap = CivilDate.length(ofMonth: 2, in: year) == 29
            return newYear + day - (isLeap && day >= 60 ? 0 : 1)
        case .ofMonth(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1)
            let ahead = (weekday - first.weekday + 7) % 7
            let day = ahead + (week - 1) * 7
            let length = CivilDate.length(ofMonth: month, in: year)
            return first.daysSinceEpoch + (day < length ? day : day - 7)
        }
    }
}

/// Reads the parts of a rule from left to right.
private struct RuleReader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Character) -> Bool { rest.first == character }

    mutating func skip(_ character: Character) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Letters, or anything between angle brackets.
    mutating func name() -> String? {
        let isQuoted = skip("<")
        let name = rest.prefix { isQuoted ? $0 != ">" : $0.isLetter }
        rest = rest[name.endIndex...]
        guard !name.isEmpty, !isQuoted || skip(">") else { return nil }
        return String(name)
    }

    mutating func number() -> Int? {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest[digits.endIndex...]
        return digits.count <= 3 ? Int(digits) : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number() else { return nil }
        var seconds = Int64(hours) * 3_600
        for unit in [Int64(60), 1] where skip(":") {
            guard let part = number() else { return nil }
            seconds += Int64(part) * unit
        }
        return isNegative ? -seconds : seconds
    }
}
