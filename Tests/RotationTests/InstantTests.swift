import Rotation
import Testing

struct InstantTests {
    @Test(
        "An instant prints as RFC 3339 in UTC, also before 1970",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_768_057_200, "2026-01-10T15:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ])
    func description(seconds: Int64, text: String) {
        #expect(Instant(seconds).description == text)
        #expect(Instant(rfc3339: text) == Instant(seconds))
    }

    @Test(
        "What is no RFC 3339 instant in UTC is refused",
        arguments: [
            "2026-01-10", "2026-01-10T15:00:00", "2026-13-10T15:00:00Z", "2026-01-10T25:00:00Z", "",
            "2026-02-30T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test(
        "A duration prints its two largest units",
        arguments: [
            (Duration.zero, "0s"), (.seconds(90), "1m 30s"), (.hours(26), "1d 2h"),
            (.seconds(-5), "-5s"), (.days(30), "30d"),
        ])
    func short(duration: Duration, text: String) {
        #expect(duration.short == text)
    }
}
