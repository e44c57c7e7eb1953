import GRDB
package import Rotation

/// Who may write about a rotation.
extension SecretStore {
    package func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM rotation WHERE requested IS NOT NULL
                    UNION
                    SELECT id FROM rotation WHERE wake_at <= ? ORDER BY 1 LIMIT ?
                    """,
                arguments: [now.seconds, limit])
        }
    }

    package func nextWake(for reasons: Set<Wake.Reason>) throws(StoreError) -> Instant? {
        let names = reasons.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        return try read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(at) FROM (
                      SELECT min(decision_at) AS at FROM rotation WHERE decision_for IN (\(names))
                        AND id NOT IN (SELECT rotation FROM run WHERE is_open)
                      UNION ALL
                      SELECT min(wake_at) FROM run WHERE is_open AND wake_for IN (\(names))
                      UNION ALL
                      SELECT min(wake_at) FROM credential WHERE wake_for IN (\(names))
                      UNION ALL
                      SELECT min(wake_at) FROM delivery WHERE wake_for IN (\(names)))
                    """
            ).map(Instant.init)
        }
    }

    package func claim(_ id: Int64) throws(StoreError) -> Claim? {
        if let claim = try held(id) { return claim }
        return try write { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT holder, epoch FROM rotation WHERE id = ?",
                    arguments: [id])
            else { return nil }
            let holder: String? = row["holder"]
            if let holder, instance.isAlive(holder) { return nil }
            let epoch: Int64 = row["epoch"] + 1
            try database.execute(
                sql: "UPDATE rotation SET holder = ?, epoch = ? WHERE id = ?",
                arguments: [instance.id, epoch, id])
            return try load(id, in: database).map {
                Claim(rotation: $0, lease: Lease(rotation: id, epoch: epoch), isNew: true)
            }
        }
    }

    /// The rotation under a lease that this process holds already.
    private func held(_ id: Int64) throws(StoreError) -> Claim? {
        try read { database in
            let epoch = try Int64.fetchOne(
                database, sql: "SELECT epoch FROM rotation WHERE id = ? AND holder = ?",
                arguments: [id, instance.id])
            guard let epoch, let rotation = try load(id, in: database) else { return nil }
            return Claim(
                rotation: rotation, lease: Lease(rotation: id, epoch: epoch), isNew: false)
        }
    }

    /// Fails unless `lease` is the latest one of its rotation.
    func check(_ lease: Lease, in database: Database) throws {
        let holds = try Bool.fetchOne(
            database,
            sql: "SELECT epoch = ? AND holder = ? FROM rotation WHERE id = ?",
            arguments: [lease.epoch, instance.id, lease.rotation])
        guard holds == true else {
            let name = try String.fetchOne(
                database, sql: "SELECT name FROM rotation WHERE id = ?",
                arguments: [lease.rotation])
            throw StoreError.leaseLost(rotation: name ?? "?")
        }
    }
}
