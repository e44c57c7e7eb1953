/// A relative path that stays below where it starts.
struct FilePath: Equatable {
    let components: [String]

    /// Reads `a/b.env`; nil for absolute paths, empty parts, `.` and `..`, and zero bytes.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPlain = parts.allSatisfy { !["", ".", ".."].contains($0) && !$0.utf8.contains(0) }
        guard isPlain else { return nil }
        components = parts
    }

    var text: String { components.joined(separator: "/") }
}

/// A granted file, or, with a slash at its end, everything below a folder.
struct FilePattern: Equatable {
    private let path: FilePath
    private let isFolder: Bool

    init?(_ text: String) {
        isFolder = text.hasSuffix("/")
        guard let path = FilePath(isFolder ? String(text.dropLast()) : text) else { return nil }
        self.path = path
    }

    /// Whether the two are the same, or one is a folder above the other.
    func overlaps(_ other: FilePattern) -> Bool {
        self == other || isFolder && other.path.components.starts(with: path.components)
            || other.isFolder && path.components.starts(with: other.path.components)
    }

    /// Whether the pattern is that file, or a folder above it.
    func matches(_ other: FilePath) -> Bool {
        isFolder
            ? other.components.count > path.components.count
                && other.components.starts(with: path.components)
            : other == path
    }
}
