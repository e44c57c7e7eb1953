/// What crosses between a policy and the host: plain data, secret handles and script functions.
package indirect enum Value: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case number(Double)
    case string(String)
    case list([Value])
    case map([String: Value])
    /// A stand-in for a secret's value; the value itself never reaches a script.
    case secret(SecretHandle)
    /// A function of the script, by its number there; only that script can call it.
    case function(Int)
}

/// Names one part of one version of a rotation's secret without holding the value.
package struct SecretHandle: Hashable, Sendable, CustomStringConvertible {
    /// The secret's name in the store.
    package let name: String
    /// The version it stands for, counted from 1.
    package let version: Int

    package init(name: String, version: Int) {
        self.name = name
        self.version = version
    }

    package var description: String { "<secret \(name) v\(version)>" }
}

extension Value {
    /// The text of a string value, else nil.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The whole number of an integer value, else nil.
    package var integer: Int64? {
        if case .int(let number) = self { number } else { nil }
    }

    /// The member of a map under `key`; nil for other values and for absent or null members.
    package subscript(key: String) -> Value? {
        guard case .map(let members) = self, let member = members[key], member != .null else {
            return nil
        }
        return member
    }

    /// What kind of value it is, in the words a policy author uses.
    package var kind: String {
        switch self {
        case .null: "nil"
        case .bool: "boolean"
        case .int: "integer"
        case .number: "number"
        case .string: "string"
        case .list, .map: "table"
        case .secret: "secret"
        case .function: "function"
        }
    }
}
