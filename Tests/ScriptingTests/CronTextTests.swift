import Rotation
import Testing

@testable import Scripting

struct CronTextTests {
    private func times(_ text: String, _ count: Int) throws -> [String] {
        let cron = try CronText.parse(text)
        // Monday, 2026-06-01.
        var next = Instant(1_780_272_000) - .seconds(1)
        return (0..<count).map { _ in
            next = WallClock.utc.next(of: cron, after: next)
            return String(next.description.dropFirst(5).prefix(11))
        }
    }

    @Test(
        "Lists, ranges, steps and names",
        arguments: [
            ("0 3 * * 1-5", ["06-01T03:00", "06-02T03:00", "06-03T03:00"]),
            ("5-59/20 1 * * *", ["06-01T01:05", "06-01T01:25", "06-01T01:45"]),
            ("*/30 9,17 * * *", ["06-01T09:00", "06-01T09:30", "06-01T17:00"]),
            ("0 0 1 jan,JUL *", ["07-01T00:00", "01-01T00:00", "07-01T00:00"]),
            ("0 0 * * 7", ["06-07T00:00", "06-14T00:00", "06-21T00:00"]),
            ("0 0 * * sun", ["06-07T00:00", "06-14T00:00", "06-21T00:00"]),
            ("0 0 * * Fri-Sun", ["06-05T00:00", "06-06T00:00", "06-07T00:00"]),
            ("0 0 * * 5-7", ["06-05T00:00", "06-06T00:00", "06-07T00:00"]),
            ("  0\t0  15 * 1 ", ["06-01T00:00", "06-08T00:00", "06-15T00:00"]),
            // A field that begins with a star is not restricted: both must match.
            ("0 0 */2 * 1", ["06-01T00:00", "06-15T00:00", "06-29T00:00"]),
        ])
    func forms(text: String, expected: [String]) throws {
        #expect(try times(text, 3) == expected)
    }

    @Test(
        "What is wrong is said with its field",
        arguments: [
            ("61 * * * *", "has a minute \"61\" that is not from 0 to 59"),
            ("0 24 * * *", "has an hour \"24\" that is not from 0 to 23"),
            ("0 0 0 * *", "has a day \"0\" that is not from 1 to 31"),
            ("0 0 * 13 *", "has a month \"13\" that is not from 1 to 12"),
            ("0 0 * * 8", "has a weekday \"8\" that is not from 0 to 7"),
            ("0 0 * FOO *", "has a month \"FOO\" that is not understood"),
            ("0 0 L * *", "has a day \"L\" that is not understood"),
            ("1, * * * *", "has a minute \"\" that is not understood"),
            ("-1 * * * *", "has a minute \"\" that is not understood"),
            ("1-2-3 * * * *", "has a minute \"1-2-3\" that is not understood"),
            ("*/0 * * * *", "has a minute \"*/0\" without a step of 1 or more"),
            ("5/2 * * * *", "has a minute \"5/2\" with a step and no range"),
            ("0 22-2 * * *", "has an hour \"22-2\" that runs backwards"),
            ("0 0 30 2 *", "never comes: no month of \"2\" has a day \"30\""),
            (
                "@daily",
                "must have five fields: minute hour day month weekday, such as \"0 3 * * 1-5\", "
                    + "not \"@daily\""
            ),
        ])
    func mistakes(text: String, message: String) {
        #expect {
            try CronText.parse(text)
        } throws: { error in
            (error as? TextMistake)?.message == message
        }
    }
}
