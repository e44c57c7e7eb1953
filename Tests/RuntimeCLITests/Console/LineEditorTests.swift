import Testing

@testable import RuntimeCLI

struct LineEditorTests {
    private func editor(_ text: String, _ keys: Key...) -> LineEditor {
        var editor = LineEditor(text)
        for key in keys { _ = editor.apply(key) }
        return editor
    }

    @Test("Text goes in at the cursor")
    func insertion() {
        let editor = editor("ac", .left, .text("b"))
        #expect(editor.text == "abc")
        #expect(editor.cursor == 2)
    }

    @Test("An accent joins its letter, and one step back passes both")
    func accents() {
        let editor = editor("xe", .text("\u{301}"), .left)
        #expect(editor.text == "xe\u{301}")
        #expect(editor.cursor == 1)
    }

    @Test("Each key removes what it should, and nothing beyond the ends")
    func removal() {
        #expect(editor("abc", .backspace).text == "ab")
        #expect(editor("abc", .home, .backspace).text == "abc")
        #expect(editor("abc", .home, .delete).text == "bc")
        #expect(editor("abc", .delete).text == "abc")
        #expect(editor("one two  ", .control("w")).text == "one ")
        #expect(editor("abcd", .left, .control("u")).text == "d")
        #expect(editor("abcd", .home, .right, .control("k")).text == "a")
    }

    @Test("Words are what the cursor jumps over")
    func words() {
        #expect(editor("say hi_there now", .wordLeft, .wordLeft).cursor == 4)
        #expect(editor("say hi", .home, .wordRight).cursor == 3)
    }

    @Test("A key that edits nothing is left to others")
    func others() {
        var editor = LineEditor("a")
        for key in [Key.enter, .escape, .up, .control("c")] {
            let isEdited = editor.apply(key)
            #expect(!isEdited)
        }
        #expect(editor.text == "a")
    }

    @Test("What is shown fits, holds the cursor and marks where the line goes on")
    func view() {
        let long = String(repeating: "0123456789", count: 5)
        let end = LineEditor(long).view(columns: 20)
        #expect(end.text == "…234567890123456789" && end.cursor == 19)
        let start = editor(long, .home).view(columns: 20)
        #expect(start.text == "0123456789012345678…" && start.cursor == 0)
        #expect(LineEditor("short").view(columns: 20).text == "short")
    }

    @Test("Wide characters count as two columns")
    func wide() {
        let view = LineEditor(String(repeating: "決", count: 30)).view(columns: 20)
        #expect(view.text.columns <= 20)
        #expect(view.cursor <= 20)
    }
}
