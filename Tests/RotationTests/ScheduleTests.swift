import Rotation
import Testing

struct ScheduleTests {
    private func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }
    private let berlin: Schedule

    init() throws {
        berlin = Schedule(
            interval: .days(30), rotateAt: LocalTime(hour: 3, minute: 0),
            clock: try #require(WallClock(identifier: "Europe/Berlin")))
    }

    @Test(
        "A time that a gap shifts over midnight is the first after a full interval",
        arguments: [
            ("America/Nuuk", 30, 23, 30, "2026-02-27T02:10:00Z", "2026-03-29T01:30:00Z"),
            ("Asia/Pyongyang", 31, 23, 40, "2018-04-03T15:30:37Z", "2018-05-04T15:10:00Z"),
            ("Europe/Moscow", 30, 22, 7, "1918-05-01T21:29:19Z", "1918-05-31T19:35:41Z"),
        ])
    func shiftedOverMidnight(
        zone: String, days: Int, hour: Int, minute: Int, anchor: String, expected: String
    ) throws {
        let schedule = Schedule(
            interval: .days(days), rotateAt: LocalTime(hour: hour, minute: minute),
            clock: try #require(WallClock(identifier: zone)))
        let start = try #require(Instant(rfc3339: anchor))
        #expect(schedule.next(after: .actual(start)).description == expected)
    }

    @Test("After a manual run a full interval elapses on the wall clock before the next time")
    func fullInterval() throws {
        let anchor = try at("2026-01-10T15:00:00Z")
        #expect(berlin.next(after: .actual(anchor)).description == "2026-02-10T02:00:00Z")
        let early = try at("2026-01-10T01:30:00Z")
        #expect(berlin.next(after: .actual(early)).description == "2026-02-09T02:00:00Z")
    }

    @Test("A scheduled run that was late does not move the next time")
    func noDrift() throws {
        let nominal = try at("2026-01-10T02:00:00Z")
        let late = try at("2026-01-10T09:00:00Z")
        let next = berlin.next(after: .nominal(nominal, served: late))
        #expect(next.description == "2026-02-09T02:00:00Z")
    }

    @Test("The local time stays the same across a change to summer time")
    func summerTime() throws {
        let nominal = try at("2026-03-01T02:00:00Z")
        let next = berlin.next(after: .nominal(nominal, served: nominal))
        #expect(next.description == "2026-03-31T01:00:00Z")
    }

    @Test("A local time inside a gap shifts forward by the gap")
    func gap() throws {
        let schedule = Schedule(
            interval: .days(1), rotateAt: LocalTime(hour: 2, minute: 30),
            clock: berlin.clock)
        let before = try at("2026-03-28T01:30:00Z")
        let next = schedule.next(after: .nominal(before, served: before))
        #expect(next.description == "2026-03-29T01:30:00Z")
    }

    @Test("Of a local time that occurs twice the first counts")
    func repeated() throws {
        let schedule = Schedule(
            interval: .days(1), rotateAt: LocalTime(hour: 2, minute: 30),
            clock: berlin.clock)
        let before = try at("2026-10-24T00:30:00Z")
        let next = schedule.next(after: .nominal(before, served: before))
        #expect(next.description == "2026-10-25T00:30:00Z")
    }

    @Test("A skipped date is the next one")
    func skippedDate() throws {
        let clock = try #require(WallClock(identifier: "Pacific/Apia"))
        let apia = Schedule(
            interval: .days(1), rotateAt: LocalTime(hour: 3, minute: 0), clock: clock)
        let before = try at("2011-12-29T13:00:00Z")
        let next = apia.next(after: .nominal(before, served: before))
        #expect(next.description == "2011-12-30T13:00:00Z")
        #expect(clock.date(at: next).description == "2011-12-31")
    }

    @Test("A next time nearer than half an interval to the run that served is left out")
    func coalescing() throws {
        let nominal = try at("2026-01-10T02:00:00Z")
        let veryLate = try at("2026-01-30T02:00:00Z")
        let next = berlin.next(after: .nominal(nominal, served: veryLate))
        #expect(next.description == "2026-03-11T02:00:00Z")
    }

    @Test("Of several missed times the latest becomes the anchor")
    func latest() throws {
        let daily = Schedule(
            interval: .days(1), rotateAt: LocalTime(hour: 3, minute: 0))
        let latest = daily.latest(
            from: try at("2026-01-10T03:00:00Z"), upTo: try at("2026-01-14T02:59:59Z"))
        #expect(latest.description == "2026-01-13T03:00:00Z")
    }

    @Test("Without a local time the next time is one interval after the anchor")
    func plainInterval() throws {
        let schedule = Schedule(interval: .hours(7))
        let anchor = try at("2026-01-10T15:00:01Z")
        #expect(schedule.next(after: .actual(anchor)).description == "2026-01-10T22:00:01Z")
    }

    @Test("However late a run is promoted, no nominal time it has covered is left for another")
    func coveredTimes() throws {
        let daily = Schedule(interval: .days(1), rotateAt: LocalTime(hour: 3, minute: 0))
        let nominal = try at("2026-01-10T03:00:00Z")
        for (served, next) in [
            ("2026-01-10T14:59:59Z", "2026-01-11T03:00:00Z"),
            ("2026-01-10T15:00:01Z", "2026-01-12T03:00:00Z"),
            ("2027-01-10T14:00:00Z", "2027-01-11T03:00:00Z"),
        ] {
            let found = daily.next(after: .nominal(nominal, served: try at(served)))
            #expect(found.description == next)
        }
    }

    @Test("Times of a cron expression coalesce by the time between them, not by the longest")
    func cronCoalescing() throws {
        var fields = Cron.Fields()
        fields.minutes = [0]
        fields.hours = [3]
        fields.days = Set(1...31)
        fields.months = Set(1...12)
        fields.weekdays = [1, 2, 3, 4, 5]
        fields.restrictsWeekdays = true
        let weekdays = Schedule(cron: try #require(Cron(fields, text: "")))
        #expect(weekdays.interval == .days(3))
        // Friday on time, and so Monday; Monday late by 7 and by 17 hours.
        let friday = try at("2026-01-09T03:00:00Z")
        let monday = try at("2026-01-12T03:00:00Z")
        for (nominal, served, next) in [
            (friday, "2026-01-09T03:00:00Z", "2026-01-12T03:00:00Z"),
            (monday, "2026-01-12T10:00:00Z", "2026-01-13T03:00:00Z"),
            (monday, "2026-01-12T20:00:00Z", "2026-01-14T03:00:00Z"),
            (friday, "2026-03-12T10:00:00Z", "2026-03-13T03:00:00Z"),
        ] {
            let found = weekdays.next(after: .nominal(nominal, served: try at(served)))
            #expect(found.description == next)
        }
        // After a manual run half the time to the one after next has to pass.
        let soon = weekdays.next(after: .actual(try at("2026-01-12T20:00:00Z")))
        #expect(soon.description == "2026-01-14T03:00:00Z")
        let early = weekdays.next(after: .actual(try at("2026-01-12T12:00:00Z")))
        #expect(early.description == "2026-01-13T03:00:00Z")
    }
}
