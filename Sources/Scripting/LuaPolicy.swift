package import Rotation

/// A policy whose functions are written in Lua.
package final class LuaPolicy: Policy {
    package let declaration: Declaration
    package private(set) var fuelUsed = 0
    private let script: PolicyScript
    private let index: Int
    private let decisions: DecisionReader

    init(declaration: Declaration, script: PolicyScript, index: Int) {
        self.declaration = declaration
        self.script = script
        self.index = index
        decisions = DecisionReader(source: script.path)
    }

    package func decide(_ facts: Facts) throws(PolicyError) -> Decision? {
        let loaded = try script.callable()
        fuelUsed = 0
        guard let schedule = loaded.functions[index].schedule else { return nil }
        defer { fuelUsed = loaded.state.fuelUsed }
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
        switch loaded.functions[index].hooks[hook] {
        case .function(let number)?:
            return try loaded.state.call(
                number, named: hook.rawValue, arguments: [event], host: host)
        case .effects(let effects)?:
            return try EffectList(source: script.path, hook: hook).run(effects, on: host)
        case nil: return []
        }
    }
}
