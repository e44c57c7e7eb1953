import Rotation
import Testing

struct BackoffTests {
    private func pause(_ attempt: Int, _ spread: Double = 0) -> Duration {
        Backoff.pause(after: attempt, first: .minutes(1), cap: .hours(1), spread: spread)
    }

    @Test("Pauses double from the first to the cap")
    func doubling() {
        #expect(
            (1...8).map { pause($0).wholeSeconds } == [60, 120, 240, 480, 960, 1_920, 3_600, 3_600])
        #expect(pause(1_000) == .hours(1))
    }

    @Test("Spread adds up to a quarter")
    func spread() {
        #expect(pause(1, 0.999) > .seconds(70))
        #expect(pause(1, 0.999) <= .seconds(75))
    }
}
