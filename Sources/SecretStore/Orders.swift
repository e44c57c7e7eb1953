import GRDB
package import Rotation

/// What operators want done, put on record for whoever holds the lease.
extension SecretStore {
    package func ask(
        _ order: Order, of name: String, at now: Instant
    ) throws(StoreError) {
        try write { database in
            let id = try Int64.fetchOne(
                database, cached: "SELECT id FROM rotation WHERE name = ?", arguments: [name])
            guard let id else { throw StoreError.notFound(what: "rotation \"\(name)\"") }
            switch order {
            case .retry(let retry):
                try database.run(
                    "UPDATE rotation SET retry = ? WHERE id = ?", arguments: [retry.rawValue, id])
            case .drop(let event):
                try database.run(
                    """
                    UPDATE delivery SET state = 'dropped', wake_at = NULL, wake_for = NULL
                    WHERE id = ? AND rotation = ? AND state = 'pending'
                    """, arguments: [event, id])
                guard database.changesCount > 0 else {
                    throw StoreError.notFound(what: "event \(event) of \"\(name)\"")
                }
            }
            try touch(id, in: database)
            try record([order.event(of: name, at: now)], of: id, in: database)
        }
    }

    /// Makes a rotation due, whatever a visit that is under way has in mind.
    func touch(_ id: Int64, in database: Database) throws {
        try database.run(
            "UPDATE rotation SET wake_at = 0, touched = touched + 1 WHERE id = ?", arguments: [id])
    }
}
