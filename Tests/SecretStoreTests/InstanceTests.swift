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
}
