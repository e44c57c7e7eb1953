internal import Rotation

extension Reference.Section {
    /// The section for people, in lines of at most 100 columns.
    package var lines: [String] {
        let width = entries.map(\.head.count).filter { $0 <= 28 }.max() ?? 0
        return Paragraph.wrap("\(name.uppercased()): \(about)", indent: 0) + [""]
            + entries.flatMap { $0.lines(width, isGiven: isGiven) } + [""]
    }

    /// Whether scripts read the table; else they write it.
    private var isGiven: Bool { ["facts", "event"].contains(name) }
}

extension Reference.Entry {
    fileprivate var head: String { usage.isEmpty ? name : usage }

    /// A field in columns, a function with its arguments below.
    fileprivate func lines(_ width: Int, isGiven: Bool) -> [String] {
        switch content {
        case .plain: Paragraph.row(head, note, width)
        case .field(let type, let isRequired):
            Paragraph.row(head, Self.text(type, isRequired, note, isGiven), width)
        case .function(let signature):
            Paragraph.wrap(head + Self.result(signature), indent: 2, hanging: 4)
                + Paragraph.wrap(note, indent: 6)
                + Self.rows(signature.parameters, indent: 6, isGiven: false)
                + Self.rows(of: signature.gives)
        }
    }

    private static func rows(of gives: ValueType?) -> [String] {
        guard case .record(let name, let fields)? = gives, name != "runtime.Decision" else {
            return []
        }
        return Paragraph.wrap("gives a table with", indent: 6)
            + rows(fields, indent: 8, isGiven: true)
    }

    private static func rows(
        _ parameters: [Parameter], indent: Int, isGiven: Bool
    ) -> [String] {
        let width = parameters.map(\.name.count).max() ?? 0
        return parameters.flatMap { parameter in
            Paragraph.row(
                parameter.name,
                text(parameter.type, parameter.isRequired, parameter.note, isGiven), width,
                indent: indent)
        }
    }

    /// What is unusual is said: a key that must be written, a field that may be nil.
    private static func text(
        _ type: ValueType, _ isRequired: Bool, _ note: String, _ isGiven: Bool
    ) -> String {
        switch (isRequired, isGiven) {
        case (true, false): "\(type.word), required; \(note)"
        case (false, true): "\(type.word) or nil; \(note)"
        default: "\(type.word); \(note)"
        }
    }

    private static func result(_ signature: Signature) -> String {
        switch signature.gives {
        case nil, .any?: ""
        case .record(let name, _)? where name == "runtime.Decision": " -> decision"
        case let type?: " -> \(type.word)"
        }
    }
}

extension ValueType {
    /// The type in as few words as will do in a reference that explains them.
    fileprivate var word: String {
        switch self {
        case .duration: "duration"
        case .instant: "instant"
        case .content: "content"
        case .list(let element): "list of \(element.word)"
        case .map(let element) where element != .any: "table of \(element.word)"
        case .either(let types): types.map(\.word).joined(separator: " or ")
        default: phrase
        }
    }
}

/// Text filled to 100 columns.
enum Paragraph {
    private static let columns = 100

    /// A name and what is said about it in a column of its own; on a line of its own when longer.
    static func row(_ name: String, _ text: String, _ width: Int, indent: Int = 2) -> [String] {
        let margin = indent + width + 2
        let lines = wrap(text, indent: margin)
        let head = String(repeating: " ", count: indent) + name
        guard name.count <= width, let first = lines.first else { return [head] + lines }
        let gap = String(repeating: " ", count: margin - head.count)
        return [head + gap + first.dropFirst(margin)] + lines.dropFirst()
    }

    /// Words in lines that begin with so many spaces, the later ones with `hanging` more.
    static func wrap(_ text: String, indent: Int, hanging: Int = 0) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = String(repeating: " ", count: indent + hanging)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [isEmpty ? "" : line]
    }
}
