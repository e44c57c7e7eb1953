/// Why a policy could not be read or run.
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
