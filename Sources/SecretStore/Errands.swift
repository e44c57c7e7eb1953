import GRDB
package import Rotation

/// Errands, and what is wrong with connections.
extension SecretStore {
    package func errands() throws(StoreError) -> [Errand] {
        try select { database in
            try Row.fetchAll(database, cached: "SELECT name, due_at FROM errand ORDER BY due_at")
        }.compactMap { row in
            Errand.Kind(row["name"] as String).map { Errand($0, dueAt: Instant(row["due_at"])) }
        }
    }

    package func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool {
        try write { database in
            try database.run(
                "UPDATE errand SET due_at = ? WHERE name = ? AND due_at = ?",
                nextAt.seconds, errand.kind.description, errand.dueAt.seconds)
            return database.changesCount > 0
        }
    }

    package func breakers() throws(StoreError) -> [Breaker] {
        try select { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT breaker.*, due_at FROM breaker
                    LEFT JOIN errand ON name = 'probe ' || connection ORDER BY connection
                    """)
        }.map(Self.breaker)
    }

    package func updateBreaker(
        of connection: String, at now: Instant, _ change: (Breaker?) -> BreakerChange
    ) throws(StoreError) -> BreakerChange {
        try write { database in
            let row = try Row.fetchOne(
                database,
                cached: """
                    SELECT breaker.*, due_at FROM breaker
                    LEFT JOIN errand ON name = 'probe ' || connection WHERE connection = ?
                    """,
                connection)
            let before = row.map(Self.breaker)
            let change = change(before)
            guard change.breaker != before else { return change }
            try save(change.breaker, of: connection, in: database)
            if before?.isOpen == true, change.breaker?.isOpen != true {
                try release(connection, at: now, in: database)
            }
            if let event = change.event { try record(event, in: database) }
            return change
        }
    }

    /// Makes an errand due at `instant`, or strikes it out.
    func plan(_ kind: Errand.Kind, at instant: Instant?, in database: Database) throws {
        if let instant {
            try database.run(
                "INSERT OR REPLACE INTO errand (name, due_at) VALUES (?, ?)",
                kind.description, instant.seconds)
        } else {
            try database.run(
                "DELETE FROM errand WHERE name = ?", kind.description)
        }
    }

    private func save(
        _ breaker: Breaker?, of connection: String, in database: Database
    ) throws {
        try plan(.probe(connection: connection), at: breaker?.probeAt, in: database)
        guard let breaker else {
            return try database.run(
                "DELETE FROM breaker WHERE connection = ?", connection)
        }
        try database.run(
            """
            INSERT OR REPLACE INTO breaker (connection, since, failures, probes, is_open,
              is_refused, is_of_graph, why, hint, rotation)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            connection, breaker.since.seconds, breaker.failures, breaker.probes,
            breaker.isOpen, breaker.isRefused, breaker.isOfGraph, breaker.why, breaker.hint,
            breaker.rotation)
    }

    /// Ten parked rotations go on each second.
    private func release(
        _ connection: String, at now: Instant, in database: Database
    ) throws {
        let count = try Int64.fetchOne(
            database,
            cached: "SELECT count(*) FROM rotation WHERE connection = ? AND is_parked",
            connection)
        try database.run(
            """
            UPDATE rotation SET wake_at = ?1 + id * 40503 % ?2,
              held_at = ?1 + id * 40503 % ?2
            WHERE connection = ?3 AND is_parked
            """,
            now.seconds, Breaker.spread(of: count ?? 0),
            connection)
    }

    /// Puts an event of a rotation on record; one whose rotation is gone is dropped.
    private func record(_ event: Event, in database: Database) throws {
        let id = try Int64.fetchOne(
            database, cached: "SELECT id FROM rotation WHERE name = ?",
            event.rotation)
        if let id { try record([event], of: id, in: database) }
    }

    private static func breaker(_ row: Row) -> Breaker {
        var breaker = Breaker(
            connection: row["connection"], since: Instant(row["since"]),
            failures: row["failures"], isRefused: row["is_refused"], why: row["why"],
            hint: row["hint"], rotation: row["rotation"])
        breaker.probes = row["probes"]
        breaker.isOpen = row["is_open"]
        breaker.isOfGraph = row["is_of_graph"]
        breaker.probeAt = (row["due_at"] as Int64?).map(Instant.init)
        return breaker
    }
}
