import Rotation
import Testing

@testable import Azure

struct LenientDateTests {
    @Test(
        "Every form the servers write is the same moment",
        arguments: [
            "2021-10-12T09:05:26Z", "2021-10-12T09:05:26.1Z", "2021-10-12T09:05:26.15577Z",
            "2021-10-12T09:05:26.155775Z", "2021-10-12T09:05:26.1557753Z",
            "2021-10-12T17:05:26.1557753+08:00", "2021-10-12T04:35:26-0430", "2021-10-12T09:05:26",
            "2021-10-12 09:05:26Z", "2021-10-12t09:05:26z", "2021-10-12T09:05:26.123456789Z",
        ])
    func forms(_ text: String) {
        #expect(LenientDate.parse(text) == Instant(1_634_029_526))
    }

    @Test("Far ends and the directory's zero date are read")
    func extremes() {
        #expect(LenientDate.parse("2100-12-31T11:59:59Z")?.description == "2100-12-31T11:59:59Z")
        #expect(LenientDate.parse("0001-01-01T00:00:00Z")?.description == "0001-01-01T00:00:00Z")
    }

    @Test(
        "Other text is no date",
        arguments: [
            "", "2021-10-12", "12.10.2021 09:05", "2021-13-12T09:05:26Z", "2021-10-12T24:05:26Z",
            "2021-10-12T09:05:26X", "2021-10-12T09:05:26Zjunk", "2021-10-12T09:05:26+8", "now",
        ])
    func refused(_ text: String) {
        #expect(LenientDate.parse(text) == nil)
    }
}
