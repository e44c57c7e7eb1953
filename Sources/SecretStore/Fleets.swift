import GRDB
package import Rotation

/// Fleets on record: how they fare, and who their members are.
extension SecretStore {
    package func paths() throws(StoreError) -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                cached: "SELECT path FROM rotation UNION SELECT path FROM fleet ORDER BY 1")
        }
    }

    package func fleets() throws(StoreError) -> [Fleet] {
        try read { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT fleet.*, due_at FROM fleet LEFT JOIN errand ON name = 'clear ' || id
                    ORDER BY path, policy_index
                    """)
        }.map(Self.fleet)
    }

    package func fleet(_ id: Int64) throws(StoreError) -> Fleet? {
        try read { try fleet(id, in: $0) }
    }

    package func problems(of fleet: Int64) throws(StoreError) -> [FleetProblem] {
        try read { database in
            try Row.fetchAll(
                database,
                cached: "SELECT * FROM fleet_problem WHERE fleet = ? ORDER BY since, subject",
                fleet)
        }.map { row in
            FleetProblem(
                row["subject"], since: Instant(row["since"]), message: row["message"],
                hint: row["hint"])
        }
    }

    package func note(_ problem: FleetProblem, of fleet: Int64) throws(StoreError) -> Bool {
        try write { try note(problem, of: fleet, in: $0) }
    }

    package func members(of fleet: Int64) throws(StoreError) -> [EnlistedMember] {
        try read { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT id, stated_object_id, name, client_id_name, client_secret_name,
                      policy_digest, policy_index, unmanaged_at, unmanaged_for, missing_reads
                    FROM rotation WHERE fleet = ? ORDER BY id
                    """,
                fleet)
        }.map { row in
            EnlistedMember(
                id: row["id"], objectID: row["stated_object_id"],
                member: FleetMember(
                    name: row["name"],
                    secrets: SecretNames(
                        clientID: row["client_id_name"], clientSecret: row["client_secret_name"])),
                policy: Self.pin(row), unmanaged: Self.unmanaged(row))
        }
    }

    package func updateFleet(
        _ id: Int64, at now: Instant, _ change: (inout Fleet) -> Void
    ) throws(StoreError) -> Fleet? {
        try write { database in
            guard let before = try fleet(id, in: database) else { return nil }
            var after = before
            change(&after)
            guard after != before else { return after }
            try save(after, in: database)
            let isCleared = after.isCleared && !before.isCleared
            if isCleared || (before.stoppedAt != nil && after.stoppedAt == nil) {
                try release(after, at: now, in: database)
            }
            return after
        }
    }

    /// Puts a fleet's policy on record and has its applications listed soon.
    func register(fleet registration: Registration, at now: Instant, in database: Database) throws {
        try database.run(
            """
            INSERT INTO fleet (path, policy_digest, policy_index, connection)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (path, policy_index) DO UPDATE SET
              policy_digest = excluded.policy_digest, connection = excluded.connection,
              unmanaged_at = NULL
            """,
            registration.path, registration.pin.digest, registration.pin.index,
            registration.declaration.connection)
        let id = try Int64.fetchOne(
            database, cached: "SELECT id FROM fleet WHERE path = ? AND policy_index = ?",
            registration.path, registration.pin.index)
        if let id { try plan(.muster(fleet: id), at: now, in: database) }
    }

    func fleet(_ id: Int64, in database: Database) throws -> Fleet? {
        try Row.fetchOne(
            database,
            cached: """
                SELECT fleet.*, due_at FROM fleet LEFT JOIN errand ON name = 'clear ' || id
                WHERE id = ?
                """,
            id
        ).map(Self.fleet)
    }

    /// Keeps since when it has been so; says whether it is new.
    func note(_ problem: FleetProblem, of fleet: Int64, in database: Database) throws -> Bool {
        let before = try String.fetchOne(
            database, cached: "SELECT message FROM fleet_problem WHERE fleet = ? AND subject = ?",
            fleet, problem.subject)
        if before == problem.message { return false }
        try database.run(
            """
            INSERT OR REPLACE INTO fleet_problem (fleet, subject, since, message, hint)
            VALUES (?, ?, ?, ?, ?)
            """,
            fleet, problem.subject, problem.since.seconds, problem.message, problem.hint)
        return true
    }

    private func save(_ fleet: Fleet, in database: Database) throws {
        try plan(.clear(fleet: fleet.id), at: fleet.clearsAt, in: database)
        let canaries = fleet.canaries.map { canary in
            "\(canary.rotation):\(canary.deliveredAt.map { "\($0.seconds)" } ?? "")"
        }
        try database.run(
            """
            UPDATE fleet SET failures = ?, stopped_at = ?, canary_digest = ?, canaries = ?,
              is_cleared = ? WHERE id = ?
            """,
            fleet.failures, fleet.stoppedAt?.seconds, fleet.digest,
            canaries.joined(separator: " "), fleet.isCleared, fleet.id)
    }

    /// Ten members that waited go on each second.
    private func release(_ fleet: Fleet, at now: Instant, in database: Database) throws {
        let count = try Int64.fetchOne(
            database, cached: "SELECT count(*) FROM rotation WHERE fleet = ? AND is_braked",
            fleet.id)
        try database.run(
            """
            UPDATE rotation SET wake_at = ?1 + id * 40503 % ?2
            WHERE fleet = ?3 AND is_braked
            """,
            now.seconds, Breaker.spread(of: count ?? 0), fleet.id)
    }

    private static func fleet(_ row: Row) -> Fleet {
        var fleet = Fleet(
            id: row["id"], path: row["path"], policy: pin(row), connection: row["connection"])
        let instant = { (column: String) in (row[column] as Int64?).map(Instant.init) }
        fleet.listedAt = instant("listed_at")
        fleet.unmanagedAt = instant("unmanaged_at")
        fleet.failures = row["failures"]
        fleet.stoppedAt = instant("stopped_at")
        fleet.digest = row["canary_digest"]
        fleet.canaries = (row["canaries"] as String).split(separator: " ").compactMap { text in
            let parts = text.split(separator: ":").compactMap { Int64($0) }
            return parts.first.map {
                Fleet.Canary(
                    rotation: $0, deliveredAt: parts.count > 1 ? Instant(parts[1]) : nil)
            }
        }
        fleet.isCleared = row["is_cleared"]
        fleet.clearsAt = instant("due_at")
        return fleet
    }

    static func unmanaged(_ row: Row) -> Dismissal? {
        guard let since = row["unmanaged_at"] as Int64?,
            let reason = (row["unmanaged_for"] as String?).flatMap(Dismissal.Reason.init)
        else { return nil }
        return Dismissal(since: Instant(since), reason, reads: row["missing_reads"])
    }
}
