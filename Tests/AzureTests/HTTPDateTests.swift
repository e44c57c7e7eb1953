import HTTP
import Rotation
import Testing

@testable import Azure

struct HTTPDateTests {
    private let now = Instant(1_651_906_432)

    private func wait(_ fields: [HTTPField]) -> Duration? {
        HTTPResponse(status: 429, headers: fields).retryAfter(now: now)
    }

    @Test("The Date header is read to the second")
    func date() {
        #expect(HTTPDate.parse("Sat, 07 May 2022 06:53:52 GMT") == now)
    }

    @Test(
        "A date in any other form, or one that cannot be, is none",
        arguments: [
            "", "2022-05-07T06:53:52Z", "Sat, 07 Foo 2022 06:53:52 GMT",
            "Sat, 07 May 2022 06:53:52 CET", "Sat, 07-May-2022 06:53:52 GMT",
            "Sat, 7 May 2022 06:53:52 GMT", "Sat, 07 May 2022 06:53:52 GMT ",
            "Sat, 00 May 2022 06:53:52 GMT", "Sat, 32 May 2022 06:53:52 GMT",
            "Sat, 07 May 0000 06:53:52 GMT", "Sat, 07 May 2022 24:53:52 GMT",
            "Sat, 07 May 2022 06:60:52 GMT", "Sat, 07 May 2022 06:53:61 GMT",
            "Sat, 07 May 2022 06:53:5x GMT", "Sat, -7 May 2022 06:53:52 GMT",
        ])
    func malformed(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test("Retry-After is seconds, a date, or absent")
    func retryAfter() {
        #expect(wait([HTTPField("retry-after", "17")]) == .seconds(17))
        #expect(wait([HTTPField("Retry-After", "Sat, 07 May 2022 06:54:52 GMT")]) == .minutes(1))
        #expect(wait([]) == nil)
        #expect(wait([HTTPField("Retry-After", "soon")]) == nil)
        #expect(wait([HTTPField("Retry-After", "-5")]) == nil)
    }

    @Test("A date is counted from the server's own clock, and one that has passed is no wait")
    func serverClock() {
        let later = HTTPField("Retry-After", "Sat, 07 May 2022 08:00:30 GMT")
        #expect(wait([later, HTTPField("Date", "Sat, 07 May 2022 08:00:00 GMT")]) == .seconds(30))
        #expect(wait([HTTPField("Retry-After", "Sat, 07 May 2022 06:00:00 GMT")]) == .zero)
    }

    @Test("An absurd wait is cut to a day")
    func absurd() {
        #expect(wait([HTTPField("Retry-After", "9223372036854775807")]) == .days(1))
        #expect(wait([HTTPField("Retry-After", "Sat, 07 May 9999 06:54:52 GMT")]) == .days(1))
    }
}
