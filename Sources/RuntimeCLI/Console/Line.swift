/// One line on a terminal: pieces of text, each in a style.
struct Line {
    private var pieces: [(text: String, style: Terminal.Style?)]

    init(_ text: String = "", _ style: Terminal.Style? = nil) {
        pieces = [(text, style)]
    }

    static func + (left: Line, right: Line) -> Line {
        var line = left
        line.pieces += right.pieces
        return line
    }

    /// The text without its styles.
    var text: String { pieces.map(\.text).joined() }

    /// The line with its styles, in at most so many columns.
    func painted(in columns: Int) -> String {
        var rest = columns
        var painted = ""
        for (text, style) in pieces where rest > 0 {
            let clipped = text.clipped(to: rest)
            rest = clipped == text ? rest - clipped.columns : 0
            painted += style.map { Terminal.paint(clipped, $0) } ?? clipped
        }
        return painted
    }
}
