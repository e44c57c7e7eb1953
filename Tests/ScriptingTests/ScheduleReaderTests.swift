import Rotation
import Testing

@testable import Scripting

/// Interval, time of day and time zone.
struct ScheduleReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            (
                "interval = '30 days'", "'interval' must be a duration, not \"30 days\"",
                DurationText.hint
            ),
            ("interval = 1.5", "'interval' must be a duration, not a number", DurationText.hint),
            ("interval = -5", "'interval' must be a duration, not an integer", DurationText.hint),
            ("interval = 0", "'interval' must be longer than zero", nil),
            (
                "rotate_at = '3:00'",
                "'rotate_at' must be a time of day from 00:00 to 23:59, not \"3:00\"",
                "write \"03:00\" for three in the morning"
            ),
            (
                "rotate_at = '24:00'",
                "'rotate_at' must be a time of day from 00:00 to 23:59, not \"24:00\"",
                "write \"03:00\" for three in the morning"
            ),
            (
                "rotate_at = '03:00', interval = '36h'",
                "'interval' must be whole days when there is a 'rotate_at', not 1d 12h",
                "without 'rotate_at' any interval will do"
            ),
            (
                "timezone = 'Europe/Berlln'",
                "'timezone' must be an IANA time zone, not \"Europe/Berlln\"",
                "did you mean 'Europe/Berlin'?"
            ),
            (
                "timezone = 'berlin'", "'timezone' must be an IANA time zone, not \"berlin\"",
                "did you mean 'Europe/Berlin'?"
            ),
            (
                "cron = '0 3 * * *'", "'cron' and 'interval' do not go together",
                "'cron' names the days and the times of day itself; leave 'interval' out"
            ),
            ("window = 5", "'window' must be text, not an integer", nil),
            (
                "window = 'Tue'", "'window' has \"Tue\", which is no time such as 02:00-04:00",
                "write \"Tue,Thu 02:00-04:00\" or \"Mon-Fri 22:00-02:00\""
            ),
            (
                "missed = 'later'",
                "'missed' must be \"late\" or \"skip\" or \"if_expiring\", not \"later\"",
                "did you mean 'late'?"
            ),
            (
                "timezone = ''", "'timezone' must be an IANA time zone, not \"\"",
                "write it as \"Europe/Berlin\" or \"UTC\""
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("An interval is missed")
    func missing() {
        #expect(
            PolicyText.error("", without: ["interval"])
                == .invalid(
                    message: "payments.lua: 'interval' is missing",
                    hint: "say how often, such as interval = \"30d\""))
    }

    @Test(
        "Intervals are text or whole seconds",
        arguments: [
            ("'30d'", Duration.days(30)), ("86400", .days(1)), ("86400.0", .days(1)),
            ("'1d12h'", .hours(36)), ("require('runtime').weeks(2)", .days(14)),
        ])
    func intervals(_ text: String, _ interval: Duration) throws {
        let policy = try PolicyText.policy("interval = \(text)", without: ["interval"])
        #expect(policy.declaration.schedule == Schedule(interval: interval))
    }

    @Test("A cron expression stands instead of an interval")
    func cron() throws {
        let policy = try PolicyText.policy(
            "cron = '0 3 * * 1-5', timezone = 'Europe/Berlin'", without: ["interval"]
        ).declaration
        #expect(policy.schedule.timeZone == "Europe/Berlin")
        #expect(policy.schedule.interval == .days(3))
        #expect(policy.lifetime == .days(6) + .hours(18) + .days(3))
        #expect(
            PolicyText.error("cron = '0 3 * *'", without: ["interval"])?.description.contains(
                "'cron' must have five fields") == true)
    }

    @Test("Windows and what becomes of a missed one")
    func windows() throws {
        let schedule = try PolicyText.policy("window = 'Tue 22:00-02:00', missed = 'if_expiring'")
            .declaration.schedule
        #expect(schedule.windows == [Window(weekdays: [2], opens: 1_320, closes: 1_560)])
        #expect(schedule.missed == .ifExpiring)
        #expect(try PolicyText.policy("").declaration.schedule.missed == .late)
    }

    @Test("Time zones go by their IANA names", arguments: ["UTC", "Asia/Kolkata", "Europe/Berlin"])
    func zones(_ name: String) throws {
        let policy = try PolicyText.policy("timezone = '\(name)'")
        #expect(policy.declaration.schedule.timeZone == name)
    }
}
