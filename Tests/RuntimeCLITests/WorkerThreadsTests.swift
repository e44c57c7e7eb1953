import Foundation
import Rotation
import SecretStore
import TestSupport
import Testing

@testable import RuntimeCLI

/// Several workers of one process on one home.
struct WorkerThreadsTests {
    private let folder = TemporaryFolder()

    @Test("Workers visit at the same time, and no two of them the same rotation")
    func apart() throws {
        let store = try SecretStore(folder: HomeFolder(path: folder.path))
        let clock = SystemClock(isStopped: { false })
        for number in 0..<40 {
            try store.register(
                .example(.example(number), digest: "d\(number)", path: "\(number).lua"),
                at: clock.now())
        }
        let meeting = Meeting(of: 3)
        let crew = WorkerThreads(3) { () throws(StoreError) in
            let own = try SecretStore(beside: store)
            return rotator(own, clock) { meeting.visit($0.digest) }
        }
        let driver = Driver(rotator(store, clock) { _ in }, crew: crew, store: store, clock: clock)
        #expect(try driver.runOnce(maxWait: .zero) == .reached)
        crew.dismiss()

        #expect(meeting.most == 3)
        #expect(!meeting.hasClashed)
        for number in 0..<40 {
            #expect(try store.history(of: "fleet-\(number)", limit: 9).map(\.kind) == [.failed])
        }
    }

    @Test("No thread is started while there is nothing to visit")
    func idle() throws {
        let store = try SecretStore(folder: HomeFolder(path: folder.path))
        let clock = SystemClock(isStopped: { false })
        var made = 0
        let crew = WorkerThreads(8) { () throws(StoreError) in
            made += 1
            return rotator(store, clock) { _ in }
        }
        let driver = Driver(rotator(store, clock) { _ in }, crew: crew, store: store, clock: clock)
        #expect(try driver.runOnce(maxWait: .zero) == .reached)
        #expect(made == 0)
        try store.register(.example(), at: clock.now())
        #expect(try driver.runOnce(maxWait: .zero) == .reached)
        #expect(made == 1)
        crew.dismiss()
    }

    @Test("A worker that cannot open the store ends the drive with its error")
    func unopened() throws {
        let store = try SecretStore(folder: HomeFolder(path: folder.path))
        let clock = SystemClock(isStopped: { false })
        try store.register(.example(), at: clock.now())
        let crew = WorkerThreads(2) { () throws(StoreError) in throw .cannotWrite("full") }
        let driver = Driver(rotator(store, clock) { _ in }, crew: crew, store: store, clock: clock)
        #expect(throws: StoreError.cannotWrite("full")) { try driver.runOnce(maxWait: .zero) }
    }

    /// An engine whose visits all end with a policy that cannot be loaded.
    private func rotator(
        _ store: any Store, _ clock: any Clock, _ look: @escaping (PolicyPin) -> Void
    ) -> Rotator {
        Rotator(
            store: store, clock: clock, random: { 7 },
            policies: { pin throws(PolicyError) in
                look(pin)
                throw .invalid(message: "no such policy", hint: nil)
            },
            issuers: { name throws(IssuerError) in
                throw .signInRefused(connection: name, why: "none")
            })
    }
}

/// Holds visits back until so many are there at once; notes whether two are of one rotation.
private final class Meeting: @unchecked Sendable {
    private let condition = NSCondition()
    private let size: Int
    private var present: [String] = []
    private(set) var most = 0
    private(set) var hasClashed = false

    init(of size: Int) {
        self.size = size
    }

    func visit(_ rotation: String) {
        condition.withLock {
            if present.contains(rotation) { hasClashed = true }
            present.append(rotation)
            most = max(most, present.count)
            condition.broadcast()
            let deadline = Date(timeIntervalSinceNow: 20)
            while most < size, condition.wait(until: deadline) {}
            present.removeAll { $0 == rotation }
        }
    }
}
