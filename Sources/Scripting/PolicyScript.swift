internal import Rotation

/// A policy file's source and the Lua state it runs in, which is made anew after a limit was hit.
final class PolicyScript {
    let path: String
    /// What the file declares, in its order.
    let declarations: [Declaration]
    private let source: PolicySource
    private let limits: ScriptLimits
    private var loaded: Loaded
    /// Gets what a call printed, where it printed anything.
    var onPrint: ((String) -> Void)?

    /// Runs the source and validates what it returns.
    init(source: PolicySource, path: String, limits: ScriptLimits) throws(PolicyError) {
        self.source = source
        self.path = path
        self.limits = limits
        let policies: [PolicyReader.Policy]
        (policies, loaded) = try Self.load(source, path, limits)
        declarations = policies.map(\.declaration)
    }

    /// What can be called: the present state, or a fresh one after a limit was hit or the
    /// state's process has gone.
    func callable() throws(PolicyError) -> Loaded {
        if !loaded.state.isUsable { try reload() }
        return loaded
    }

    /// Tells what the last call printed.
    func tellPrinted() {
        guard let onPrint else { return }
        let printed = loaded.state.printed
        if !printed.isEmpty { onPrint(printed) }
    }

    /// Functions have other numbers in another state: tables have no order in Lua.
    private func reload() throws(PolicyError) {
        let (policies, fresh) = try Self.load(source, path, limits)
        guard policies.map(\.declaration) == declarations else {
            throw .invalid(
                message: "\(path): the file does not return the same every time it is loaded",
                hint: "the order of 'pairs' and the text of a table's address differ every time")
        }
        loaded = fresh
    }

    private static func load(
        _ source: PolicySource, _ path: String, _ limits: ScriptLimits
    ) throws(PolicyError) -> ([PolicyReader.Policy], Loaded) {
        let state = try LuaState(limits: limits)
        let policies = try read(state, source, path)
        return (policies, try Loaded(state, policies.map(\.functions)))
    }

    private static func read(
        _ state: LuaState, _ source: PolicySource, _ path: String
    ) throws(PolicyError) -> [PolicyReader.Policy] {
        let value = try state.load(
            source: source.text, modules: source.modules, chunkName: path)
        guard case .list(let items) = value, !items.isEmpty else {
            return [try PolicyReader.read(value, in: path)]
        }
        var policies: [PolicyReader.Policy] = []
        for (index, item) in items.enumerated() {
            policies.append(try PolicyReader.read(item, in: "\(path): policy \(index + 1)"))
        }
        return policies
    }
}

/// A state that holds a file's functions, and what is needed to call them.
final class Loaded {
    let state: LuaState
    let facts: FactsWriter
    /// By the policy's place in the file.
    let functions: [PolicyFunctions]
    private var events: [Hook: EventShape] = [:]

    init(_ state: LuaState, _ functions: [PolicyFunctions]) throws(PolicyError) {
        self.state = state
        self.functions = functions
        facts = try FactsWriter(state)
    }

    /// The shape of a hook's events, made when it is first needed.
    func shape(of hook: Hook) throws(PolicyError) -> EventShape {
        if let shape = events[hook] { return shape }
        let shape = try EventShape(hook.eventFields, in: state)
        events[hook] = shape
        return shape
    }
}

/// The functions of one policy.
struct PolicyFunctions {
    /// The number of `schedule`.
    var schedule: Int?
    var hooks: [Hook: HookBody] = [:]
    /// Those of a fleet.
    var fleet: FleetFunctions?
}

/// What a hook is written as.
enum HookBody: Equatable {
    /// A function, by its number.
    case function(Int)
    /// Host calls to make, one after the other.
    case effects([HookEffect])
}

/// One host call of a hook that is a list.
struct HookEffect: Equatable {
    let function: String
    let argument: Value
}
