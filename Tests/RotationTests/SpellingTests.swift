import Testing

@testable import Rotation

/// The nearest word is offered, and none when none is near.
struct SpellingTests {
    @Test(
        "The distance is the least number of letters changed",
        arguments: [
            ("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("flaw", "lawn", 2),
        ])
    func distance(_ left: String, _ right: String, _ expected: Int) {
        #expect(Spelling.distance(left, right) == expected)
        #expect(Spelling.distance(right, left) == expected)
    }

    @Test("A near word is found whatever its case, a far one is not")
    func nearest() {
        let words = ["interval", "lifetime", "overlap"]
        #expect(Spelling.nearest(to: "Intervall", in: words) == "interval")
        #expect(Spelling.nearest(to: "livetime", in: words) == "lifetime")
        #expect(Spelling.nearest(to: "window", in: words) == nil)
        #expect(Spelling.nearest(to: "x", in: words) == nil)
        let long = String(repeating: "x", count: 65)
        #expect(Spelling.nearest(to: long, in: [long]) == nil)
        #expect(Spelling.hint(for: "overlapp", in: words) == "did you mean 'overlap'?")
    }
}
