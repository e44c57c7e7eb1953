internal import Glibc
package import Rotation

extension PolicySource {
    /// The most modules a file may have, and the most bytes in all of them.
    private static let mostModules = 64
    /// Names that are required, of files that are there or not.
    private static let mostNames = 1_024
    private static let mostBytes = 1 << 20

    /// Reads the file at `path` and, from below its folder, the modules it requires, and theirs.
    ///
    /// A module that is not there is left out: the script may never ask for it.
    ///
    /// - Throws: ``PolicyError/unreadable(path:why:)``; ``PolicyError/invalid(message:hint:)`` when
    ///   there are too many modules, or one lies outside the folder.
    package static func read(_ path: String) throws(PolicyError) -> PolicySource {
        var source = PolicySource(try SourceFile.read(path))
        var wanted = RequiredNames.of(source.text)
        guard let folder = ModuleFolder(of: path) else { return source }
        var seen: Set<String> = []
        while let name = wanted.popLast() {
            guard seen.insert(name).inserted else { continue }
            guard seen.count <= Self.mostNames else { throw tooMany(path) }
            guard let text = try folder.text(of: name) else {
                continue
            }
            source.modules[name] = text
            try source.check(path)
            wanted += RequiredNames.of(text)
        }
        return source
    }

    private static func tooMany(_ path: String) -> PolicyError {
        .invalid(message: "\(path): requires more than \(mostModules) modules", hint: nil)
    }

    private func check(_ path: String) throws(PolicyError) {
        guard modules.count <= Self.mostModules else { throw Self.tooMany(path) }
        guard modules.values.reduce(0, { $0 + $1.utf8.count }) <= Self.mostBytes else {
            throw .invalid(
                message: "\(path): its modules are larger than 1 MiB together", hint: nil)
        }
    }
}

/// The folder of a policy file, below which its modules are.
private struct ModuleFolder {
    private let root: String

    /// Gives nil when the folder cannot be found.
    init?(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard let root = Self.resolved(folder) else { return nil }
        self.root = root == "/" ? root : root + "/"
    }

    /// The text of a module, nil when there is no such file.
    func text(of name: String) throws(PolicyError) -> String? {
        guard ModulePath.isName(name), !ModulePath.isOurs(name) else { return nil }
        let path = ModulePath.of(name)
        guard let file = Self.resolved(root + path) else { return nil }
        guard file.hasPrefix(root) else {
            throw .invalid(
                message: "\(path): the module lies outside the policy's folder, at \(file)",
                hint: "put the file itself there instead of a symbolic link")
        }
        let text = try SourceFile.read(file)
        guard text.utf8.count <= SourceFile.mostBytes else {
            throw .invalid(message: "\(path): the file is larger than 256 KiB", hint: nil)
        }
        return text
    }

    /// The absolute path without symbolic links, nil when nothing is there.
    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
