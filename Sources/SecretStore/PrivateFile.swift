import Foundation

/// Files that only their owner may read.
enum PrivateFile {
    /// Makes a new file with mode 0600 that is on the disk whole or not at all.
    ///
    /// It fails when the file exists.
    static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let draft = "\(path).\(getpid())"
        defer { unlink(draft) }
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError() }
        defer { close(file) }
        guard Foundation.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0,
            link(draft, path) == 0
        else { throw SystemError() }
        try sync(folder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Brings a directory's entries to the disk.
    private static func sync(folder: String) throws(SystemError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError() }
        defer { close(file) }
        guard fsync(file) == 0 else { throw SystemError() }
    }

    /// Waits until this process is the only one that holds `path`; gives what holds it.
    static func lock(_ path: String) throws(SystemError) -> HeldLock {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX) == 0 else { throw SystemError() }
        return HeldLock(file: file)
    }

    /// Makes the file empty with mode 0600 when it does not exist yet.
    ///
    /// One that exists is not even opened: whoever closes a file lets go of every lock that this
    /// process has on it, those of SQLite as well (POSIX, `fcntl`; SQLite, "How To Corrupt An
    /// SQLite Database File", section 2.2).
    static func create(_ path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file < 0, errno == EEXIST { return }
        guard file >= 0 else { throw SystemError() }
        close(file)
    }
}

/// A lock on a file, held until its owner lets go.
final class HeldLock {
    private let file: Int32

    fileprivate init(file: Int32) {
        self.file = file
    }

    deinit { close(file) }
}

/// What the system said about the last call that failed.
struct SystemError: Error, CustomStringConvertible {
    let number = errno

    var description: String {
        String(cString: strerror(number))
    }
}
