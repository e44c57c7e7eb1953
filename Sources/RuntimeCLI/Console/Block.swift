/// Lines at the bottom of the terminal that are drawn anew at every key.
struct Block {
    /// How far below the block's first line the cursor stands.
    private var row = 0
    private var hasMoreRows = false

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
        let text =
            move(up: row) + shown.joined(separator: "\u{1b}[K\r\n") + "\u{1b}[J"
            + move(up: shown.count - 1 - target) + move(right: min(cursor.column, width - 1))
        Terminal.draw(text)
        row = target
        hasMoreRows = shown.count > 1
    }

    /// Takes the block away.
    ///
    /// Some terminals keep what is cleared from their first row on; so that row is cleared apart.
    mutating func clear() {
        let rest = hasMoreRows ? "\u{1b}[B\u{1b}[J\u{1b}[A" : ""
        Terminal.draw(move(up: row) + "\u{1b}[K" + rest)
        row = 0
        hasMoreRows = false
    }

    private func move(up rows: Int) -> String {
        "\r" + (rows > 0 ? "\u{1b}[\(rows)A" : "")
    }

    private func move(right columns: Int) -> String {
        columns > 0 ? "\u{1b}[\(columns)C" : ""
    }
}
