import GRDB
package import Rotation

/// Policies on record.
extension SecretStore {
    @discardableResult
    package func register(
        _ registration: Registration, at now: Instant
    ) throws(StoreError) -> Bool {
        try write { database in
            let declaration = registration.declaration
            try keep(registration, in: database)
            guard declaration.fleet == nil else {
                try register(fleet: registration, at: now, in: database)
                return true
            }
            guard let id = try put(registration, of: nil, at: now, in: database) else {
                return false
            }
            _ = try manage(id, at: now, in: database)
            return true
        }
    }

    /// Puts one rotation on record, for a fleet's member under the fleet.
    ///
    /// - Returns: Its id; nil for one that was deleted under the same version of its file.
    func put(
        _ registration: Registration, of fleet: Int64?, at now: Instant, in database: Database
    ) throws -> Int64? {
        guard try !wasDeleted(registration, in: database) else { return nil }
        try checkApplication(of: registration, in: database)
        try checkIdentity(of: registration, in: database)
        let id = try upsert(registration, of: fleet, at: now, in: database)
        try claimNames(
            of: registration.declaration, for: id, path: registration.path, in: database)
        return id
    }

    package func source(
        of pin: PolicyPin
    ) throws(StoreError) -> (source: PolicySource, path: String) {
        let (row, modules) = try read { database in
            let row = try Row.fetchOne(
                database, cached: "SELECT source, path FROM policy WHERE digest = ?",
                pin.digest)
            let modules = try Row.fetchAll(
                database, cached: "SELECT name, source FROM module WHERE policy_digest = ?",
                pin.digest)
            return (row, modules)
        }
        guard let row else { throw .notFound(what: "policy \(pin.digest.prefix(12))") }
        var source = PolicySource(row["source"])
        for module in modules { source.modules[module["name"]] = module["source"] }
        return (source, row["path"])
    }

    /// Keeps the file and what it requires, unless they are there; the digest names them all.
    private func keep(_ registration: Registration, in database: Database) throws {
        let digest = registration.pin.digest
        let source = registration.source
        try database.run(
            "INSERT OR IGNORE INTO policy (digest, path, source) VALUES (?, ?, ?)",
            digest, registration.path, source.text)
        for (name, text) in source.modules {
            try database.run(
                "INSERT OR IGNORE INTO module (policy_digest, name, source) VALUES (?, ?, ?)",
                digest, name, text)
        }
    }

    package func request(_ kind: Run.Kind, of name: String) throws(StoreError) {
        let found = try write { database in
            let present = try String.fetchOne(
                database, cached: "SELECT requested FROM rotation WHERE name = ?",
                name)
            try database.run(
                "UPDATE rotation SET requested = ? WHERE name = ?",
                kind.over(present.flatMap(Run.Kind.init)).rawValue, name)
            return database.changesCount > 0
        }
        guard found else { throw .notFound(what: "rotation \"\(name)\"") }
    }

    package func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool {
        try write { database in
            let row = try Row.fetchOne(
                database, cached: "SELECT id, paused_at FROM rotation WHERE name = ?",
                name)
            guard let row else { throw StoreError.notFound(what: "rotation \"\(name)\"") }
            guard (row["paused_at"] as Int64? != nil) != isPaused else { return false }
            let id: Int64 = row["id"]
            try database.run(
                "UPDATE rotation SET paused_at = ?, decision_at = NULL WHERE id = ?",
                isPaused ? now.seconds : nil, id)
            try touch(id, in: database)
            let kind: Event.Kind = isPaused ? .paused : .resumed
            try record(
                [Event(at: now, rotation: name, kind: kind, detail: why)], of: id, in: database)
            return true
        }
    }

