/// What a terminal of a given size shows after some output; just enough of one.
struct Screen {
    private let columns: Int
    private var rows: [[Character]]
    private var row = 0
    private var column = 0
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = Array(repeating: [], count: rows)
    }

    /// The lines from the top, without blanks at their ends.
    var lines: [String] {
        rows.map { row in
            String(
                String(row.filter { $0 != Self.second }).reversed().drop { $0 == " " }.reversed())
        }
    }

    var text: String { lines.joined(separator: "\n") }

    /// Marks the second cell of a wide character.
    private static let second: Character = "\u{0}"

    /// Takes output; what is cut off in the middle of a sequence waits for the rest.
    mutating func take(_ bytes: [UInt8]) {
        pending += bytes
        guard let text = String(validating: pending, as: UTF8.self) else { return }
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            guard scalar == "\u{1b}" else {
                rest.removeFirst()
                put(scalar)
                continue
            }
            guard let end = rest.dropFirst(2).firstIndex(where: { "@"..."~" ~= $0 }) else { break }
            let body = String(Substring(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]))
            obey(rest[end], Int(body) ?? (body.isEmpty ? nil : 0))
            rest = rest[rest.index(after: end)...]
        }
        pending = Array(String(Substring(rest)).utf8)
    }

    private mutating func put(_ scalar: UnicodeScalar) {
        switch scalar {
        case "\r": column = 0
        case "\n": down()
        default: write(Character(scalar))
        }
    }

    private mutating func write(_ character: Character) {
        let width = "\u{2e80}"..."\u{ffdc}" ~= character.unicodeScalars.first ?? " " ? 2 : 1
        if column + width > columns {
            column = 0
            down()
        }
        while rows[row].count < column + width { rows[row].append(" ") }
        rows[row][column] = character
        if width == 2 { rows[row][column + 1] = Self.second }
        column += width
    }

    private mutating func down() {
        if row + 1 < rows.count {
            row += 1
        } else {
            rows.removeFirst()
            rows.append([])
        }
    }

    private mutating func obey(_ command: UnicodeScalar, _ number: Int?) {
        switch command {
        case "A": row = max(0, row - (number ?? 1))
        case "B": row = min(rows.count - 1, row + (number ?? 1))
        case "C": column = min(columns - 1, column + (number ?? 1))
        case "H": (row, column) = (0, 0)
        case "K": rows[row] = Array(rows[row].prefix(column))
        case "J":
            if number == 2 { rows = rows.map { _ in [] } }
            rows[row] = Array(rows[row].prefix(column))
            for below in (row + 1)..<max(row + 1, rows.count) { rows[below] = [] }
        default: break
        }
    }
}
