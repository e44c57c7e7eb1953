/// Questions on the terminal, each asked below what was answered before.
final class Dialog {
    private let keyboard = Keyboard()
    private var block = Block()
    /// Shown above each question.
    var header: [Line] = []

    /// A question that is answered by typing.
    struct TextQuestion {
        var title: String
        var help: String
        /// What Enter answers while nothing is typed; nil when something must be.
        var suggestion: String?
        /// Above the question, such as why it is asked.
        var warning: Complaint?
        /// Why a text is no answer, or nil.
        var check: (String) -> Complaint?
    }

    /// A question that is answered by choosing.
    struct ChoiceQuestion {
        var title: String
        var help: String
        var choice: Choice
        /// Why the item at a place cannot be chosen, or nil.
        var check: (Int) -> Complaint? = { _ in nil }
    }

    /// How a question ended.
    enum Reply<Answer> {
        case answer(Answer)
        case back
    }

    /// Ctrl-C, or the terminal went away.
    struct Cancelled: Error {}

    /// Asks for a text.
    ///
    /// - Returns: The text without blanks around it, or nil when the suggestion was accepted.
    func ask(_ question: TextQuestion) throws(Cancelled) -> Reply<String?> {
        var editor = LineEditor()
        var complaint: Complaint?
        while true {
            draw(question, editor, complaint)
            let key = try next()
            switch key {
            case .enter:
                let text = Self.trimmed(editor.text)
                complaint = problem(text, question)
                if complaint == nil { return .answer(text.isEmpty ? nil : text) }
            case .escape: return .back
            case .tab where editor.isEmpty, .right where editor.isEmpty:
                editor = LineEditor(question.suggestion ?? "")
            default: if editor.apply(key) { complaint = nil }
            }
        }
    }

    /// Lets one of several things be chosen; gives its place.
    func choose(_ question: ChoiceQuestion) throws(Cancelled) -> Reply<Int> {
        var choice = question.choice
        var complaint: Complaint?
        while true {
            draw(question, choice, complaint)
            let key = try next()
            if choice.apply(key) {
                complaint = nil
            } else if key == .escape || key == .control("d") {
                return .back
            } else if key == .enter, let selected = choice.selected {
                complaint = question.check(selected)
                if complaint == nil { return .answer(selected) }
            }
        }
    }

    /// Shows what is being done while something else than a key is waited for.
    func show(_ text: String) {
        let lines = header + [Line(text, .dim)]
        block.draw(lines, cursor: .init(row: lines.count - 1, column: text.columns))
    }

    /// Takes the question away.
    func close() {
        block.clear()
    }

    private func next() throws(Cancelled) -> Key {
        let key = keyboard.next()
        switch key {
        case .control("c"), .hangup: throw Cancelled()
        case .control("z"):
            close()
            RawMode.suspend()
        default: break
        }
        return key
    }

    private func problem(_ text: String, _ question: TextQuestion) -> Complaint? {
        guard let answer = text.isEmpty ? question.suggestion : text else {
            return Complaint("this needs an answer")
        }
        return question.check(answer)
    }

    private static func trimmed(_ text: String) -> String {
        let tail = text.drop { $0.isWhitespace }
        return String(tail.reversed().drop { $0.isWhitespace }.reversed())
    }
}

// MARK: - Drawing

extension Dialog {
    private func draw(
        _ question: TextQuestion, _ editor: LineEditor, _ complaint: Complaint?
    ) {
        let width = Terminal.width
        var lines = header
        if let warning = question.warning { lines += Self.lines(warning, width) }
        lines += Self.title(question.title, question.help, width)
        let view = editor.view(columns: width - 4)
        let shown =
            editor.isEmpty ? Line(question.suggestion ?? "", .dim) : Line(view.text)
        let row = lines.count
        lines.append(Line("› ", .cyan) + shown)
        if let complaint { lines += Self.lines(complaint, width) }
        let accepts = editor.isEmpty && question.suggestion != nil
        let enter = accepts ? "Enter accept · Tab edit" : "Enter"
        lines.append(Line("  \(enter) · Esc back · Ctrl-C quit", .dim))
        block.draw(lines, cursor: .init(row: row, column: 2 + view.cursor))
    }

    private func draw(_ question: ChoiceQuestion, _ choice: Choice, _ complaint: Complaint?) {
        let width = Terminal.width
        var lines = header + Self.title(question.title, question.help, width)
        let view = choice.query.view(columns: width - 12)
        let row = lines.count
        if choice.invitesSearch { lines.append(Line("  search: ", .dim) + Line(view.text)) }
        let problem = complaint.map { Self.lines($0, width) } ?? []
        let room = Terminal.height - lines.count - problem.count - 2
        lines += choice.lines(rows: max(3, min(12, room)), columns: width - 1)
        lines += problem
        let letters = choice.hasLetters ? "y/n " : ""
        lines.append(Line("  ↑↓ \(letters)Enter choose · Esc back · Ctrl-C quit", .dim))
        let column = choice.invitesSearch ? 10 + view.cursor : 0
        block.draw(lines, cursor: .init(row: row, column: column))
    }

    private static func title(_ title: String, _ help: String, _ width: Int) -> [Line] {
        [Line(), Line(title, .bold)] + help.wrapped(to: width - 3).map { Line("  \($0)", .dim) }
    }

    private static func lines(_ complaint: Complaint, _ width: Int) -> [Line] {
        let message = complaint.message.printable.wrapped(to: width - 3)
        let hint = complaint.hint?.printable.wrapped(to: width - 3) ?? []
        return message.map { Line("  \($0)", .red) } + hint.map { Line("  \($0)", .yellow) }
    }
}
