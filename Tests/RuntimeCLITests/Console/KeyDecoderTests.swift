import Testing

@testable import RuntimeCLI

struct KeyDecoderTests {
    private func keys(_ bytes: [UInt8]) -> [Key] {
        var decoder = KeyDecoder()
        return bytes.compactMap { decoder.take($0) }
    }

    private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

    @Test("Text comes scalar by scalar, however many bytes one takes")
    func text() {
        #expect(keys("aß€😀") == [.text("a"), .text("ß"), .text("€"), .text("😀")])
    }

    @Test("Control characters are keys of their own")
    func control() {
        #expect(
            keys("\r\n\t\u{7f}\u{3}\u{4}") == [
                .enter, .enter, .tab, .backspace, .control("c"), .control("d"),
            ])
    }

    @Test("Arrows and their kin, in both spellings that terminals use")
    func sequences() {
        #expect(keys("\u{1b}[A\u{1b}OB\u{1b}[C\u{1b}[D") == [.up, .down, .right, .left])
        #expect(
            keys("\u{1b}[H\u{1b}[4~\u{1b}[3~\u{1b}[5~\u{1b}[6~\u{1b}[Z") == [
                .home, .end, .delete, .pageUp, .pageDown, .backTab,
            ])
        #expect(keys("\u{1b}[1;5D\u{1b}f") == [.wordLeft, .wordRight])
    }

    @Test("What nobody knows is swallowed whole, and the next key is itself again")
    func unknown() {
        #expect(
            keys("\u{1b}[200~x\u{1b}[12;34Ry\u{1b}OQz") == [.text("x"), .text("y"), .text("z")])
        #expect(keys([0xff, 0xc3, 0x28, 0x61]) == [.text("a")])
        #expect(keys([0xc2, 0x9b, 0x61]) == [.text("a")])
    }

    @Test("Escape alone is a key once nothing follows")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.take(0x1b) == nil)
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == .escape)
        #expect(!decoder.isWaiting)
        #expect(keys("\u{1b}\u{1b}[A") == [.escape, .up])
    }
}
