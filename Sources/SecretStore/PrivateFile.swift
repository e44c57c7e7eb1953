import Foundation

/// Files that only their owner may read.
enum PrivateFile {
    /// Makes a new file with mode 0600 and brings it to the disk; fails when it exists.
    static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError() }
        defer { close(file) }
        guard Foundation.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw SystemError()
        }
    }

    /// Makes the file empty with mode 0600 when it does not exist yet.
    static func touch(_ path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemError() }
        close(file)
    }
}

/// What the system said about the last call that failed.
struct SystemError: Error, CustomStringConvertible {
    let number = errno

    var description: String {
        String(cString: strerror(number))
    }
}
