import Foundation
import TestSupport
import Testing

@testable import SecretStore

struct InstanceTests {
    private let folder = TemporaryFolder()

    @Test("An instance is alive while it exists and dead after it")
    func liveness() throws {
        let watcher = try Instance(folder: folder.path)
        var other: Instance? = try Instance(folder: folder.path)
        let id = try #require(other?.id)
        #expect(watcher.isAlive(id))
        other = nil
        #expect(!watcher.isAlive(id))
        #expect(watcher.isAlive(watcher.id))
        #expect(!watcher.isAlive("1-2"))
    }

    @Test("A home that is opened lets go of what dead processes left, never of a living one's")
    func sweep() throws {
        let home = HomeFolder(path: folder.path)
        let first = try SecretStore(folder: home)
        let living = try #require(first.instance?.id)
        let path = "\(home.instances)/\(living).lock"
        for number in 1...3 {
            _ = FileManager.default.createFile(
                atPath: "\(home.instances)/\(number)-9.lock", contents: nil)
        }
        let second = try SecretStore(folder: home)
        let names = try FileManager.default.contentsOfDirectory(atPath: home.instances)
        #expect(Set(names) == ["\(living).lock", "\(second.instance?.id ?? "").lock"])
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(second.instance?.isAlive(living) == true)
    }
}
