import Rotation

/// A policy's error as part of a logged decision.
enum PolicyErrorText {
    static func encode(_ error: PolicyError) -> Value {
        switch error {
        case .unreadable(let path, let why): value("unreadable", why, path)
        case .invalid(let message, let hint): value("invalid", message, hint)
        case .raised(let message, let hint): value("raised", message, hint)
        case .denied(let message, let hint): value("denied", message, hint)
        case .limit(let limit, let message): value("limit", message, limit.rawValue)
        case .notRepeatable(let message): value("not_repeatable", message, nil)
        }
    }

    /// Reads what ``encode(_:)`` wrote, or gives nil.
    static func decode(_ value: Value) -> PolicyError? {
        guard case .list(let items) = value, items.count == 3, let message = items[1].text else {
            return nil
        }
        let more = items[2].text
        switch items[0].text {
        case "unreadable": return .unreadable(path: more ?? "", why: message)
        case "invalid": return .invalid(message: message, hint: more)
        case "raised": return .raised(message: message, hint: more)
        case "denied": return .denied(message: message, hint: more)
        case "limit":
            return more.flatMap(PolicyError.Limit.init).map { .limit($0, message: message) }
        case "not_repeatable": return .notRepeatable(message: message)
        default: return nil
        }
    }

    private static func value(_ kind: String, _ message: String, _ more: String?) -> Value {
        .list([.string(kind), .string(message), more.map { .string($0) } ?? .null])
    }
}
