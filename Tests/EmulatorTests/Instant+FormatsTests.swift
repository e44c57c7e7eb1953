import Rotation
import Testing

@testable import Emulator

struct InstantFormatsTests {
    @Test(
        "HTTP dates have the right weekday, month and digits",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_651_906_432, "Sat, 07 May 2022 06:53:52 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String)])
    func httpDate(_ seconds: Int64, _ text: String) {
        #expect(Instant(seconds).httpDate == text)
    }

    @Test("Graph's errors write no zone, Entra's a blank for the T")
    func errorDates() {
        #expect(Instant(1_651_906_432).zoneless == "2022-05-07T06:53:52")
        #expect(Instant(1_651_906_432).spaced == "2022-05-07 06:53:52Z")
    }
}
