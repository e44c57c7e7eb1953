import Crypto
import Foundation
import GRDB
package import Rotation

/// The store: SQLite in WAL mode with every value sealed; one connection, one user at a time.
package final class SecretStore: Store {
    package let home: String
    let folder: HomeFolder
    let queue: DatabaseQueue
    let values: Cipher
    let results: Cipher
    /// This process as a holder of leases; nil when it only reads.
    let instance: Instance?
    /// Held while this process writes, so that its connections take turns without polling.
    private let turn: NSLock
    /// Whether this connection brings what it commits to the medium.
    private var isLasting = true

    /// What a process is going to do with the home.
    package enum Purpose: Sendable {
        /// Read and write; the home is made when it is new.
        case work
        /// Read and write; there is a home already.
        case change
        /// Read only; nothing is made, so that it works on a full or read-only medium too.
        case reading
    }

    /// Opens the home in `folder`.
    ///
    /// - Parameters:
    ///   - folder: The home.
    ///   - keyPath: The master key's file; inside the home when nil.
    ///   - purpose: Whether a new home is made.
    /// - Throws: ``StoreError/wrongKey(_:)`` when the key is missing or another home's,
    ///   ``StoreError/notFound(what:)`` when there is no home to read.
    package init(
        folder: HomeFolder, keyPath: String? = nil, for purpose: Purpose = .work
    ) throws(StoreError) {
        self.folder = folder
        let keyPath = keyPath ?? folder.masterKey
        let key: MasterKey
        guard purpose == .work || FileManager.default.fileExists(atPath: folder.database) else {
            throw .notFound(what: "a home in \"\(folder.path)\"")
        }
        switch purpose {
        case .work, .change:
            try folder.prepare()
            let lock = try Self.lock(folder)
            let isNew = !FileManager.default.fileExists(atPath: folder.database)
            key = try MasterKey.load(at: keyPath, mayCreate: isNew)
            queue = try Self.open(folder.database)
            home = try Self.identify(queue, Cipher(key, purpose: "key check"))
            Instance.sweep(folder.instances)
            instance = try Instance(folder: folder.instances)
            withExtendedLifetime(lock) {}
        case .reading:
            key = try MasterKey.load(at: keyPath, mayCreate: false)
            queue = try Self.openReadOnly(folder.database)
            home = try Self.identity(in: queue, Cipher(key, purpose: "key check"))
            instance = nil
        }
        values = Cipher(key, purpose: "credential values")
        results = Cipher(key, purpose: "host call results")
        turn = NSLock()
    }

    /// Opens another connection to the home of `other`, for another thread of this process.
    ///
    /// Both hold leases as one: what one of them has claimed, the other has too.
    package init(beside other: SecretStore) throws(StoreError) {
        folder = other.folder
        home = other.home
        queue = try Self.open(other.folder.database)
        values = other.values
        results = other.results
        instance = other.instance
        turn = other.turn
    }

    private static func lock(_ folder: HomeFolder) throws(StoreError) -> HeldLock {
        do throws(SystemError) {
            return try PrivateFile.lock("\(folder.path)/home.lock")
        } catch {
            throw .cannotWrite("\"\(folder.path)\": \(error)")
        }
    }

    package func freeBytes() throws(StoreError) -> Int64 {
        try folder.freeBytes()
    }

    /// Reads with a single statement, which sees one state by itself.
    func select<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            return try queue.inDatabase(body)
        } catch {
            throw StoreError(error)
        }
    }

    /// Reads in one transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        // Not `queue.read`: its `PRAGMA query_only` makes SQLite compile every statement anew.
        do {
            return try queue.inDatabase { try $0.transaction("BEGIN", body) }
        } catch {
            throw StoreError(error)
        }
    }

    /// Writes in one immediate transaction.
    ///
    /// One that is lasting is on the medium when this returns. Another is with the next that is;
    /// until then a power cut may undo it, though nothing else does.
    func write<Result>(
        isLasting: Bool = true, _ body: (Database) throws -> Result
    ) throws(StoreError) -> Result {
        do {
            return try turn.withLock {
                try queue.inDatabase { database in
                    if isLasting != self.isLasting {
                        let mode = isLasting ? "FULL" : "NORMAL"
                        try database.execute(sql: "PRAGMA synchronous = \(mode)")
                        self.isLasting = isLasting
                    }
                    return try database.transaction("BEGIN IMMEDIATE", body)
                }
            }
        } catch {
            throw StoreError(error)
        }
    }

    private static func open(_ path: String) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.run("PRAGMA journal_mode = WAL")
            try database.run("PRAGMA synchronous = FULL")
        }
        do {
            try PrivateFile.create(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try Migrations.migrator.migrate(queue)
            return queue
        } catch {
            throw StoreError(error)
        }
    }

    /// A medium that takes no writes has no room for the shared index of the write-ahead log.
    ///
    /// - SeeAlso: SQLite, "Write-Ahead Logging", section "Read-Only Databases".
    private static func openReadOnly(_ path: String) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM meta") }
            return queue
        } catch {
            let log = FileManager.default.contents(atPath: "\(path)-wal") ?? Data()
            guard log.isEmpty else { throw StoreError(error) }
            do {
                return try DatabaseQueue(
                    path: "file:\(path)?immutable=1", configuration: configuration)
            } catch {
                throw StoreError(error)
            }
        }
    }

    /// Gives the home its id on first use, later checks that the key is the one it was made with.
    private static func identify(
        _ queue: DatabaseQueue, _ cipher: Cipher
    ) throws(StoreError) -> String {
        do {
            return try queue.write { database in
                if let home = try identity(in: database, cipher) { return home }
                let home = Identifier.uuid { UInt64.random(in: 0...UInt64.max) }
                let sealed = try cipher.seal(SecretValue(home), for: "the home's id")
                try database.run(
                    "INSERT INTO meta (key, value) VALUES ('home', ?)", sealed)
                return home
            }
        } catch {
            throw StoreError(error)
        }
    }

    private static func identity(
        in queue: DatabaseQueue, _ cipher: Cipher
    ) throws(StoreError) -> String {
        do {
            return try queue.read { try identity(in: $0, cipher) } ?? ""
        } catch {
            throw StoreError(error)
        }
    }

    private static func identity(
        in database: Database, _ cipher: Cipher
    ) throws -> String? {
        let select = "SELECT value FROM meta WHERE key = 'home'"
        guard let sealed = try Data.fetchOne(database, cached: select) else { return nil }
        return try open(sealed, cipher).withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func open(_ sealed: Data, _ cipher: Cipher) throws(StoreError) -> SecretValue {
        do throws(StoreError) {
            return try cipher.open(sealed, for: "the home's id")
        } catch {
            throw .wrongKey("it is not the key this home was made with")
        }
    }
}

extension StoreError {
    /// Translates what SQLite or the system said; bound values are never part of it.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as SystemError: self = .cannotWrite("\(error)")
        case let error as DatabaseError:
            let text = "\(error.message ?? "no message") (sqlite \(error.resultCode.rawValue))"
            switch error.resultCode.primaryResultCode {
            case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN:
                self = .cannotWrite(text)
            default:
                self = .failed(text)
            }
        default: self = .failed("\(error)")
        }
    }
}
