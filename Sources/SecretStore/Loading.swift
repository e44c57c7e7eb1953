import Foundation
import GRDB
package import Rotation

/// Rows to rotations.
extension SecretStore {
    package func rotations() throws(StoreError) -> [Rotation] {
        try read { database in
            let ids = try Int64.fetchAll(database, cached: "SELECT id FROM rotation ORDER BY name")
            return try ids.compactMap { try load($0, in: database) }
        }
    }

    package func rotations(of path: String) throws(StoreError) -> [Rotation] {
        try read { database in
            let select = "SELECT id FROM rotation WHERE path = ? ORDER BY name"
            let ids = try Int64.fetchAll(database, cached: select, path)
            return try ids.compactMap { try load($0, in: database) }
        }
    }

    /// The one with the soonest wake; nil when none has any.
    package func soonest() throws(StoreError) -> Rotation? {
        try read { database in
            let id = try Int64.fetchOne(
                database,
                cached: """
                    SELECT id FROM rotation WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1
                    """)
            return try id.flatMap { try load($0, in: database) }
        }
    }

    package func rotation(_ name: String) throws(StoreError) -> Rotation {
        let rotation = try read { database in
            let select = "SELECT id FROM rotation WHERE name = ?"
            let id = try Int64.fetchOne(database, cached: select, name)
            return try id.flatMap { try load($0, in: database) }
        }
        guard let rotation else { throw .notFound(what: "rotation \"\(name)\"") }
        return rotation
    }

    func load(_ id: Int64, in database: Database) throws -> Rotation? {
        let found = try ColumnReader.each(
            database, cached: "SELECT \(Self.rotationColumns) FROM rotation WHERE id = ?",
            id
        ) { columns in
            Self.rotation(&columns)
        }
        guard var rotation = found.first else { return nil }
        rotation.run = try ColumnReader.each(
            database, cached: "SELECT \(Self.runColumns) FROM run WHERE rotation = ? AND is_open",
            id,
            row: Self.run
        ).first
        rotation.credentials = try ColumnReader.each(
            database,
            cached: """
                SELECT \(Self.credentialColumns) FROM credential
                WHERE rotation = ? AND is_open
                UNION
                SELECT \(Self.credentialColumns) FROM credential JOIN delivery
                  ON credential.id IN (delivery.credential, delivery.previous)
                WHERE delivery.rotation = ? AND delivery.state = 'pending'
                ORDER BY 1 DESC
                """,
            id, id
        ) { columns in
            Self.credential(&columns)
        }
        rotation.deliveries = try ColumnReader.each(
            database,
            cached: """
                SELECT \(Self.deliveryColumns) FROM delivery
                WHERE rotation = ? AND state = 'pending' ORDER BY id
                """,
            id, row: Self.delivery)
        if rotation.isParked || rotation.isBraked, let at = try wake(of: id, in: database) {
            rotation.unpark(at: at)
        }
        return rotation
    }

    /// When its connection works again, or its fleet lets it begin, a rotation goes on before it would by itself.
    private func wake(of id: Int64, in database: Database) throws -> Instant? {
        try Int64.fetchOne(
            database, cached: "SELECT wake_at FROM rotation WHERE id = ?", id
        ).map(Instant.init)
    }

    /// Those of a JSON list of ids that rest, in its order: without a run and without events.
    ///
    /// - Returns: Each under its latest lease, and for each who holds that.
    func loadResting(
        _ list: String, in database: Database
    ) throws -> (claims: [Claim], holders: [String?]) {
        var holders: [String?] = []
        var claims = try ColumnReader.each(
            database,
            cached: """
                SELECT holder, epoch, \(Self.rotationColumns) FROM json_each(?) AS due
                CROSS JOIN rotation ON rotation.id = due.value
                WHERE requested IS NULL AND touched = answered AND paused_at IS NULL
                  AND leaving IS NULL AND unmanaged_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM run WHERE rotation = due.value AND is_open)
                  AND NOT EXISTS (
                    SELECT 1 FROM delivery WHERE rotation = due.value AND state = 'pending')
                """,
            list
        ) { columns in
            holders.append(columns.next())
            let epoch: Int64 = columns.next()
            let rotation = Self.rotation(&columns)
            return Claim(
                rotation: rotation, lease: Lease(rotation: rotation.id, epoch: epoch),
                isNew: false)
        }
        try addCredentials(of: list, to: &claims, in: database)
        return (claims, holders)
    }

