import Rotation
import Testing

struct GistTests {
    private let gist = Gist(
        at: Instant(1_000), times: [Instant(5_000), nil, Instant(-7)], text: "d1:0 wait a|b")

    @Test("Time that passes is no news: each time stands still or moves along")
    func timePasses() {
        var later = gist
        later.at = Instant(1_600)
        #expect(later.isSame(as: gist))
        later.times[0] = Instant(5_600)
        #expect(later.isSame(as: gist))
        later.times[0] = Instant(5_601)
        #expect(!later.isSame(as: gist))
    }

    @Test("A time that appears, and another text, are news")
    func news() {
        var other = gist
        other.times[1] = Instant(9)
        #expect(!other.isSame(as: gist))
        other = gist
        other.text = "d2:0 wait a|b"
        #expect(!other.isSame(as: gist))
    }
}
