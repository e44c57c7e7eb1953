import Rotation

/// What a script returned, for people.
struct ResultText {
    private let value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Text as it is; a list of tables with a column for each name that occurs; else JSON.
    var lines: [String] {
        switch value {
        case .null: []
        case .string(let text): [text]
        case .list([]): []
        case .list(let items) where items.allSatisfy({ $0.members?.isEmpty == false }):
            table(items.compactMap(\.members))
        case .list(let items): items.map { $0.text ?? ValueText.encode($0) }
        default: [ValueText.encode(value)]
        }
    }

    private func table(_ rows: [[String: Value]]) -> [String] {
        let names = Set(rows.flatMap(\.keys)).sorted()
        var table = Table(names.map { ScriptText.escaped($0).uppercased() })
        for row in rows {
            table.add(names.map { name in Self.cell(row[name] ?? .null, name) })
        }
        return table.lines
    }

    /// Instants, which the host API names `…_at`, as people read them; a cell is one line.
    private static func cell(_ value: Value, _ name: String) -> String {
        switch value {
        case .null: "-"
        case .string(let text): ScriptText.escaped(text)
        case .int(let number) where name.hasSuffix("_at"): Instant(number).description
        default: ValueText.encode(value)
        }
    }
}
