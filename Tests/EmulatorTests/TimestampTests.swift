import Rotation
import Testing

@testable import Emulator

struct TimestampTests {
    @Test(
        "Offsets come back as Z, fractions without trailing zeros and with at most seven digits",
        arguments: [
            ("2021-10-12T17:05:26.1557753+08:00", "2021-10-12T09:05:26.1557753Z"),
            ("2022-05-07T06:53:52Z", "2022-05-07T06:53:52Z"),
            ("2022-05-07T06:53:52.500Z", "2022-05-07T06:53:52.5Z"),
            ("2022-05-07T06:53:52.123456789Z", "2022-05-07T06:53:52.1234567Z"),
            ("2022-01-01T00:30:00-02:30", "2022-01-01T03:00:00Z"),
            ("2100-12-31T11:59:59Z", "2100-12-31T11:59:59Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
        ])
    func text(_ input: String, _ output: String) {
        #expect(Timestamp(parsing: input)?.text == output)
    }

    @Test(
        "What is no RFC 3339 moment, or has no offset, is not read",
        arguments: [
            "", "2022-05-07", "2022-05-07T06:53:52", "2022-02-30T00:00:00Z", "2022-13-01T00:00:00Z",
            "2022-05-07T24:00:00Z", "2022-05-07T06:53:52.Z", "2022-05-07T06:53:52+15:00",
            "2022-05-07T06:53:52Zx", "+022-05-07T06:53:52Z", "0000-01-01T00:00:00Z", "tomorrow",
        ])
    func malformed(_ input: String) {
        #expect(Timestamp(parsing: input) == nil)
    }

    @Test(
        "Calendar years are added on the date, and 29 February becomes the 28th",
        arguments: [
            ("2020-08-12T06:52:26.8867505Z", "2022-08-12T06:52:26.8867505Z"),
            ("2024-02-29T01:00:00Z", "2026-02-28T01:00:00Z"),
            ("2023-12-31T23:59:59Z", "2025-12-31T23:59:59Z"),
        ])
    func addingYears(_ input: String, _ output: String) {
        #expect(Timestamp(parsing: input)?.adding(years: 2).text == output)
    }

    @Test("A fraction belongs to the second before it")
    func instant() {
        #expect(Timestamp(Instant(-1), fraction: 9_999_999).instant == Instant(-1))
        #expect(Timestamp(Instant(100), fraction: 1).instant == Instant(100))
    }
}
