package import Rotation

/// What the operator lets policies do to the world, as `config.lua` states it.
///
/// A policy's call must be in its own `needs` and be granted here; either list alone opens nothing.
/// A script declares no needs: what is granted to it suffices.
package struct Grants: Sendable {
    /// The directory below which granted files lie.
    package let root: String
    private let byPolicy: [String: Needs]

    /// Takes the grants of each policy or script by its name, in the form in which policies state needs.
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
        _ target: HTTPTarget, for caller: Caller
    ) throws(HostError) -> HTTPPattern {
        let needed = caller.needs?.http.first { HTTPPattern($0)?.matches(target) == true }
        let line = needed ?? target.suggestion
        try require(needed, "http", line, of: caller, asked: target.description)
        let granted = byPolicy[caller.name]?.http.compactMap(HTTPPattern.init) ?? []
        guard let grant = granted.first(where: { $0.matches(target) }) else {
            throw missing("http", line, of: caller, asked: target.description)
        }
        return grant
    }

    /// Checks the grant for writing a file.
    ///
    /// - Throws: ``HostError/denied(_:)`` with the line to add.
    func file(_ path: FilePath, for caller: Caller) throws(HostError) {
        let needed = caller.needs?.files.first { FilePattern($0)?.matches(path) == true }
        let line = needed ?? path.text
        let asked = "write \(path.text)"
        try require(needed, "files", line, of: caller, asked: asked)
        let granted = byPolicy[caller.name]?.files.compactMap(FilePattern.init) ?? []
        guard granted.contains(where: { $0.matches(path) }) else {
            throw missing("files", line, of: caller, asked: asked)
        }
    }

    /// A policy must have declared it; a script declares nothing.
    private func require(
        _ needed: String?, _ kind: String, _ line: String, of caller: Caller, asked: String
    ) throws(HostError) {
        guard needed == nil, caller.needs != nil else { return }
        throw .denied(
            "\(caller) does not declare that it may \(asked); add to the policy: "
                + "needs = { \(kind) = { \(line.luaLiteral) } }")
    }

    private func missing(
        _ kind: String, _ line: String, of caller: Caller, asked: String
    ) -> HostError {
        .denied(
            "\(caller) is not granted to \(asked); add to config.lua: "
                + Self.line(kind, line, for: caller))
    }

    /// The line that grants `entry` to the caller.
    static func line(_ kind: String, _ entry: String, for caller: Caller) -> String {
        "grants = { [\(caller.name.luaLiteral)] = { \(kind) = { \(entry.luaLiteral) } } }"
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
