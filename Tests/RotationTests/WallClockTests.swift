import Rotation
import Testing

struct WallClockTests {
    private func clock(_ zone: String) throws -> WallClock {
        try #require(WallClock(identifier: zone))
    }

    @Test("An unknown zone is none")
    func unknown() {
        #expect(WallClock(identifier: "Europe/Berln") == nil)
    }

    @Test(
        "Gaps and repetitions of unusual zones",
        arguments: [
            // Half an hour forward at 02:00 on the first Sunday of October.
            ("Australia/Lord_Howe", 2026, 10, 4, 2, 15, "2026-10-03T15:45:00Z"),
            // From 02:45 to 03:45 on the last Sunday of September.
            ("Pacific/Chatham", 2026, 9, 27, 3, 0, "2026-09-26T14:15:00Z"),
            // Midnight itself is skipped.
            ("America/Santiago", 2026, 9, 6, 0, 0, "2026-09-06T04:00:00Z"),
            // An ordinary day.
            ("Asia/Kathmandu", 2026, 5, 1, 3, 0, "2026-04-30T21:15:00Z"),
        ])
    func transitions(
        zone: String, year: Int, month: Int, day: Int, hour: Int, minute: Int, expected: String
    ) throws {
        let time = try #require(LocalTime(hour: hour, minute: minute))
        let date = CivilDate(year: year, month: month, day: day)
        #expect(try clock(zone).instant(on: date, at: time).description == expected)
    }

    @Test("An instant is told in local words")
    func text() throws {
        #expect(
            try clock("Europe/Berlin").text(at: Instant(1_768_057_200))
                .hasPrefix("2026-01-10 16:00 "))
    }
}
