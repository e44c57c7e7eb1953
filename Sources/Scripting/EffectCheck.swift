internal import Rotation

/// Looks at the host calls of hooks that are lists, before anything is run.
struct EffectCheck {
    /// The file, for error texts.
    let source: String
    let host: [HostVerb]

    func check(_ policy: LuaPolicy) throws(PolicyError) {
        for (hook, effects) in try policy.effects {
            let available = host.filter { $0.isAvailable(in: hook) }
            for (index, effect) in effects.enumerated() {
                let place = "\(source): in '\(hook.rawValue)': effect \(index + 1)"
                try check(effect, among: available, at: place)
            }
        }
    }

    private func check(
        _ effect: HookEffect, among available: [HostVerb], at place: String
    ) throws(PolicyError) {
        let names = available.map(\.name)
        guard let function = available.first(where: { $0.name == effect.function }) else {
            throw .denied(
                message: "\(place): host has no function '\(effect.function)' here "
                    + "(available: \(names.joined(separator: ", ")))",
                hint: Spelling.hint(for: effect.function, in: names)
                    ?? "'runtime api host' lists what the host can do")
        }
        do throws(HostError) {
            try function.signature.check([effect.argument], of: effect.function)
        } catch {
            guard case .misuse(let text) = error else { return }
            throw .invalid(
                message: "\(place): \(text)", hint: "see 'runtime api host.\(effect.function)'")
        }
    }
}
