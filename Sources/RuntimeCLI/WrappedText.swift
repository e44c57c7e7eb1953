/// Words in lines of a width, for people.
struct WrappedText {
    private let words: [Substring]
    private let width: Int?

    /// - Parameters:
    ///   - text: Is broken at spaces only.
    ///   - width: Columns to fit into; nil for one line.
    init(_ text: String, width: Int?) {
        words = text.split(separator: " ")
        self.width = width
    }

    /// The lines, the first indented to a column and the others by two more, or to `hanging`.
    func lines(at column: Int, hanging: Int? = nil) -> [String] {
        let indents = [column, hanging ?? column].map { String(repeating: " ", count: $0) }
        var lines = [indents[0]]
        var isEmpty = true
        for word in words {
            let line = lines[lines.count - 1]
            let fits = width.map { line.count + word.count + (isEmpty ? 0 : 1) <= $0 } ?? true
            if isEmpty || fits {
                lines[lines.count - 1] = line + (isEmpty ? "" : " ") + word
            } else {
                lines.append(indents[1] + word)
            }
            isEmpty = false
        }
        return lines
    }
}
