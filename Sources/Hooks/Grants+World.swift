package import Rotation

extension Grants {
    /// The first entry about http or files that can never match, with the reason; nil when all are
    /// well-formed.
    package var worldProblem: String? {
        for (name, granted) in byCaller.sorted(by: { $0.key < $1.key }) {
            for text in granted[.http] where HTTPPattern(text) == nil {
                return "grants[\"\(name)\"].http: \"\(text)\" is not \"METHOD https://host/path\""
            }
            for text in granted[.files] where FilePattern(text) == nil {
                return "grants[\"\(name)\"].files: \"\(text)\" is not a path below the root"
            }
        }
        return nil
    }

    /// Whether two entries about http allow anything in common.
    package static func overlap(http one: String, _ other: String) -> Bool {
        guard let one = HTTPPattern(one), let other = HTTPPattern(other) else { return false }
        return one.overlaps(other)
    }

    /// As ``overlap(http:_:)``, for files.
    package static func overlap(files one: String, _ other: String) -> Bool {
        guard let one = FilePattern(one), let other = FilePattern(other) else { return false }
        return one.overlaps(other)
    }

    /// Finds the grant for an HTTP call.
    func http(_ target: HTTPTarget, for caller: Caller) throws(HostError) -> HTTPPattern {
        let entry = try require(
            .http, for: caller, asked: target.description, suggestion: target.suggestion
        ) { HTTPPattern($0)?.matches(target) == true }
        guard let pattern = HTTPPattern(entry) else {
            preconditionFailure("an entry that matched is a pattern")
        }
        return pattern
    }

    /// Checks the grant for writing a file.
    func file(_ path: FilePath, for caller: Caller) throws(HostError) {
        _ = try require(
            .files, for: caller, asked: "write \(path.text)", suggestion: path.text
        ) { FilePattern($0)?.matches(path) == true }
    }
}
