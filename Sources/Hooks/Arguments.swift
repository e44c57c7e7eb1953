internal import Rotation

/// The named arguments of one call, read with errors that say what was expected.
struct Arguments {
    let function: String
    private let members: [String: Value]

    /// Takes the single table of `call`.
    ///
    /// - Throws: ``HostError/misuse(_:)`` for anything else and for names not in `known`.
    init(_ call: HostCall, of function: String, known: [String]) throws(HostError) {
        self.function = function
        switch call.arguments.first {
        case .map(let members) where call.arguments.count == 1: self.members = members
        case .list(let items) where call.arguments.count == 1 && items.isEmpty: members = [:]
        default: throw .misuse("bad argument to \(function): one table expected")
        }
        for name in members.keys.sorted() where !known.contains(name) {
            let names = known.joined(separator: ", ")
            throw .misuse("bad argument '\(name)' to \(function): unknown; known are \(names)")
        }
    }

    /// The value under `name`, nil when absent.
    subscript(name: String) -> Value? {
        members[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// A text that must be there.
    func text(_ name: String) throws(HostError) -> String {
        guard let value = self[name] else { throw expected("string", name, got: nil) }
        guard let text = value.text else { throw expected("string", name, got: value) }
        return text
    }

    /// A text, or `fallback` when absent.
    func text(_ name: String, default fallback: String) throws(HostError) -> String {
        self[name] == nil ? fallback : try text(name)
    }

    /// A positive number of seconds up to `limit`, or `fallback` when absent.
    func seconds(
        _ name: String, default fallback: Duration, limit: Duration
    ) throws(HostError) -> Duration {
        let number: Double
        switch self[name] {
        case nil: return fallback
        case .int(let whole)?: number = Double(whole)
        case .number(let real)?: number = real
        case let other: throw expected("seconds", name, got: other)
        }
        guard number > 0, number <= Double(limit.wholeSeconds) else {
            throw bad(name, "more than 0 and at most \(limit.wholeSeconds) seconds expected")
        }
        return .milliseconds(Int64(number * 1_000))
    }

    /// The misuse error for a value of the wrong kind.
    func expected(_ what: String, _ name: String, got value: Value?) -> HostError {
        bad(name, "\(what) expected, got \(value?.kind ?? "nothing")")
    }

    /// The misuse error for `name`.
    func bad(_ name: String, _ why: String) -> HostError {
        .misuse("bad argument '\(name)' to \(function): \(why)")
    }
}
