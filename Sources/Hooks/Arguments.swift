internal import Rotation

/// The named arguments of one call, which its signature has checked, read in their own types.
struct Arguments {
    let function: String
    private let members: [String: Value]

    /// Takes the single table of `call`.
    init(_ call: HostCall, of function: String) {
        self.function = function
        members = call.arguments.first?.members ?? [:]
    }

    /// The value under `name`, nil when absent.
    subscript(name: String) -> Value? {
        members[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// A text, or `fallback` when absent.
    func text(_ name: String, default fallback: String = "") -> String {
        self[name]?.text ?? fallback
    }

    /// A positive number of seconds up to `limit`, or `fallback` when absent.
    func seconds(
        _ name: String, default fallback: Duration, limit: Duration
    ) throws(HostError) -> Duration {
        let number: Double
        switch self[name] {
        case .int(let whole)?: number = Double(whole)
        case .number(let real)?: number = real
        default: return fallback
        }
        guard number > 0, number <= Double(limit.wholeSeconds) else {
            throw bad(name, "more than 0 and at most \(limit.wholeSeconds) seconds expected")
        }
        return .milliseconds(Int64(number * 1_000))
    }

    /// The misuse error for `name`.
    func bad(_ name: String, _ why: String) -> HostError {
        .misuse("bad argument '\(name)' to \(function): \(why)")
    }
}
