import Rotation
import Testing

@testable import Scripting

/// Durations as policies write them.
struct DurationTextTests {
    @Test(
        "Counts with units are added up",
        arguments: [
            ("30d", 2_592_000), ("12h", 43_200), ("90m", 5_400), ("45s", 45), ("2w", 1_209_600),
            ("1d12h", 129_600), ("1w2d3h4m5s", 788_645), ("0s", 0), ("36500d", 3_153_600_000),
        ])
    func good(_ text: String, _ seconds: Int64) {
        #expect(DurationText.parse(text) == .seconds(seconds))
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "d", "30", "30 d", "-1d", "1.5d", "1d1d", "12h1d", "1y", "30D", "99999999999d",
            "36501d", "9999999999w", "1d ", "٣d",
        ])
    func bad(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
