import Foundation
import GRDB
package import Rotation

/// What operators want done, put on record for whoever holds the lease.
extension SecretStore {
    package func ask(
        _ order: Order, of name: String, at now: Instant
    ) throws(StoreError) {
        let sealed = try sealed(order)
        try write { database in
            let id = try Int64.fetchOne(
                database, cached: "SELECT id FROM rotation WHERE name = ?", name)
            guard let id else { throw StoreError.notFound(what: "rotation \"\(name)\"") }
            switch order {
            case .retry(let retry):
                try database.run(
                    "UPDATE rotation SET retry = ? WHERE id = ?", retry.rawValue, id)
            case .drop(let event):
                try database.run(
                    """
                    UPDATE delivery SET state = 'dropped', wake_at = NULL, wake_for = NULL
                    WHERE id = ? AND rotation = ? AND state = 'pending'
                    """, event, id)
                guard database.changesCount > 0 else {
                    throw StoreError.notFound(what: "event \(event) of \"\(name)\"")
                }
            case .adopt(let credential, _):
                try offer(credential, sealed, to: id, in: database)
            case .leave(let leaving):
                try database.run(
                    "UPDATE rotation SET leaving = ? WHERE id = ?",
                    leaving.rawValue, id)
            }
            try touch(id, in: database)
            try record([order.event(of: name, at: now)], of: id, in: database)
        }
    }

    /// Makes a rotation due, whatever a visit that is under way has in mind.
    func touch(_ id: Int64, in database: Database) throws {
        try database.run(
            "UPDATE rotation SET wake_at = 0, touched = touched + 1 WHERE id = ?", id)
    }

    private func sealed(_ order: Order) throws(StoreError) -> Data? {
        guard case .adopt(let credential, let value?) = order else { return nil }
        return try values.seal(value, for: credential.id)
    }

    private func offer(
        _ credential: Credential, _ sealed: Data?, to id: Int64, in database: Database
    ) throws {
        let owner = try String.fetchOne(
            database,
            cached: """
                SELECT name FROM credential JOIN rotation ON rotation.id = rotation
                WHERE key_id = ? AND is_open
                """,
            credential.keyID)
        if let owner {
            throw StoreError.taken(what: "key \(credential.keyID)", by: "rotation \"\(owner)\"")
        }
        try save(credential, sealed, of: id, in: database)
    }

    /// Deletes a rotation with all that belongs to it.
    func forget(_ rotation: Rotation, at now: Instant?, in database: Database) throws {
        try database.run(
            """
            INSERT OR REPLACE INTO deleted (name, path, policy_digest, at)
            SELECT name, path, policy_digest, ? FROM rotation WHERE id = ?
            """,
            now?.seconds, rotation.id)
        for secret in rotation.kept {
            try database.run(
                """
                INSERT OR REPLACE INTO kept (key_id, label, rotation, ends_at)
                VALUES (?, ?, ?, ?)
                """,
                secret.keyID, secret.label, secret.rotation, secret.endsAt.seconds)
        }
        try database.run(
            "DELETE FROM host_call WHERE event IN (SELECT id FROM delivery WHERE rotation = ?)",
            rotation.id)
        try database.run(
            "DELETE FROM secret_version WHERE rotation = ?", rotation.id)
        try database.run("DELETE FROM rotation WHERE id = ?", rotation.id)
    }

    package func kept() throws(StoreError) -> [KeptSecret] {
        let rows = try read { database in
            try Row.fetchAll(
                database, cached: "SELECT key_id, label, rotation, ends_at FROM kept ORDER BY label"
            )
        }
        return rows.map {
            KeptSecret(
                keyID: $0["key_id"], label: $0["label"], rotation: $0["rotation"],
                endsAt: Instant($0["ends_at"]))
        }
    }

    /// Whether a rotation was deleted and its file is as it was then; changes nothing.
    package func wasDeleted(
        _ name: String, from path: String, as pin: PolicyPin
    ) throws(StoreError) -> Bool {
        try read { try Self.isDeletion(of: name, path, pin, in: $0) ?? false }
    }

    /// Whether a rotation was deleted and its file is as it was then; another version counts anew.
    func wasDeleted(_ registration: Registration, in database: Database) throws -> Bool {
        let name = registration.declaration.name
        let isSame = try Self.isDeletion(
            of: name, registration.path, registration.pin, in: database)
        guard let isSame else { return false }
        if !isSame { try database.run("DELETE FROM deleted WHERE name = ?", name) }
        return isSame
    }

    /// - Returns: Nil where nothing of that name was deleted.
    private static func isDeletion(
        of name: String, _ path: String, _ pin: PolicyPin, in database: Database
    ) throws -> Bool? {
        try Bool.fetchOne(
            database,
            cached: "SELECT path = ? AND policy_digest = ? FROM deleted WHERE name = ?",
            path, pin.digest, name)
    }
}
