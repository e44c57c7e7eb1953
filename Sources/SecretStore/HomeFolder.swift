import Foundation
import Rotation

/// The directory that holds a home's database, key and configuration.
package struct HomeFolder: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    var database: String { "\(path)/runtime.db" }
    var masterKey: String { "\(path)/master.key" }
    var instances: String { "\(path)/instances" }
    /// The operator's configuration; it need not exist.
    package var configuration: String { "\(path)/config.lua" }

    /// Makes the directory with mode 0700 where needed and refuses network file systems.
    func prepare() throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .cannotWrite("\"\(path)\" cannot be made")
        }
        if let kind = networkKind {
            throw .cannotWrite(
                "\"\(path)\" is on a network file system (\(kind)), where locks do not hold")
        }
    }

    /// Free bytes for an ordinary user.
    func freeBytes() throws(StoreError) -> Int64 {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else {
            throw .cannotWrite("\"\(path)\": \(SystemError())")
        }
        return Int64(info.f_bavail) * Int64(info.f_frsize)
    }

    /// The kind of network file system that holds the home, or nil.
    private var networkKind: String? {
        let kinds: Set = ["nfs", "nfs4", "cifs", "smb3", "9p", "afs", "ceph", "glusterfs"]
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path + "/"
        let table = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        let mounts = table.split(separator: "\n").map { $0.split(separator: " ") }
        let holding = mounts.filter { $0.count > 2 && real.hasPrefix($0[1] + "/") }
        let nearest = holding.max { $0[1].count < $1[1].count }
        return nearest.map { String($0[2]) }.flatMap { kinds.contains($0) ? $0 : nil }
    }
}
