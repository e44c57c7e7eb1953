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
    let instance: Instance

    /// Opens the home in `folder`, making database and key when it is new.
    ///
    /// - Parameters:
    ///   - folder: The home.
    ///   - keyPath: The master key's file; inside the home when nil.
    /// - Throws: ``StoreError/wrongKey(_:)`` when the key is missing or another home's.
    package init(folder: HomeFolder, keyPath: String? = nil) throws(StoreError) {
        try folder.prepare()
        self.folder = folder
        let isNew = !FileManager.default.fileExists(atPath: folder.database)
        let key = try MasterKey.load(at: keyPath ?? folder.masterKey, mayCreate: isNew)
        queue = try Self.open(folder.database)
        values = Cipher(key, purpose: "credential values")
        results = Cipher(key, purpose: "host call results")
        home = try Self.identify(queue, Cipher(key, purpose: "key check"))
        instance = try Instance(folder: folder.instances)
    }

    package func freeBytes() throws(StoreError) -> Int64 {
        try folder.freeBytes()
    }

    /// Reads in one transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do { return try queue.read(body) } catch { throw StoreError(error) }
    }

    /// Writes in one immediate transaction.
    func write<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do { return try queue.write(body) } catch { throw StoreError(error) }
    }

    private static func open(_ path: String) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            try PrivateFile.touch(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try Migrations.migrator.migrate(queue)
            return queue
        } catch {
            throw StoreError(error)
        }
    }

    /// Gives the home its id on first use, later checks that the key is the one it was made with.
    private static func identify(
        _ queue: DatabaseQueue, _ cipher: Cipher
    ) throws(StoreError) -> String {
        do {
            return try queue.write { database in
                let select = "SELECT value FROM meta WHERE key = 'home'"
                if let sealed = try Data.fetchOne(database, sql: select) {
                    let home = try Self.open(sealed, cipher)
                    return home.withBytes { String(decoding: $0, as: UTF8.self) }
                }
                let home = Identifier.uuid { UInt64.random(in: 0...UInt64.max) }
                let sealed = try cipher.seal(SecretValue(home), for: "the home's id")
                try database.execute(
                    sql: "INSERT INTO meta (key, value) VALUES ('home', ?)", arguments: [sealed])
                return home
            }
        } catch {
            throw StoreError(error)
        }
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
