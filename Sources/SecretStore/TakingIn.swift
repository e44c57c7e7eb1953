import GRDB
package import Rotation

/// Orphans put on record, so that the engine removes them.
extension SecretStore {
    package func takeIn(
        _ orphan: Credential, of name: String, at now: Instant
    ) throws(StoreError) -> Bool {
        try write { database in
            let id = try Int64.fetchOne(
                database, cached: "SELECT id FROM rotation WHERE name = ?", name)
            guard let id else { throw StoreError.notFound(what: "rotation \"\(name)\"") }
            // Whoever holds the lease looks at it, now or when what it is doing is written.
            try database.run(
                "UPDATE rotation SET wake_at = 0, held_at = 0 WHERE id = ?", id)
            let isKnown = try Bool.fetchOne(
                database,
                cached: """
                    SELECT EXISTS (SELECT 1 FROM credential
                      WHERE rotation = ? AND key_id = ? AND is_open)
                    """,
                id, orphan.keyID)
            guard isKnown != true else { return false }
            var orphan = orphan
            let isTaken = try Bool.fetchOne(
                database, cached: "SELECT EXISTS (SELECT 1 FROM credential WHERE marker = ?)",
                orphan.marker?.description)
            if isTaken == true { orphan = orphan.remarked(of: home) }
            try save(orphan, of: id, in: database)
            try record([.takenIn(orphan, of: name, at: now)], of: id, in: database)
            return true
        }
    }
}
