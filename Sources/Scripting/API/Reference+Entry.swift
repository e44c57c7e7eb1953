internal import Rotation

extension Reference.Entry {
    /// The fields of a table, and below each the fields of the table that it is.
    static func fields(_ parameters: [Parameter], below path: String = "") -> [Self] {
        parameters.flatMap { parameter -> [Self] in
            var entry = Self(
                name: path + parameter.name, usage: "",
                content: .field(parameter.type, isRequired: parameter.isRequired),
                note: parameter.note)
            var inner: [Self] = []
            switch parameter.type {
            case .function(let signature):
                entry = Self(
                    name: entry.name, usage: "\(entry.name) = function\(signature.arguments)",
                    content: .function(signature.bare), note: signature.summary)
            case .record(_, let fields): inner = Self.fields(fields, below: "\(entry.name).")
            case .map(.record(_, let fields)):
                inner = Self.fields(fields, below: "\(entry.name).NAME.")
            default: break
            }
            return [entry] + inner
        }
    }

    init(hook: Hook) {
        self.init(
            name: hook.rawValue, usage: "\(hook.rawValue) = function(event, host)",
            content: .function(hook.signature.bare), note: hook.signature.summary)
    }

    init(host function: HostVerb) {
        let place = function.isAvailable(in: .verify) ? "" : " Not in 'verify'."
        self.init(
            name: function.name, usage: "host:\(function.name)\(function.signature.arguments)",
            content: .function(function.signature), note: function.signature.summary + place)
    }

    init(runtime function: RuntimeModule.Function) {
        self.init(
            name: function.name, usage: "runtime.\(function.name)\(function.signature.arguments)",
            content: .function(function.signature), note: function.signature.summary)
    }

    init(plain name: String, _ note: String) {
        self.init(name: name, usage: "", content: .plain, note: note)
    }

    func adding(_ words: String) -> Self {
        Self(name: name, usage: usage, content: content, note: note + words)
    }
}

extension Signature {
    /// The arguments as a call writes them: `(level, message)` or `{ path =, text =, mode = }`.
    var arguments: String {
        let names = parameters.map(\.name)
        switch takes {
        case .ordered: return "(\(names.joined(separator: ", ")))"
        case .table where names.isEmpty: return "{}"
        case .table: return "{ \(names.map { "\($0) =" }.joined(separator: ", ")) }"
        }
    }

    /// The same without its arguments, where they have a section of their own.
    fileprivate var bare: Signature { Signature(summary, .ordered([]), gives: gives) }
}
