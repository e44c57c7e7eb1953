/// Lines at the bottom of the terminal that are drawn anew at every key.
struct Block {
    /// How far below the block's first line the cursor stands.
    private var row = 0

    /// Where the cursor is to stand in the block.
    struct Cursor {
        var row: Int
        var column: Int
    }

    /// Replaces what the block showed; of more lines than fit, the last are shown.
    mutating func draw(_ lines: [Line], cursor: Cursor) {
        let (width, height) = (Terminal.width, Terminal.height)
        let hidden = max(0, lines.count - height)
        // The last column stays free: some terminals begin a new line behind it.
        let shown = lines.dropFirst(hidden).map { $0.painted(in: width - 1) }
        let target = max(0, cursor.row - hidden)
        let text = start + shown.joined(separator: "\r\n")
            + move(up: shown.count - 1 - target) + move(right: min(cursor.column, width - 1))
        Terminal.draw(text)
        row = target
    }

    /// Takes the block away.
    mutating func clear() {
        Terminal.draw(start)
        row = 0
    }

    /// To the first line of the block, with nothing left from there on.
    private var start: String { move(up: row) + "\u{1b}[J" }

    private func move(up rows: Int) -> String {
        "\r" + (rows > 0 ? "\u{1b}[\(rows)A" : "")
    }

    private func move(right columns: Int) -> String {
        columns > 0 ? "\u{1b}[\(columns)C" : ""
    }
}
