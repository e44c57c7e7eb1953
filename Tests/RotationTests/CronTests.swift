import Testing

@testable import Rotation

struct CronTests {
    private func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

    private func fields(
        minutes: Set<Int> = [0], hours: Set<Int> = [3], days: Set<Int> = Set(1...31),
        months: Set<Int> = Set(1...12), weekdays: Set<Int> = Set(0...6)
    ) -> Cron.Fields {
        var fields = Cron.Fields()
        fields.minutes = minutes
        fields.hours = hours
        fields.days = days
        fields.months = months
        fields.weekdays = weekdays
        fields.restrictsDays = days.count < 31
        fields.restrictsWeekdays = weekdays.count < 7
        return fields
    }

    @Test("Where both day fields are restricted either matches, else both do")
    func dayFields() throws {
        let both = try #require(Cron(fields(days: [13], weekdays: [5]), text: ""))
        let start = try at("2026-02-10T12:00:00Z")
        var next = start
        let days = (0..<4).map { _ in
            next = WallClock.utc.next(of: both, after: next)
            return WallClock.utc.date(at: next).day
        }
        #expect(days == [13, 20, 27, 6])
        var all = fields(days: [13], weekdays: [5])
        all.restrictsWeekdays = false
        let friday = try #require(Cron(all, text: ""))
        #expect(
            WallClock.utc.next(of: friday, after: try at("2026-03-13T03:00:00Z"))
                == (try at("2026-11-13T03:00:00Z")))
    }

    @Test("A date that no month has is no pattern, unless a weekday may match instead")
    func impossible() {
        #expect(Cron(fields(days: [30], months: [2]), text: "") == nil)
        #expect(Cron(fields(days: [31], months: [2, 4, 6, 9, 11]), text: "") == nil)
        #expect(Cron(fields(days: [30], months: [2], weekdays: [1]), text: "") != nil)
        #expect(Cron(fields(minutes: []), text: "") == nil)
    }

    @Test("A leap day is found across a century that has none")
    func leapDay() throws {
        let cron = try #require(Cron(fields(days: [29], months: [2]), text: ""))
        let next = WallClock.utc.next(of: cron, after: try at("2096-03-01T00:00:00Z"))
        #expect(next.description == "2104-02-29T03:00:00Z")
    }

    @Test("The longest gap is that of the coming years on the wall clock")
    func longestGap() throws {
        func gap(_ fields: Cron.Fields) throws -> Duration {
            try #require(Cron(fields, text: "")).longestGap
        }
        #expect(try gap(fields()) == .days(1))
        #expect(try gap(fields(weekdays: [1, 2, 3, 4, 5])) == .days(3))
        #expect(try gap(fields(hours: [3, 4])) == .hours(23))
        #expect(try gap(fields(minutes: Set(0...59), hours: Set(0...23))) == .minutes(1))
        #expect(try gap(fields(days: [1])) == .days(31))
        #expect(try gap(fields(days: [29], months: [2])) == .days(1_461))
    }

    @Test("Minutes of a repeated hour count once, those of a gap move behind it")
    func wildcardMinutes() throws {
        let clock = try #require(WallClock(identifier: "Europe/Berlin"))
        let cron = try #require(
            Cron(fields(minutes: [0, 30], hours: Set(0...23)), text: ""))
        func times(after text: String, _ count: Int) throws -> [String] {
            var next = try at(text)
            return (0..<count).map { _ in
                next = clock.next(of: cron, after: next)
                return String(next.description.dropFirst(11).prefix(5))
            }
        }
        // 02:00 and 02:30 summer time, then nothing until 03:00 winter time.
        #expect(
            try times(after: "2026-10-24T23:45:00Z", 4) == ["00:00", "00:30", "02:00", "02:30"])
        // 01:30 winter time, 03:00 summer time with the 02:00 that is left out, and so on.
        #expect(
            try times(after: "2026-03-29T00:15:00Z", 4) == ["00:30", "01:00", "01:30", "02:00"])
    }
}
