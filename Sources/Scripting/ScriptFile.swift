package import Rotation

/// A script: a Lua file that returns `function(args, host) … end`, for use by hand.
package struct ScriptFile {
    private let state: LuaState
    private let function: Int
    /// What it printed while it was loaded.
    package let printed: String

    /// Reads and loads the file at `path` with the modules below its folder.
    ///
    /// - Throws: ``PolicyError/unreadable(path:why:)``, ``PolicyError/invalid(message:hint:)`` or
    ///   ``PolicyError/limit(_:message:)``.
    package init(path: String, limits: ScriptLimits = .standard) throws(PolicyError) {
        try self.init(source: try PolicySource.read(path), path: path, limits: limits)
    }

    /// Loads a source that is at hand; `path` is for error texts.
    package init(
        source: PolicySource, path: String, limits: ScriptLimits = .standard
    ) throws(PolicyError) {
        state = try LuaState(limits: limits)
        let value = try state.load(
            source: source.text, modules: source.modules, chunkName: path, subject: "script")
        guard case .function(let number) = value else {
            throw .invalid(
                message: "\(path): a script must return a function, not \(value.article)",
                hint: "write return function(args, host) … end")
        }
        function = number
        printed = state.printed
    }

    /// Runs it, with the limits of a hook.
    ///
    /// - Parameters:
    ///   - arguments: The script's `args`.
    ///   - host: Its `host`.
    /// - Returns: What it returned, and what it printed.
    package func run(
        _ arguments: [String], on host: any HookHost
    ) -> (results: Result<[Value], PolicyError>, printed: String) {
        let results = Result { () throws(PolicyError) in
            try state.call(
                function, named: "script", arguments: [.list(arguments.map(Value.string))],
                host: host)
        }
        return (results, state.printed)
    }
}
