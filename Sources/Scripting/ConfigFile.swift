package import Rotation

/// `config.lua`: a Lua file that returns data only.
package enum ConfigFile {
    /// Runs the file in the sandbox and gives what it returns; ``FieldReader`` checks the content.
    ///
    /// - Throws: ``PolicyError/unreadable(path:why:)`` when it is not there;
    ///   ``PolicyError/invalid(message:hint:)`` when it does not compile or holds a function.
    package static func load(
        path: String, limits: ScriptLimits = .standard
    ) throws(PolicyError) -> Value {
        try load(source: try SourceFile.read(path), path: path, limits: limits)
    }

    /// Does the same with a source that is at hand; `path` is for error texts.
    package static func load(
        source: String, path: String, limits: ScriptLimits = .standard
    ) throws(PolicyError) -> Value {
        let state = try LuaState(limits: limits)
        return try state.load(
            source: source, chunkName: path, subject: "config", functions: false)
    }
}
