internal import Glibc

/// Replaces a file as a whole or not at all, also across a power cut.
///
/// Folders are entered one by one without following symbolic links, so that no link below the
/// root leads out of it. A link in the file's own place is refused, not followed.
struct AtomicFile {
    /// What could not be done, in words with the system's reason.
    struct Failure: Error {
        let why: String
    }

    private let folder: Int32
    private let name: String

    /// Writes `bytes` to `path` below the existing folder `root` with the permissions `mode`.
    static func write(
        _ bytes: [UInt8], to path: FilePath, below root: String, mode: mode_t
    ) throws(Failure) {
        guard let name = path.components.last else { return }
        let folder = try openFolder(path.components.dropLast(), below: root)
        defer { close(folder) }
        try AtomicFile(folder: folder, name: name).replace(with: bytes, mode: mode)
    }

    private static func openFolder(
        _ components: ArraySlice<String>, below root: String
    ) throws(Failure) -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        var folder = open(root, flags)
        guard folder >= 0 else { throw failure("open \"\(root)\"") }
        for component in components {
            let next = openat(folder, component, flags | O_NOFOLLOW)
            let error = failure("enter folder \"\(component)\"")
            close(folder)
            guard next >= 0 else { throw error }
            folder = next
        }
        return folder
    }

    private func replace(with bytes: [UInt8], mode: mode_t) throws(Failure) {
        try refuseOddTarget()
        let draft = ".\(name).\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        do throws(Failure) {
            try write(bytes, to: draft, mode: mode)
            guard renameat(folder, draft, folder, name) == 0 else {
                throw Self.failure("rename to \"\(name)\"")
            }
        } catch {
            unlinkat(folder, draft, 0)
            throw error
        }
        guard fsync(folder) == 0 else { throw Self.failure("make \"\(name)\" durable") }
    }

    private func refuseOddTarget() throws(Failure) {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(why: "\"\(name)\" exists and is not a regular file")
        }
    }

    private func write(_ bytes: [UInt8], to draft: String, mode: mode_t) throws(Failure) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(folder, draft, flags, 0o600)
        guard file >= 0 else { throw Self.failure("create a file beside \"\(name)\"") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write \"\(name)\"") }
            rest = rest.dropFirst(count)
        }
        guard fchmod(file, mode) == 0, fsync(file) == 0 else {
            throw Self.failure("make \"\(name)\" durable")
        }
    }

    private static func failure(_ what: String) -> Failure {
        Failure(why: "cannot \(what): \(String(cString: strerror(errno)))")
    }
}