    /// Adds those that are not over, latest first.
    private func addCredentials(
        of list: String, to claims: inout [Claim], in database: Database
    ) throws {
        var places: [Int64: Int] = [:]
        for place in claims.indices { places[claims[place].lease.rotation] = place }
        _ = try ColumnReader.each(
            database,
            cached: """
                SELECT credential.rotation, \(Self.credentialColumns) FROM json_each(?) AS due
                CROSS JOIN credential ON credential.rotation = due.value
                WHERE is_open
                """,
            list
        ) { columns in
            guard let place = places[columns.next()] else { return nil as Void? }
            if let credential = Self.credential(&columns) {
                claims[place].rotation.credentials.append(credential)
            }
            return nil
        }
        for place in claims.indices where claims[place].rotation.credentials.count > 1 {
            claims[place].rotation.credentials.sort { $0.id > $1.id }
        }
    }

    /// What ``rotation(_:)`` reads, in its order.
    private static let rotationColumns = """
        rotation.id, name, connection, stated_object_id, stated_client_id, policy_digest,
        policy_index, rotation.path, client_id_name, client_secret_name, registered_at, seen,
        version, anchor_at, anchor_served, last_started_at, last_rotated_at, last_succeeded,
        last_kind, paused_at, fleet, unmanaged_at, unmanaged_for, missing_reads, alerted_at,
        failures, is_stuck, failed_proofs, last_error, last_write_at, requested, retry, leaving,
        touched, answered, decision_at, decision_for, decided
        """

    private static func rotation(_ columns: inout ColumnReader) -> Rotation {
        var rotation = Rotation(
            id: columns.next(), name: columns.next(), connection: columns.next(),
            application: ApplicationReference(
                objectID: columns.next(), clientID: columns.next()),
            policy: columns.pin(), path: columns.next(),
            secrets: SecretNames(clientID: columns.next(), clientSecret: columns.next()),
            registeredAt: columns.instant())
        rotation.seen = (columns.next() as String?).flatMap(ApplicationText.decode)
        rotation.version = columns.next()
        rotation.anchor = anchor(at: columns.instant(), served: columns.instant())
        rotation.lastStartedAt = columns.instant()
        rotation.lastRotatedAt = columns.instant()
        rotation.lastRunSucceeded = columns.next()
        rotation.lastRunKind = columns.word()
        rotation.pausedAt = columns.instant()
        rotation.fleet = columns.next()
        rotation.unmanaged = dismissal(
            since: columns.instant(), columns.word(), reads: columns.next())
        rotation.alertedAt = columns.instant()
        rotation.failures = columns.next()
        rotation.isStuck = columns.next()
        rotation.failedProofs = columns.next()
        rotation.lastError = columns.next()
        rotation.lastWriteAt = columns.instant()
        rotation.requested = columns.word()
        rotation.retry = columns.word()
        rotation.leaving = columns.word()
        rotation.touched = columns.next()
        rotation.answered = columns.next()
        rotation.decision = columns.wake()
        rotation.decided = (columns.next() as String?).flatMap(GistText.decode)
        return rotation
    }

    /// What ``run(_:)`` reads, in its order.
    private static let runColumns = """
        id, kind, policy_digest, policy_index, started_at, nominal, promote_at, closes_at, step,
        longest_life, credential, attempt, successes, refusals, proof_since, accepted_at, wake_at,
        wake_for
        """

