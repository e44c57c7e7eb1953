import Rotation
import Testing

/// How long work takes when only so much of it may be under way.
struct PaceTests {
    private let now = Instant(1_768_000_000)

    private func tasks(_ begins: [Int64], takes: Int64, lasts: Int64 = 0) -> [Pace.Task] {
        begins.map {
            Pace.Task(begins: now + .seconds($0), takes: .seconds(takes), lasts: .seconds(lasts))
        }
    }

    @Test("With room for all nothing is delayed, and without any work there is no pace")
    func room() throws {
        let pace = try #require(Pace(tasks([0, 0, 0], takes: 50, lasts: 120), limit: 3))
        #expect(pace.count == 3 && pace.span == .seconds(120) && pace.delay == .zero)
        #expect(Pace([], limit: 3) == nil)
    }

    @Test(
        "Each waits for the place of one before it; what comes after its place is free is no wait")
    func line() throws {
        let pace = try #require(Pace(tasks([0, 0, 0, 0, 0], takes: 50, lasts: 120), limit: 2))
        #expect(pace.span == .seconds(2 * 50 + 120) && pace.delay == .seconds(100))
        let spread = try #require(Pace(tasks([0, 60, 120], takes: 50), limit: 1))
        #expect(spread.span == .seconds(170) && spread.delay == .zero)
    }

    @Test("A gap in the work is part of the span, not of the delay")
    func gap() throws {
        let pace = try #require(Pace(tasks([3_600, 0, 3_600], takes: 50), limit: 1))
        #expect(pace.span == .seconds(3_700) && pace.delay == .seconds(50))
    }
}
