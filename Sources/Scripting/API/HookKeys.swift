package import Rotation

/// The keys of `hooks`.
enum HookKeys {
    static let all = Hook.allCases.map { hook in
        Parameter(
            hook.rawValue, .either([.function(hook.signature), .list(.map(.any))]),
            hook.signature.summary)
    }
}

extension Hook {
    /// What a script's function for this hook takes and gives.
    package var signature: Signature {
        Signature(
            summary,
            .ordered([
                Parameter("event", .record(eventClass, eventFields), isRequired: true, "about it"),
                Parameter("host", .record("runtime.Host", []), isRequired: true, "the host"),
            ]), gives: gives)
    }

    /// The name of the events' class in editors' stubs.
    var eventClass: String {
        let words = rawValue.split(separator: "_")
        return "runtime." + words.map(\.capitalized).joined() + "Event"
    }

    private var summary: String {
        switch self {
        case .beforeRotate:
            "Before a new credential is made; `nil, \"reason\"` puts it off for an hour."
        case .verify: "After the sign-ins with the new secret; false: not ready yet."
        case .rotated: "The new secret is current; `nil, \"reason\"` makes it be tried again."
        case .retire: "The overlap has ended; true removes the previous credential."
        case .retired: "The previous credential is gone."
        case .failed: "A run was given up."
        }
    }

    private var gives: ValueType? {
        self == .verify || self == .retire ? .boolean : .any
    }
}

extension StringProtocol {
    /// The text with a capital letter in front.
    var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