    private static func run(_ columns: inout ColumnReader) -> Run? {
        let (id, kind, policy): (String, Run.Kind?, PolicyPin) = (
            columns.next(), columns.word(), columns.pin()
        )
        let (startedAt, nominal): (Instant, Instant?) = (columns.instant(), columns.instant())
        let (promoteAt, closesAt): (Instant, Instant?) = (columns.instant(), columns.instant())
        guard let kind, let step: Run.Step = columns.word() else { return nil }
        var run = Run(
            id: id, kind: kind, policy: policy, startedAt: startedAt, nominal: nominal,
            promoteAt: promoteAt, closesAt: closesAt, step: step)
        run.longestLife = (columns.next() as Int64?).map { .seconds($0) }
        run.credential = columns.next()
        run.attempt = columns.next()
        run.proof = .init(
            successes: columns.next(), refusals: columns.next(), since: columns.instant())
        run.proof.acceptedAt = columns.instant()
        run.wake = columns.wake() ?? run.wake
        return run
    }

    /// What ``credential(_:)`` reads, in its order.
    private static let credentialColumns = """
        credential.id, credential.run, credential.marker, credential.key_id, credential.state,
        credential.intended_at, credential.ends_at, credential.minted_at, credential.version,
        credential.delivered_at, credential.displaced_at, credential.absent_reads,
        credential.absent_since, credential.attempts, credential.removed_at, credential.wake_at,
        credential.wake_for
        """

    private static func credential(_ columns: inout ColumnReader) -> Credential? {
        let (id, run): (String, String?) = (columns.next(), columns.next())
        let marker = (columns.next() as String?).flatMap(Marker.init)
        let (keyID, word): (String, Credential.State?) = (columns.next(), columns.word())
        let (intendedAt, endsAt): (Instant, Instant) = (columns.instant(), columns.instant())
        guard let state = word else { return nil }
        var credential: Credential
        if let marker, let run {
            credential = Credential(
                id: id, run: run, marker: marker, keyID: keyID, state: state,
                intendedAt: intendedAt, endsAt: endsAt)
        } else {
            credential = Credential(offered: id, keyID: keyID, at: intendedAt)
            credential.state = state
            credential.endsAt = endsAt
        }
        credential.mintedAt = columns.instant()
        credential.version = columns.next()
        credential.deliveredAt = columns.instant()
        credential.displacedAt = columns.instant()
        let (reads, since): (Int?, Instant?) = (columns.next(), columns.instant())
        if let reads, let since { credential.absence = .init(reads: reads, since: since) }
        credential.attempts = columns.next()
        credential.removedAt = columns.instant()
        credential.wake = columns.wake()
        return credential
    }

    /// What ``delivery(_:)`` reads, in its order.
    private static let deliveryColumns = """
        id, hook, state, policy_digest, policy_index, at, credential, previous, error, attempt,
        wake_at, wake_for
        """

    private static func delivery(_ columns: inout ColumnReader) -> Delivery? {
        let id: String = columns.next()
        guard let hook: Hook = columns.word(), let state: Delivery.State = columns.word() else {
            return nil
        }
        return Delivery(
            id: id, hook: hook, policy: columns.pin(), at: columns.instant(),
            credential: columns.next(), previous: columns.next(), error: columns.next(),
            attempt: columns.next(), state: state, wake: columns.wake())
    }

    static func pin(_ row: Row) -> PolicyPin {
        PolicyPin(digest: row["policy_digest"], index: row["policy_index"])
    }

    private static func anchor(at: Instant?, served: Instant?) -> Anchor? {
        guard let at else { return nil }
        return served.map { .nominal(at, served: $0) } ?? .actual(at)
    }

    private static func dismissal(
        since: Instant?, _ reason: Dismissal.Reason?, reads: Int
    ) -> Dismissal? {
        guard let since, let reason else { return nil }
        return Dismissal(since: since, reason, reads: reads)
    }
}
