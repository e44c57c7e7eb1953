import Rotation
import Testing

@testable import Scripting

/// Lifetimes and overlaps.
struct LifetimeReaderTests {
    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            ("lifetime = 0", "'lifetime' must be longer than zero", nil),
            (
                "lifetime = '31d'",
                "'lifetime' (31d) must be longer than stage + interval + safety margin "
                    + "(1d + 30d + 3d 2h)",
                "leave 'lifetime' out: its default is twice the interval and more"
            ),
            (
                "overlap = 'until-next'",
                "'overlap' must be \"until_next\" or a duration, not \"until-next\"",
                DurationText.hint
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }

    @Test("A lifetime must outlast the longest gap of a cron expression")
    func cron() {
        let monthly = "cron = '0 3 1 * *'"
        #expect(PolicyText.error("\(monthly), lifetime = '36d'", without: ["interval"]) == nil)
        #expect(PolicyText.error("\(monthly), lifetime = '35d'", without: ["interval"]) != nil)
    }

    @Test("An overlap may be given in words or as a duration, also of zero")
    func overlaps() throws {
        #expect(try PolicyText.policy("overlap = 'until_next'").declaration.overlap == .untilNext)
        #expect(try PolicyText.policy("overlap = 0").declaration.overlap == .duration(.zero))
        #expect(
            try PolicyText.policy("overlap = '2d'").declaration.overlap == .duration(.days(2)))
    }

    @Test("A lifetime a second longer than needed is accepted, one as long as needed is not")
    func boundary() {
        // One day of stage, 30 days of interval and the margin of three days.
        let needed = 34 * 86_400 * 10 / 9
        #expect(PolicyText.error("lifetime = \(needed + 86_400)") == nil)
        #expect(PolicyText.error("stage = '1d', lifetime = \(34 * 86_400)") != nil)
    }

    @Test(
        "The default lifetime is accepted for any interval", arguments: ["1s", "1h", "1d", "365d"])
    func defaults(_ interval: String) {
        #expect(PolicyText.error("interval = '\(interval)'", without: ["interval"]) == nil)
    }
}
