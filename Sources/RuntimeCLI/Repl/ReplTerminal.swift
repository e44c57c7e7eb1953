/// The session on a terminal: prompts, line editing, history.
final class ReplTerminal {
    private let repl: Repl
    private let history: ReplHistory
    private let keyboard = Keyboard()
    private var block = Block()

    /// What came of editing a line.
    private enum Input {
        case line(String)
        /// Ctrl-C: what was typed is dropped.
        case dropped
        /// Ctrl-D on an empty line, or the terminal went away.
        case end
    }

    init(_ repl: Repl, _ history: ReplHistory) {
        self.repl = repl
        self.history = history
    }

    /// Reads and evaluates until Ctrl-D.
    func run() {
        Terminal.say("Lua 5.4 as policies run it; globals stay, locals end with their line.")
        Terminal.say(Terminal.paint("↑↓ history · Ctrl-C drops a line · Ctrl-D ends", .dim))
        // Evaluating takes a moment at most, and keys typed meanwhile are for the next line.
        RawMode.during { while step() {} }
    }

    /// Reads a line and evaluates it; false at the end.
    private func step() -> Bool {
        switch edit() {
        case .line(let line):
            history.add(line)
            _ = repl.take(line)
        case .dropped: repl.forget()
        case .end: return false
        }
        return true
    }

    private func edit() -> Input {
        var editor = LineEditor()
        var recall = Recall(history.lines)
        while true {
            draw(editor)
            switch keyboard.next() {
            case .enter: return end(.line(editor.text), editor.text)
            case .control("c"): return end(.dropped, editor.text + "^C")
            case .control("d") where editor.isEmpty, .hangup: return end(.end, "")
            case .control("z"):
                block.clear()
                RawMode.suspend()
            case .control("l"): Terminal.draw("\u{1b}[H\u{1b}[2J")
            case .up, .control("p"):
                if let line = recall.back(from: editor.text) { editor = LineEditor(line) }
            case .down, .control("n"):
                if let line = recall.forward() { editor = LineEditor(line) }
            case .tab: for _ in 0..<2 { _ = editor.apply(.text(" ")) }
            case let key: _ = editor.apply(key)
            }
        }
    }

    private var prompt: String { repl.isUnfinished ? "… " : "> " }

    private func draw(_ editor: LineEditor) {
        let view = editor.view(columns: Terminal.width - prompt.columns - 1)
        block.draw(
            [Line(prompt, .cyan) + Line(view.text)],
            cursor: .init(row: 0, column: prompt.columns + view.cursor))
    }

    /// Leaves the whole line on the screen; the terminal breaks it where it is too long.
    private func end(_ input: Input, _ text: String) -> Input {
        block.clear()
        Terminal.draw("\(Terminal.paint(prompt, .cyan))\(text)\r\n")
        return input
    }
}
