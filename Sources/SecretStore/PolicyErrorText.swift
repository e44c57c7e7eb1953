import Rotation

/// A policy's error as part of a logged decision: what kind, the message, and one thing more.
enum PolicyErrorText {
    static func add(_ error: PolicyError, to list: inout ListText) {
        let (kind, message, more): (String, String, String?) =
            switch error {
            case .unreadable(let path, let why): ("unreadable", why, path)
            case .invalid(let message, let hint): ("invalid", message, hint)
            case .raised(let message, let hint): ("raised", message, hint)
            case .denied(let message, let hint): ("denied", message, hint)
            case .limit(let limit, let message): ("limit", message, limit.rawValue)
            case .notRepeatable(let message): ("not_repeatable", message, nil)
            }
        list.add(kind)
        list.add(message)
        list.add(more)
    }

    /// Reads what ``add(_:to:)`` wrote, or gives nil.
    static func read(_ list: inout ListReader) -> PolicyError? {
        guard let kind = list.text(), let message = list.text() else { return nil }
        let more = list.text()
        switch kind {
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
}
