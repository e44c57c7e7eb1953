internal import Rotation

/// Reads `hooks = { rotated = function(event, host) … end, failed = { { log = {…} } } }`.
enum HooksReader {
    static func read(_ fields: FieldReader) throws(PolicyError) -> [Hook: HookBody] {
        guard let table = try fields.table("hooks") else { return [:] }
        try table.allow(HookKeys.all)
        var hooks: [Hook: HookBody] = [:]
        for hook in Hook.allCases {
            if let value = table.value(hook.rawValue) {
                hooks[hook] = try body(value, "hooks.\(hook.rawValue)", fields)
            }
        }
        return hooks
    }

    private static func body(
        _ value: Value, _ path: String, _ fields: FieldReader
    ) throws(PolicyError) -> HookBody {
        switch value {
        case .function(let number): return .function(number)
        case .list(let items) where !items.isEmpty:
            var effects: [HookEffect] = []
            for (index, item) in items.enumerated() {
                effects.append(try effect(item, "\(path)[\(index + 1)]", fields))
            }
            return .effects(effects)
        default:
            throw fields.error(
                "'\(path)' must be a function or a list of effects, not \(value.article)",
                "write function(event, host) … end, or { { log = { \"info\", \"…\" } } }")
        }
    }

    private static func effect(
        _ value: Value, _ path: String, _ fields: FieldReader
    ) throws(PolicyError) -> HookEffect {
        guard case .map(let members) = value, let (name, argument) = members.first,
            members.count == 1
        else {
            throw fields.error(
                "'\(path)' must be a table with one host function",
                "such as { http = { url = \"…\" } }")
        }
        guard !argument.holdsFunction else {
            throw fields.error(
                "'\(path).\(name)' holds a function", "write the whole hook as a function")
        }
        return HookEffect(function: name, argument: argument)
    }
}

extension Value {
    /// Whether it is a function or has one inside.
    fileprivate var holdsFunction: Bool {
        switch self {
        case .function: true
        case .list(let items): items.contains(where: \.holdsFunction)
        case .map(let members): members.values.contains(where: \.holdsFunction)
        default: false
        }
    }
}
