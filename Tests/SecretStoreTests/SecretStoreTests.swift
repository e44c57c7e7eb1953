import Foundation
import GRDB
import Rotation
@testable import SecretStore
import TestSupport
import Testing

struct SecretStoreTests {
    private let folder = TemporaryFolder()
    private let now = Instant(1_768_057_200)

    private func open() throws -> SecretStore {
        try SecretStore(folder: HomeFolder(path: folder.path))
    }

    private func mode(of file: String) throws -> Int {
        let path = "\(folder.path)/\(file)"
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    /// A home that holds one sealed value for each of two credentials.
    private func filled() throws -> SecretStore {
        let store = try open()
        try store.register(.example(), at: now)
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        for id in ["01ARZ3NDEKTSV4RRFFQ69G5FA1", "01ARZ3NDEKTSV4RRFFQ69G5FA2"] {
            rotation.credentials.insert(.example(id, at: now), at: 0)
            let change = Change(rotation: rotation, sealing: (id, SecretValue("value of \(id)")))
            try store.commit(change, under: claim.lease)
        }
        return store
    }

    @Test("A batch that fails in the middle has changed nothing")
    func wholeBatches() throws {
        let store = try open()
        for number in 0..<3 {
            try store.register(.example(.example(number), path: "\(number).lua"), at: now)
        }
        let ids = try store.due(at: now, limit: 9)
        try store.queue.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER fails BEFORE UPDATE ON rotation WHEN old.id = \(ids[1])
                      AND new.holder IS old.holder
                    BEGIN SELECT RAISE(ABORT, 'damaged'); END
                    """)
        }
        let claims = try store.claimResting(ids)
        let postponements = claims.map { claim in
            var rotation = claim.rotation
            rotation.decision = Wake(now + .days(1), for: .schedule)
            return Postponement(rotation: rotation, lease: claim.lease)
        }
        #expect(throws: StoreError.self) { try store.postpone(postponements) }
        #expect(try store.due(at: now, limit: 9) == ids)
    }

    @Test("After a change that need not last the next one does again, even if it failed")
    func lasting() throws {
        func level(in database: Database) throws -> Int? {
            try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        let store = try open()
        #expect(try store.write(level) == 2)
        #expect(try store.write(isLasting: false, level) == 1)
        #expect(try store.write(level) == 2)
        #expect(throws: StoreError.self) {
            try store.write(isLasting: false) { _ in throw StoreError.cannotWrite("full") }
        }
        #expect(try store.write(level) == 2)

        try store.register(.example(), at: now)
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        rotation.version = 7
        try store.commit(Change(rotation: rotation, isLasting: false), under: claim.lease)
        #expect(try open().rotation("payments-api").version == 7)
    }

    @Test("Two connections of one process hold leases as one, and take turns in writing")
    func beside() throws {
        let first = try open()
        try first.register(.example(), at: now)
        try first.register(.example(.example(1), path: "1.lua"), at: now)
        let claims = try first.claimResting([1, 2])
        let second = try SecretStore(beside: first)
        let again = try #require(try second.claim(1))
        #expect(again.lease == claims[0].lease)
        #expect(!again.isNew)
        #expect(second.home == first.home)

        nonisolated(unsafe) let stores = [first, second]
        let work = claims
        nonisolated(unsafe) var errors: [any Error] = []
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            var rotation = work[index].rotation
            for version in 1...100 {
                rotation.version = version
                let change = Change(rotation: rotation)
                do { try stores[index].commit(change, under: work[index].lease) } catch {
                    errors.append(error)
                }
            }
        }
        #expect(errors.isEmpty)
        #expect(try first.rotations().map(\.version) == [100, 100])
    }

    @Test("Database and key are readable by their owner only")
    func permissions() throws {
        let store = try filled()
        #expect(try store.rotations().count == 1)
        #expect(try store.freeBytes() > 1 << 20)
        #expect(try mode(of: "runtime.db") == 0o600)
        #expect(try mode(of: "master.key") == 0o600)
        #expect(try mode(of: "runtime.db-wal") == 0o600)
    }

    @Test("A new home is a directory for its owner only, with its parents")
    func newHome() throws {
        _ = try SecretStore(folder: HomeFolder(path: "\(folder.path)/state/runtime"))
        #expect(try mode(of: "state/runtime") == 0o700)
    }

    @Test("The home keeps its id")
    func homeID() throws {
        let home = try open().home
        #expect(try open().home == home)
        #expect(home.count == 36)
    }

    @Test("Another key, a missing key and a damaged key are clear errors, not an empty store")
    func wrongKey() throws {
        _ = try filled()
        let path = "\(folder.path)/master.key"
        let key = try String(contentsOfFile: path, encoding: .utf8)
        let wrong = String(repeating: "0", count: 64)
        for text in [wrong, "", "xyz"] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect { try open() } throws: { error in
                if case StoreError.wrongKey = error { true } else { false }
            }
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: StoreError.wrongKey("\"\(path)\" is missing")) { try open() }
        #expect(!FileManager.default.fileExists(atPath: path))
        try key.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try open().rotations().count == 1)
    }

    @Test("A sealed value moved to another row or changed does not open")
    func tampering() throws {
        let store = try filled()
        let queue = try DatabaseQueue(path: "\(folder.path)/runtime.db")
        try queue.write { database in
            try database.execute(
                sql: """
                    UPDATE credential SET sealed = (SELECT sealed FROM credential
                      WHERE id LIKE '%1') WHERE id LIKE '%2'
                    """)
        }
        #expect(throws: StoreError.tampered(what: "01ARZ3NDEKTSV4RRFFQ69G5FA2")) {
            try store.value(of: "01ARZ3NDEKTSV4RRFFQ69G5FA2")
        }
        try queue.write { database in
            try database.execute(
                sql: "UPDATE credential SET sealed = zeroblob(40) WHERE id LIKE '%1'")
        }
        #expect(throws: StoreError.tampered(what: "01ARZ3NDEKTSV4RRFFQ69G5FA1")) {
            try store.value(of: "01ARZ3NDEKTSV4RRFFQ69G5FA1")
        }
    }

    @Test("Writes are synchronous in WAL mode and every table is strict")
    func durability() throws {
        let store = try filled()
        let queue = try DatabaseQueue(path: "\(folder.path)/runtime.db")
        try queue.read { database in
            #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
            let loose = try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict
                      AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'
                    """)
            #expect(loose == [])
        }
        #expect(try store.synchronousLevel() == 2)
    }

    @Test("The rotation that is looked at next is the one with the soonest wake")
    func soonest() throws {
        let store = try open()
        #expect(try store.soonest() == nil)
        for (number, days) in [(1, 30), (2, 10), (3, 20)] {
            try store.register(.example(.example(number), path: "\(number).lua"), at: now)
            let claim = try #require(try store.claim(Int64(number)))
            var rotation = claim.rotation
            rotation.decision = Wake(now + .days(days), for: .schedule)
            try store.commit(Change(rotation: rotation), under: claim.lease)
        }
        #expect(try store.soonest()?.name == "fleet-2")
    }

    @Test("A value that is gone from the tenant is wiped from the database")
    func wiped() throws {
        let store = try filled()
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        rotation.credentials[0].state = .gone
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(throws: StoreError.self) { try store.value(of: rotation.credentials[0].id) }
        #expect(throws: Never.self) { try store.value(of: rotation.credentials[1].id) }
    }

    @Test("Names that a policy gave up are served until the next promotion")
    func renamed() throws {
        let store = try filled()
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        func publish(_ version: Int) throws {
            rotation.version = version
            let id = rotation.credentials[2 - version].id
            let publication = Publication(
                version: version, credential: id, clientID: "c", at: now)
            try store.commit(
                Change(rotation: rotation, publication: publication), under: claim.lease)
        }
        try publish(1)
        var declaration = Declaration.example
        declaration.secrets = SecretNames(clientID: nil, clientSecret: "NEW")
        try store.register(.example(declaration, digest: "d2"), at: now)
        #expect(try store.secret("PAYMENTS_CLIENT_SECRET", version: nil).version == 1)
        #expect(try store.secret("PAYMENTS_CLIENT_ID", version: nil).version == 1)
        rotation = try store.rotation("payments-api")
        try publish(2)
        #expect(try store.secret("NEW", version: nil).version == 2)
        #expect(throws: StoreError.self) {
            try store.secret("PAYMENTS_CLIENT_SECRET", version: nil)
        }
    }

    @Test("Reading needs no instance, makes nothing, and gives the same values")
    func reading() throws {
        #expect(throws: StoreError.notFound(what: "a home in \"\(folder.path)/none\"")) {
            try SecretStore(folder: HomeFolder(path: "\(folder.path)/none"), for: .reading)
        }
        var store: SecretStore? = try filled()
        let id = "01ARZ3NDEKTSV4RRFFQ69G5FA1"
        let value = try store?.value(of: id)
        store = nil
        let reader = try SecretStore(folder: HomeFolder(path: folder.path), for: .reading)
        #expect(try reader.value(of: id) == value)
        #expect(throws: StoreError.self) { try reader.claim(1) }
        #expect(throws: StoreError.self) { try reader.request(.manual, of: "payments-api") }
    }

    @Test("Homes made by several processes at the same moment are one home")
    func race() async throws {
        let path = folder.path
        let homes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { try SecretStore(folder: HomeFolder(path: path)).home }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(homes.count == 1)
    }

    @Test("A full medium is a clear error and changes nothing")
    func full() throws {
        let store = try filled()
        let claim = try #require(try store.claim(1))
        try store.fillUp()
        var rotation = claim.rotation
        rotation.version = 5
        rotation.lastError = String(repeating: "x", count: 100_000)
        #expect { try store.commit(Change(rotation: rotation), under: claim.lease) } throws: {
            if case StoreError.cannotWrite = $0 { true } else { false }
        }
        #expect(try store.rotations().first?.version == 0)
    }
}

extension SecretStore {
    fileprivate func synchronousLevel() throws -> Int? {
        try read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    /// Lets the database grow no further, as a full medium does.
    fileprivate func fillUp() throws {
        try read { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
    }
}
