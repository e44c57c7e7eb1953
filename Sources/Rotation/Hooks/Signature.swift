/// What a function takes and gives: the one description behind argument checks, the reference and
/// editors' stubs.
package struct Signature: Equatable, Sendable {
    /// What the function does, in a sentence.
    package let summary: String
    package let takes: Takes
    /// What it gives; nil when it gives nothing.
    package let gives: ValueType?

    /// How arguments are passed.
    package enum Takes: Equatable, Sendable {
        /// One after the other.
        case ordered([Parameter])
        /// As the fields of a single table.
        case table([Parameter])
    }

    package init(_ summary: String, _ takes: Takes, gives: ValueType? = nil) {
        self.summary = summary
        self.takes = takes
        self.gives = gives
    }

    /// The arguments or the fields of the single table, in order.
    package var parameters: [Parameter] {
        switch takes {
        case .ordered(let parameters), .table(let parameters): parameters
        }
    }

    /// Refuses arguments that do not fit.
    ///
    /// - Throws: ``HostError/misuse(_:)`` naming the argument and what was expected.
    package func check(_ arguments: [Value], of function: String) throws(HostError) {
        let arguments = arranged(arguments)
        switch takes {
        case .ordered(let parameters):
            guard arguments.count <= parameters.count else {
                let names = parameters.map(\.name).joined(separator: ", ")
                throw .misuse(
                    "too many arguments to \(function): \(names.isEmpty ? "none" : names) expected")
            }
            for (index, parameter) in parameters.enumerated() {
                let value = arguments.indices.contains(index) ? arguments[index] : .null
                try Self.check(value, as: parameter, at: parameter.name, of: function)
            }
        case .table(let fields):
            guard arguments.count < 2, let members = (arguments.first ?? .list([])).members else {
                throw .misuse("bad argument to \(function): one table expected")
            }
            try Self.check(members, as: fields, below: "", of: function)
        }
    }

    /// The arguments one after the other, where they came as a single table of them.
    ///
    /// A hook that is a list of calls has one table for each, such as `{ log = { "info", "x" } }`.
    package func arranged(_ arguments: [Value]) -> [Value] {
        guard case .ordered(let parameters) = takes, parameters.count > 1, arguments.count == 1,
            let first = parameters.first, !first.type.accepts(arguments[0])
        else { return arguments }
        switch arguments[0] {
        case .list(let items) where !items.isEmpty: return items
        case .map(let members) where members.keys.allSatisfy(parameters.map(\.name).contains):
            return parameters.map { members[$0.name] ?? .null }
        default: return arguments
        }
    }

    private static func check(
        _ members: [String: Value], as fields: [Parameter], below path: String, of function: String
    ) throws(HostError) {
        let names = fields.map(\.name)
        for name in members.keys.sorted() where !names.contains(name) {
            let meant = Spelling.nearest(to: name, in: names)
            let advice = meant.map { "did you mean '\($0)'?" }
            let known = "known are \(names.joined(separator: ", "))"
            throw .misuse(
                "bad argument '\(path)\(name)' to \(function): unknown; \(advice ?? known)")
        }
        for field in fields {
            let value = members[field.name] ?? .null
            try check(value, as: field, at: path + field.name, of: function)
        }
    }

    private static func check(
        _ value: Value, as parameter: Parameter, at path: String, of function: String
    ) throws(HostError) {
        if value == .null, !parameter.isRequired { return }
        guard parameter.type.accepts(value) else {
            let given = value == .null ? "nothing" : given(value, as: parameter.type)
            throw .misuse(
                "bad argument '\(path)' to \(function): \(parameter.type.phrase) expected, "
                    + "got \(given)")
        }
        if case .record(_, let fields) = parameter.type, let members = value.members {
            try check(members, as: fields, below: "\(path).", of: function)
        }
    }

    /// The value as the error text shows it: its kind, and of a text for a choice the text.
    private static func given(_ value: Value, as type: ValueType) -> String {
        switch (type, value) {
        case (.choice, .string(let text)): "\"\(text)\""
        case (.text, .secret): "a secret, which cannot go here"
        default: value.kind
        }
    }
}

extension Value {
    /// The members of a table by name; those of a list have their positions for names.
    package var members: [String: Value]? {
        switch self {
        case .map(let members): members
        case .list(let items):
            Dictionary(
                uniqueKeysWithValues: items.enumerated().map { ("\($0.offset + 1)", $0.element) })
        default: nil
        }
    }
}
