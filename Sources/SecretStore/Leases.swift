import GRDB
package import Rotation

/// Who may write about a rotation.
extension SecretStore {
    package func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64] {
        try select { database in
            try Int64.fetchAll(
                database,
                cached: """
                    SELECT id, 0 AS at FROM rotation WHERE requested IS NOT NULL
                    UNION ALL
                    SELECT id, wake_at FROM rotation WHERE wake_at <= ? AND requested IS NULL
                    ORDER BY 2 LIMIT ?
                    """,
                now.seconds, limit)
        }
    }

    package func lastEventAt() throws(StoreError) -> Instant? {
        try select { database in
            try Int64.fetchOne(database, cached: "SELECT at FROM event ORDER BY id DESC LIMIT 1")
                .map(Instant.init)
        }
    }

    package func nextWake(heldOnly: Bool) throws(StoreError) -> Instant? {
        let column = heldOnly ? "held_at" : "wake_at"
        return try select { database in
            try Int64.fetchOne(
                database, cached: "SELECT min(\(column)) FROM rotation WHERE \(column) IS NOT NULL"
            ).map(Instant.init)
        }
    }

    package func claim(_ id: Int64) throws(StoreError) -> Claim? {
        if let claim = try held(id) { return claim }
        return try write(isLasting: false) { database in
            guard
                let row = try Row.fetchOne(
                    database, cached: "SELECT holder, epoch FROM rotation WHERE id = ?",
                    id)
            else { return nil }
            let holder: String? = row["holder"]
            guard let instance else { throw StoreError.cannotWrite("the home is open for reading") }
            if let holder, instance.isAlive(holder) { return nil }
            let epoch: Int64 = row["epoch"] + 1
            try database.run(
                "UPDATE rotation SET holder = ?, epoch = ? WHERE id = ?",
                instance.id, epoch, id)
            return try load(id, in: database).map {
                Claim(rotation: $0, lease: Lease(rotation: id, epoch: epoch), isNew: true)
            }
        }
    }

    /// The rotation under a lease that this process holds already.
    private func held(_ id: Int64) throws(StoreError) -> Claim? {
        try read { database in
            let epoch = try Int64.fetchOne(
                database, cached: "SELECT epoch FROM rotation WHERE id = ? AND holder = ?",
                id, instance?.id)
            guard let epoch, let rotation = try load(id, in: database) else { return nil }
            return Claim(
                rotation: rotation, lease: Lease(rotation: id, epoch: epoch), isNew: false)
        }
    }

    /// Fails unless `lease` is the latest one of its rotation.
    func check(_ lease: Lease, in database: Database) throws {
        let holds = try Bool.fetchOne(
            database,
            cached: "SELECT epoch = ? AND holder = ? FROM rotation WHERE id = ?",
            lease.epoch, instance?.id, lease.rotation)
        if holds != true { throw try lost(lease, in: database) }
    }

    /// What to say when `lease` is not the latest one of its rotation.
    func lost(_ lease: Lease, in database: Database) throws -> StoreError {
        let name = try String.fetchOne(
            database, cached: "SELECT name FROM rotation WHERE id = ?", lease.rotation)
        return .leaseLost(rotation: name ?? "?")
    }
}
