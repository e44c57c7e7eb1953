package import Rotation

extension Reference.Section {
    /// The entries as data for other programs.
    package var json: Value {
        .map([
            "section": .string(name), "about": .string(about),
            "entries": .list(entries.map(\.json)),
        ])
    }
}

extension Reference.Entry {
    fileprivate var json: Value {
        var members: [String: Value] = ["name": .string(name), "note": .string(note)]
        switch content {
        case .plain: break
        case .field(let type, let isRequired):
            members["type"] = .string(type.phrase)
            members["required"] = .bool(isRequired)
        case .function(let signature):
            members["usage"] = .string(usage)
            members["arguments"] = .list(signature.parameters.map(\.json))
            members["gives"] = (signature.gives?.phrase).map { .string($0) } ?? .null
        }
        return .map(members)
    }
}

extension Parameter {
    fileprivate var json: Value {
        .map([
            "name": .string(name), "type": .string(type.phrase), "required": .bool(isRequired),
            "note": .string(note),
        ])
    }
}
