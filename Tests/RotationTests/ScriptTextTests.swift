import Testing

@testable import Rotation

/// What a script wrote, in a line of ours.
struct ScriptTextTests {
    @Test(
        "What moves the cursor, turns the line or cannot be seen is escaped",
        arguments: ["\n", "\r", "\u{1b}", "\u{9b}", "\u{202E}", "\u{2028}", "\u{FEFF}"])
    func escaped(_ text: String) {
        let escaped = ScriptText.escaped("a\(text)b")
        #expect(escaped.hasPrefix("a\\") && escaped.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(ScriptText.escaped("é 日本 👍") == "é 日本 👍")
    }

    @Test("A long text is cut")
    func brief() {
        #expect(ScriptText.brief(String(repeating: "x", count: 2_000)).utf8.count == 2_000)
        let cut = ScriptText.brief(String(repeating: "x", count: 1_000_000))
        #expect(cut.utf8.count == 2_003 && cut.hasSuffix("..."))
    }
}
