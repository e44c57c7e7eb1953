import Foundation

/// A file system of 32 MiB in memory, which can be filled up and made read-only.
final class SmallDisk {
    let path: String

    /// Whether this process may mount one.
    static var isPossible: Bool {
        guard geteuid() == 0, let disk = try? SmallDisk() else { return false }
        return disk.path.count > 0
    }

    init() throws {
        path = NSTemporaryDirectory() + "runtime-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.system("mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "tmpfs", path)
    }

    deinit {
        try? Self.system("umount", "-l", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    private var filler: String { "\(path)/filler" }

    /// Leaves this many bytes free, or as many fewer as there are.
    func fill(leaving rest: Int) throws {
        clear()
        let file = open(filler, O_WRONLY | O_CREAT, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        var info = statvfs()
        while statvfs(path, &info) == 0, Int(info.f_bavail) * Int(info.f_frsize) > rest,
            write(file, block, block.count) > 0
        {}
    }

    /// Makes room again.
    func clear() {
        unlink(filler)
    }

    func setReadOnly(_ isReadOnly: Bool) throws {
        try Self.system("mount", "-o", "remount,\(isReadOnly ? "ro" : "rw")", path)
    }

    private struct Failed: Error {}

    private static func system(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
    }
}
