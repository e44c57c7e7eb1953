package import Rotation

/// What the operator lets policies do to the world, as `config.lua` states it.
///
/// A call must be in the policy's own `needs` and be granted here; either list alone opens nothing.
package struct Grants: Sendable {
    /// The directory below which granted files lie.
    package let root: String
    private let byPolicy: [String: Needs]

    /// Takes the grants of each policy by its name, in the form in which policies state needs.
    ///
    /// Without arguments nothing is granted; without a root no file can be written.
    package init(root: String = "", byPolicy: [String: Needs] = [:]) {
        self.root = root
        self.byPolicy = byPolicy
    }

    /// The first entry that can never match, with the reason; nil when all are well-formed.
    package var problem: String? {
        for (policy, granted) in byPolicy.sorted(by: { $0.key < $1.key }) {
            for text in granted.http where HTTPPattern(text) == nil {
                return "grants[\"\(policy)\"].http: \"\(text)\" is not \"METHOD https://host/path\""
            }
            for text in granted.files where FilePattern(text) == nil {
                return "grants[\"\(policy)\"].files: \"\(text)\" is not a path below the root"
            }
        }
        return nil
    }

    /// Finds the grant for an HTTP call.
    ///
    /// - Throws: ``HostError/denied(_:)`` with the line to add.
    func http(
        _ target: HTTPTarget, for policy: Declaration
    ) throws(HostError) -> HTTPPattern {
        let patterns = policy.needs.http
        let needed = patterns.first { HTTPPattern($0)?.matches(target) == true }
        let line = needed ?? target.suggestion
        try require(needed != nil, "http", line, of: policy, asked: target.description)
        let granted = byPolicy[policy.name]?.http.compactMap(HTTPPattern.init) ?? []
        guard let grant = granted.first(where: { $0.matches(target) }) else {
            throw missing("http", line, of: policy, asked: target.description)
        }
        return grant
    }

    /// Checks the grant for writing a file.
    ///
    /// - Throws: ``HostError/denied(_:)`` with the line to add.
    func file(_ path: FilePath, for policy: Declaration) throws(HostError) {
        let needed = policy.needs.files.first { FilePattern($0)?.matches(path) == true }
        let line = needed ?? path.text
        let asked = "write \(path.text)"
        try require(needed != nil, "files", line, of: policy, asked: asked)
        let granted = byPolicy[policy.name]?.files.compactMap(FilePattern.init) ?? []
        guard granted.contains(where: { $0.matches(path) }) else {
            throw missing("files", line, of: policy, asked: asked)
        }
    }

    private func require(
        _ isNeeded: Bool, _ kind: String, _ line: String, of policy: Declaration, asked: String
    ) throws(HostError) {
        guard !isNeeded else { return }
        throw .denied(
            "policy \"\(policy.name)\" does not declare that it may \(asked); add to the policy: "
                + "needs = { \(kind) = { \(line.luaLiteral) } }")
    }

    private func missing(
        _ kind: String, _ line: String, of policy: Declaration, asked: String
    ) -> HostError {
        .denied(
            "policy \"\(policy.name)\" is not granted to \(asked); add to config.lua: "
                + Self.line(kind, line, for: policy))
    }

    /// The line that grants `entry` to `policy`.
    static func line(_ kind: String, _ entry: String, for policy: Declaration) -> String {
        "grants = { [\(policy.name.luaLiteral)] = { \(kind) = { \(entry.luaLiteral) } } }"
    }
}

extension String {
    /// The text between quotes, as Lua reads it.
    fileprivate var luaLiteral: String {
        var literal = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case _ where scalar.value < 32: literal += "\\\(scalar.value)"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return "\"\(literal)\""
    }
}
