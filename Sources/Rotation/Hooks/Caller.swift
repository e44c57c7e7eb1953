/// On whose behalf host functions are called: a policy's hook, or a script.
package struct Caller: Equatable, Sendable {
    /// The policy's name, or the script's file name; grants go by it.
    package let name: String
    /// What it declares that it needs; nil for a script, which declares nothing.
    package let needs: Needs?
    /// The connection it works on unless it names another.
    package let connection: String
    /// The policy file whose rotations and secrets it sees; nil: all of them.
    package let path: String?
    /// Whether it may start runs; a hook of a run that a host call started may not.
    package let mayRotate: Bool

    package init(
        name: String, needs: Needs?, connection: String = "default", path: String? = nil,
        mayRotate: Bool = true
    ) {
        self.name = name
        self.needs = needs
        self.connection = connection
        self.path = path
        self.mayRotate = mayRotate
    }
}

extension Caller: CustomStringConvertible {
    package var description: String { "\(needs == nil ? "script" : "policy") \"\(name)\"" }
}

extension Caller {
    /// Whether it sees rotations and secrets of this policy file; nil for none of any policy.
    package func sees(_ path: String?) -> Bool {
        self.path == nil || self.path == path
    }

    /// A hook of the policy behind `rotation`.
    package init(_ declaration: Declaration, in rotation: Rotation) {
        self.init(
            name: declaration.fleet?.label ?? declaration.name, needs: declaration.needs,
            connection: rotation.connection,
            path: rotation.path, mayRotate: rotation.lastRunKind != .called)
    }
}
