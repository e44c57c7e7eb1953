package import Rotation

/// A policy file: its source, and the policies it returns.
package struct PolicyFile {
    /// The path as it was given; error texts begin with it.
    package let path: String
    /// Its text and its modules'.
    package let source: PolicySource
    /// SHA-256 of the source, in lower-case hexadecimal.
    package let digest: String
    /// In the order of the file; at least one.
    package let policies: [LuaPolicy]

    /// Reads, runs and validates the file at `path`.
    ///
    /// - Throws: ``PolicyError/unreadable(path:why:)``, ``PolicyError/invalid(message:hint:)`` or
    ///   ``PolicyError/limit(_:message:)``.
    package static func load(
        path: String, limits: ScriptLimits = .standard
    ) throws(PolicyError) -> PolicyFile {
        try load(source: try PolicySource.read(path), path: path, limits: limits)
    }

    /// Does the same with a text that requires no modules; `path` is for error texts.
    package static func load(
        source: String, path: String, limits: ScriptLimits = .standard
    ) throws(PolicyError) -> PolicyFile {
        try load(source: PolicySource(source), path: path, limits: limits)
    }

    /// Does the same with a source that is at hand; `path` is for error texts.
    package static func load(
        source: PolicySource, path: String, limits: ScriptLimits = .standard
    ) throws(PolicyError) -> PolicyFile {
        let script = try PolicyScript(source: source, path: path, limits: limits)
        let policies = script.declarations.enumerated().map { index, declaration in
            LuaPolicy(declaration: declaration, script: script, index: index)
        }
        return PolicyFile(
            path: path, source: source, digest: Digest.of(source), policies: policies)
    }
}