    /// An earlier registration of the same file is renewed; one of another file keeps its name.
    private func upsert(
        _ registration: Registration, of fleet: Int64?, at now: Instant, in database: Database
    ) throws -> Int64 {
        let declaration = registration.declaration
        let owner = try Row.fetchOne(
            database, cached: "SELECT path, fleet FROM rotation WHERE name = ?",
            declaration.name)
        if let owner, owner["path"] != registration.path || owner["fleet"] != fleet {
            let path: String = owner["path"]
            throw StoreError.taken(what: "the name \"\(declaration.name)\"", by: "\"\(path)\"")
        }
        try database.run(
            """
            INSERT INTO rotation (name, connection, stated_object_id, stated_client_id,
              policy_digest, policy_index, path, client_id_name, client_secret_name,
              registered_at, wake_at, fleet)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
              ?8, ?9, ?10, ?10, ?11)
            ON CONFLICT (name) DO UPDATE SET
              decision_at = iif(policy_digest = excluded.policy_digest, decision_at, NULL),
              wake_at = iif(policy_digest = excluded.policy_digest, wake_at, ?10),
              connection = excluded.connection,
              stated_object_id = excluded.stated_object_id,
              stated_client_id = excluded.stated_client_id,
              policy_digest = excluded.policy_digest,
              policy_index = excluded.policy_index,
              client_id_name = excluded.client_id_name,
              client_secret_name = excluded.client_secret_name
            """,
            declaration.name, declaration.connection,
            declaration.application.objectID,
            declaration.application.clientID,
            registration.pin.digest, registration.pin.index,
            registration.path, declaration.secrets.clientID,
            declaration.secrets.clientSecret, now.seconds,
            fleet)
        return try Int64.fetchOne(
            database, cached: "SELECT id FROM rotation WHERE name = ?",
            declaration.name) ?? 0
    }

    private func checkApplication(
        of registration: Registration, in database: Database
    ) throws {
        let reference = registration.declaration.application
        let row = try Row.fetchOne(
            database,
            cached: """
                SELECT name, path FROM rotation
                WHERE connection = ?1 AND stated_object_id = ?3 AND name <> ?2
                UNION ALL
                SELECT name, path FROM rotation
                WHERE connection = ?1 AND object_id = ?3 AND name <> ?2
                UNION ALL
                SELECT name, path FROM rotation
                WHERE connection = ?1 AND stated_client_id = ?4 AND name <> ?2
                """,
            registration.declaration.connection,
            registration.declaration.name, reference.objectID,
            reference.clientID)
        guard let row else { return }
        throw StoreError.taken(
            what: "application with \(reference)",
            by: "rotation \"\(row["name"] as String)\" of \"\(row["path"] as String)\"")
    }

    private func checkIdentity(of registration: Registration, in database: Database) throws {
        let declaration = registration.declaration
        let row = try Row.fetchOne(
            database, cached: "SELECT connection, seen FROM rotation WHERE name = ?",
            declaration.name)
        let seen = (row?["seen"] as String?).flatMap(ApplicationText.decode)
        guard let row, let seen else { return }
        if let refusal = StoreError.moved(declaration, from: seen, on: row["connection"]) {
            throw refusal
        }
    }

    /// Names that are no longer declared are served until the next promotion.
    private func claimNames(
        of declaration: Declaration, for id: Int64, path: String, in database: Database
    ) throws {
        let parts = [
            ("client_id", declaration.secrets.clientID),
            ("client_secret", declaration.secrets.clientSecret),
        ]
        for case (let part, let name?) in parts {
            let owner = try String.fetchOne(
                database,
                cached: """
                    SELECT rotation.name || '" of "' || path FROM secret_name
                    JOIN rotation ON rotation.id = rotation
                    WHERE secret_name.name = ? AND rotation.id <> ?
                    """,
                name, id)
            let isMade = try Bool.fetchOne(
                database, cached: "SELECT EXISTS (SELECT 1 FROM made_secret WHERE name = ?)",
                name)
            if isMade == true {
                throw StoreError.taken(
                    what: "the secret name \"\(name)\"", by: "a secret that a host call made")
            }
            if let owner {
                throw StoreError.taken(
                    what: "the secret name \"\(name)\"", by: "rotation \"\(owner)\"")
            }
            try database.run(
                "INSERT OR REPLACE INTO secret_name (name, rotation, part) VALUES (?, ?, ?)",
                name, id, part)
        }
    }
}
