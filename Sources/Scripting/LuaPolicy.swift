package import Rotation

/// A policy whose functions are written in Lua.
package final class LuaPolicy: Policy {
    package let declaration: Declaration
    package private(set) var fuelUsed = 0
    let script: PolicyScript
    let index: Int
    private let decisions: DecisionReader

    init(declaration: Declaration, script: PolicyScript, index: Int) {
        self.declaration = declaration
        self.script = script
        self.index = index
        decisions = DecisionReader(source: script.path)
    }

    /// Says what its functions print from here on to `listener`; those of its file do as well.
    package func onPrint(_ listener: @escaping (String) -> Void) {
        script.onPrint = listener
    }

    /// The hooks that are lists of host calls.
    var effects: [(hook: Hook, effects: [HookEffect])] {
        get throws(PolicyError) {
            let hooks = try script.callable().functions[index].hooks
            return Hook.allCases.compactMap { hook in
                if case .effects(let effects)? = hooks[hook] { (hook, effects) } else { nil }
            }
        }
    }

    package func decide(_ facts: Facts) throws(PolicyError) -> Decision? {
        let loaded = try script.callable()
        fuelUsed = 0
        guard let schedule = loaded.functions[index].schedule else { return nil }
        defer {
            fuelUsed = loaded.state.fuelUsed
            script.tellPrinted()
        }
        return try loaded.state.call(schedule, named: "schedule") { tape in
            loaded.facts.write(facts, to: &tape)
        } read: { tape throws(PolicyError) in
            try decisions.read(&tape)
        }
    }

    package func run(
        _ hook: Hook, event: Value, host: any HookHost
    ) throws(PolicyError) -> [Value] {
        let loaded = try script.callable()
        defer { script.tellPrinted() }
        switch loaded.functions[index].hooks[hook] {
        case .function(let number)?:
            return try loaded.state.call(
                number, named: hook.rawValue, event: event, as: try loaded.shape(of: hook),
                host: host)
        case .effects(let effects)?:
            return try EffectList(source: script.path, hook: hook).run(effects, on: host)
        case nil: return []
        }
    }
}
