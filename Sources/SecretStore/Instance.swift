import Foundation
import Rotation

/// This process as a holder of leases: alive for as long as it holds a lock on its file.
///
/// No clock is involved: the kernel frees the lock when the process ends, however it ends.
final class Instance {
    let id: String
    private let folder: String
    private let file: Int32

    /// Locks a new file in `folder`.
    init(folder: String) throws(StoreError) {
        self.folder = folder
        id = "\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        mkdir(folder, 0o700)
        file = open("\(folder)/\(id).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw .cannotWrite("\"\(folder)\": \(SystemError())")
        }
    }

    deinit {
        unlink("\(folder)/\(id).lock")
        close(file)
    }

    /// Whether the process that held leases under `other` still runs.
    func isAlive(_ other: String) -> Bool {
        other == id || Self.isLocked("\(folder)/\(other).lock")
    }

    /// Removes what processes have left that died.
    ///
    /// Only while nobody can be making a new one, which is not locked for a moment: a process that
    /// lost its file to this would count as dead while it works.
    static func sweep(_ folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasSuffix(".lock") { _ = isLocked("\(folder)/\(name)") }
    }

    /// Whether somebody holds the file; one that nobody holds is removed.
    private static func isLocked(_ path: String) -> Bool {
        let file = open(path, O_RDWR | O_CLOEXEC)
        // Only a missing file is a death; a lack of descriptors, say, is not.
        guard file >= 0 else { return errno != ENOENT }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return true }
        unlink(path)
        return false
    }
}
