internal import Rotation

/// Carries out a hook that is a list of host calls.
struct EffectList {
    /// The file, for error texts.
    let source: String
    let hook: Hook

    /// Makes the calls in order, up to the first that fails.
    ///
    /// - Returns: `true`, or the `nil, err` of the call that failed.
    func run(_ effects: [HookEffect], on host: any HookHost) throws(PolicyError) -> [Value] {
        for (index, effect) in effects.enumerated() {
            let place = "\(source): in '\(hook.rawValue)': effect \(index + 1)"
            let results = try call(effect, at: place, on: host)
            if results.count > 1, results[0] == .null, results[1] != .null { return results }
        }
        return [.bool(true)]
    }

    private func call(
        _ effect: HookEffect, at place: String, on host: any HookHost
    ) throws(PolicyError) -> [Value] {
        let names = host.functionNames
        guard names.contains(effect.function) else {
            throw .denied(
                message: "\(place): host has no function '\(effect.function)' "
                    + "(available: \(names.joined(separator: ", ")))",
                hint: Spelling.hint(for: effect.function, in: names))
        }
        do throws(HookHostError) {
            return try host.call(effect.function, [effect.argument])
        } catch {
            let text = "\(place): \(error.headline)"
            switch error {
            case .denied: throw .denied(message: text, hint: error.advice)
            case .notRepeatable: throw .notRepeatable(message: text)
            case .misuse, .store: throw .raised(message: text, hint: error.advice)
            }
        }
    }
}
