import Testing

@testable import RuntimeCLI

struct DisplayWidthTests {
    @Test("Columns are what a terminal takes for it")
    func columns() {
        #expect("abc".columns == 3)
        #expect("e\u{301}ß".columns == 2)
        #expect("決済 😀".columns == 7)
    }

    @Test("Clipped text has at most so many columns and says that it was clipped")
    func clipping() {
        #expect("abcdef".clipped(to: 6) == "abcdef")
        #expect("abcdef".clipped(to: 4) == "abc…")
        #expect("決済決済".clipped(to: 4) == "決…")
        #expect("abc".clipped(to: 0) == "")
    }

    @Test("Nothing printable moves the cursor or turns text around")
    func printable() {
        #expect("a\u{1b}[2Jb\nc\u{202e}d".printable == "a [2Jb c d")
    }

    @Test("Lines break between words")
    func wrapping() {
        #expect("one two three".wrapped(to: 7) == ["one two", "three"])
        #expect("".wrapped(to: 7) == [""])
    }
}
