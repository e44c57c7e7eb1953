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

    @Test("Time zones go by their IANA names", arguments: ["UTC", "Asia/Kolkata", "Europe/Berlin"])
    func zones(_ name: String) throws {
        let policy = try PolicyText.policy("timezone = '\(name)'")
        #expect(policy.declaration.schedule.timeZone == name)
    }
}
