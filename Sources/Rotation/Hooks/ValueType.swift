/// What a value may be, for checks, for the reference and for editors' stubs.
package indirect enum ValueType: Equatable, Sendable {
    /// Everything that leaves Lua.
    case any
    case boolean
    case integer
    case number
    case text
    /// One of these texts.
    case choice([String])
    /// Unix seconds, UTC.
    case instant
    /// A number of seconds; fractions are allowed.
    case seconds
    /// A length of time, as text such as `30d` or as whole seconds.
    case duration
    /// A handle that stands for a secret.
    case secret
    /// Text, a handle, or a list of these: what ends up as bytes outside.
    case content
    case list(ValueType)
    /// Texts to values of one type.
    case map(ValueType)
    /// A table with these fields and no others; the name is for reference and stubs.
    case record(String, [Parameter])
    /// A function with a signature of its own.
    case function(Signature)
    /// Any of these.
    case either([ValueType])

    /// The type as error texts and the reference say it.
    package var phrase: String {
        switch self {
        case .any: "any value"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "string"
        case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .instant: "Unix seconds"
        case .seconds: "seconds"
        case .duration: "duration such as \"30d\" or seconds"
        case .secret: "secret"
        case .content: "text, secret or a list of them"
        case .list(let element): "list of \(element.phrase)"
        case .map(.any), .record: "table"
        case .map(let element): "table of \(element.phrase)"
        case .function: "function"
        case .either(let types): types.map(\.phrase).joined(separator: " or ")
        }
    }

    /// Whether `value` is one; a field of a record is checked by ``Signature``.
    package func accepts(_ value: Value) -> Bool {
        switch (self, value) {
        case (.any, _), (.boolean, .bool), (.text, .string), (.secret, .secret): true
        case (.integer, .int), (.instant, .int), (.seconds, .int), (.number, .int): true
        case (.duration, .int), (.duration, .string): true
        case (.either(let types), _): types.contains { $0.accepts(value) }
        case (.seconds, .number), (.number, .number), (.function, .function): true
        case (.choice(let words), .string(let word)): words.contains(word)
        case (.content, .string), (.content, .secret): true
        case (.content, .list(let items)): items.allSatisfy(Self.isPiece)
        case (.list(let element), .list(let items)): items.allSatisfy(element.accepts)
        case (.map(let element), .map(let members)): members.values.allSatisfy(element.accepts)
        case (.map, .list([])), (.record, .map), (.record, .list([])): true
        default: false
        }
    }

    private static func isPiece(_ value: Value) -> Bool {
        switch value {
        case .string, .secret: true
        default: false
        }
    }
}

/// One argument of a function, or one field of a table.
package struct Parameter: Equatable, Sendable {
    package let name: String
    package let type: ValueType
    package let isRequired: Bool
    /// What it means, its unit and its default, in a few words.
    package let note: String

    package init(_ name: String, _ type: ValueType, isRequired: Bool = false, _ note: String) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.note = note
    }
}
