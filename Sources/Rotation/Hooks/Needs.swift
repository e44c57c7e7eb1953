/// What a policy states that it needs, or what an operator grants: entries by kind.
package struct Needs: Equatable, Sendable {
    private var entries: [Kind: [String]]

    /// What an entry is about.
    package enum Kind: String, CaseIterable, Sendable {
        /// `METHOD https://host/path-prefix` patterns.
        case http
        /// Paths below the granted root.
        case files
        /// Names of commands.
        case commands
        /// `METHOD /v1.0/path-prefix` patterns on the connection's Graph host.
        case graph
        /// Names of secrets it may make.
        case secrets
        /// What it may do to rotations: `rotate`, `pause`, `resume`.
        case engine
    }

    package init(_ entries: [Kind: [String]]) {
        self.entries = entries.filter { !$0.value.isEmpty }
    }

    package init(http: [String] = [], files: [String] = [], commands: [String] = []) {
        self.init([.http: http, .files: files, .commands: commands])
    }

    /// The entries of a kind, none by default.
    package subscript(kind: Kind) -> [String] {
        get { entries[kind] ?? [] }
        set { entries[kind] = newValue.isEmpty ? nil : newValue }
    }
}
