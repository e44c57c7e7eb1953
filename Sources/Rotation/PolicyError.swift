/// Why a policy could not be read or run.
///
/// A message is one line; further lines, where there are any, are its ``context``.
package enum PolicyError: Error, Equatable, Sendable {
    /// The file is not there or cannot be read.
    case unreadable(path: String, why: String)
    /// It does not compile, or it does not say what a policy must say.
    case invalid(message: String, hint: String?)
    /// One of its functions raised.
    case raised(message: String, hint: String?)
    /// It asked for something the operator has not granted, or that does not exist here.
    case denied(message: String, hint: String?)
    /// It used up what one call may use.
    case limit(Limit, message: String)
    /// Replayed after a crash, a hook asked for something else than the journal holds.
    case notRepeatable(message: String)

    /// What ran out.
    package enum Limit: String, Sendable {
        case fuel, time, memory
    }

    /// What helps: always the policy file, or the operator's grants.
    package var recovery: Recovery {
        if case .denied = self { .fixAccess } else { .fixPolicy }
    }
}

extension PolicyError: CustomStringConvertible {
    package var description: String {
        String(text.prefix { $0 != "\n" })
    }

    /// What led to it, for people: who called the function, with which facts.
    package var context: [String] {
        text.split(separator: "\n").dropFirst().map(String.init)
    }

    /// The same with one more line of ``context``.
    package func adding(_ line: String) -> PolicyError {
        let message = "\(text)\n\(line)"
        switch self {
        case .unreadable: return self
        case .invalid(_, let hint): return .invalid(message: message, hint: hint)
        case .raised(_, let hint): return .raised(message: message, hint: hint)
        case .denied(_, let hint): return .denied(message: message, hint: hint)
        case .limit(let limit, _): return .limit(limit, message: message)
        case .notRepeatable: return .notRepeatable(message: message)
        }
    }

    private var text: String {
        switch self {
        case .unreadable(let path, let why): "cannot read \"\(path)\": \(why)"
        case .invalid(let message, _), .raised(let message, _), .denied(let message, _),
            .limit(_, let message), .notRepeatable(let message):
            message
        }
    }

    /// What the author should do, where it can be said.
    package var hint: String? {
        switch self {
        case .unreadable: "give the path of a Lua policy file or of a directory of them"
        case .invalid(_, let hint), .raised(_, let hint), .denied(_, let hint): hint
        case .limit(let limit, _): "the script's \(limit.rawValue) limit is the host's; do less"
        case .notRepeatable: "a hook must make the same host calls in the same order"
        }
    }
}
