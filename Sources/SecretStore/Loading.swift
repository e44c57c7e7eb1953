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
            let ids = try Int64.fetchAll(database, cached: select, arguments: [path])
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
            let id = try Int64.fetchOne(database, cached: select, arguments: [name])
            return try id.flatMap { try load($0, in: database) }
        }
        guard let rotation else { throw .notFound(what: "rotation \"\(name)\"") }
        return rotation
    }

    func load(_ id: Int64, in database: Database) throws -> Rotation? {
        let select = "SELECT * FROM rotation WHERE id = ?"
        let found = try Row.each(database, cached: select, arguments: [id], Self.rotation).first
        guard var rotation = found else { return nil }
        rotation.run = try Row.each(
            database, cached: "SELECT * FROM run WHERE rotation = ? AND is_open", arguments: [id],
            Self.run
        ).first
        rotation.credentials = try Row.each(
            database,
            cached: """
                SELECT * FROM credential
                WHERE rotation = ? AND state NOT IN ('gone', 'expired', 'declined')
                UNION
                SELECT credential.* FROM credential JOIN delivery
                  ON credential.id IN (delivery.credential, delivery.previous)
                WHERE delivery.rotation = ? AND delivery.state = 'pending'
                ORDER BY id DESC
                """,
            arguments: [id, id], Self.credential)
        rotation.deliveries = try Row.each(
            database,
            cached: "SELECT * FROM delivery WHERE rotation = ? AND state = 'pending' ORDER BY id",
            arguments: [id], Self.delivery)
        if rotation.isParked || rotation.isBraked, let at = try wake(of: id, in: database) {
            rotation.unpark(at: at)
        }
        return rotation
    }

    /// When its connection works again, or its fleet lets it begin, a rotation goes on before it would by itself.
    private func wake(of id: Int64, in database: Database) throws -> Instant? {
        try Int64.fetchOne(
            database, cached: "SELECT wake_at FROM rotation WHERE id = ?", arguments: [id]
        ).map(Instant.init)
    }

    /// Those that rest of a JSON list of ids: without a run and without events.
    func loadResting(_ list: String, in database: Database) throws -> [Int64: Rotation] {
        let rows = try Row.each(
            database,
            cached: """
                SELECT rotation.* FROM json_each(?) AS due
                CROSS JOIN rotation ON rotation.id = due.value
                """,
            arguments: [list], Self.rotation)
        var rotations = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        let credentials = try Row.each(
            database,
            cached: """
                SELECT credential.* FROM json_each(?) AS due
                CROSS JOIN credential ON credential.rotation = due.value
                WHERE state NOT IN ('gone', 'expired', 'declined') ORDER BY credential.id DESC
                """,
            arguments: [list]
        ) { row in
            Self.credential(row).map { (rotation: row["rotation"] as Int64, credential: $0) }
        }
        for (rotation, credential) in credentials {
            rotations[rotation]?.credentials.append(credential)
        }
        return rotations
    }

    private static func rotation(_ row: Row) -> Rotation {
        let reference = ApplicationReference(
            objectID: row["stated_object_id"], clientID: row["stated_client_id"])
        var rotation = Rotation(
            id: row["id"], name: row["name"], connection: row["connection"],
            application: reference, policy: pin(row), path: row["path"],
            secrets: SecretNames(
                clientID: row["client_id_name"], clientSecret: row["client_secret_name"]),
            registeredAt: Instant(row["registered_at"]))
        rotation.seen = (row["seen"] as String?).flatMap(ApplicationText.decode)
        rotation.version = row["version"]
        rotation.anchor = anchor(row)
        rotation.lastStartedAt = instant(row, "last_started_at")
        rotation.lastRotatedAt = instant(row, "last_rotated_at")
        rotation.lastRunSucceeded = row["last_succeeded"]
        rotation.lastRunKind = (row["last_kind"] as String?).flatMap(Run.Kind.init)
        rotation.pausedAt = instant(row, "paused_at")
        rotation.fleet = row["fleet"]
        rotation.unmanaged = unmanaged(row)
        rotation.alertedAt = instant(row, "alerted_at")
        rotation.failures = row["failures"]
        rotation.isStuck = row["is_stuck"]
        rotation.failedProofs = row["failed_proofs"]
        rotation.lastError = row["last_error"]
        rotation.lastWriteAt = instant(row, "last_write_at")
        rotation.requested = (row["requested"] as String?).flatMap(Run.Kind.init)
        rotation.retry = (row["retry"] as String?).flatMap(Retry.init)
        rotation.leaving = (row["leaving"] as String?).flatMap(Leaving.init)
        rotation.touched = row["touched"]
        rotation.answered = row["answered"]
        rotation.decision = wake(row, "decision")
        rotation.decided = (row["decided"] as String?).flatMap(Gist.init)
        return rotation
    }

    private static func run(_ row: Row) -> Run? {
        guard let kind = Run.Kind(rawValue: row["kind"]),
            let step = Run.Step(rawValue: row["step"])
        else { return nil }
        var run = Run(
            id: row["id"], kind: kind, policy: pin(row), startedAt: Instant(row["started_at"]),
            nominal: instant(row, "nominal"), promoteAt: Instant(row["promote_at"]),
            closesAt: instant(row, "closes_at"), step: step)
        run.longestLife = (row["longest_life"] as Int64?).map { .seconds($0) }
        run.credential = row["credential"]
        run.attempt = row["attempt"]
        run.proof = .init(
            successes: row["successes"], refusals: row["refusals"],
            since: instant(row, "proof_since"))
        run.proof.acceptedAt = instant(row, "accepted_at")
        run.wake = wake(row) ?? run.wake
        return run
    }

    private static func credential(_ row: Row) -> Credential? {
        guard let state = Credential.State(rawValue: row["state"]) else { return nil }
        var credential: Credential
        if let marker = (row["marker"] as String?).flatMap(Marker.init),
            let run = row["run"] as String?
        {
            credential = Credential(
                id: row["id"], run: run, marker: marker, keyID: row["key_id"], state: state,
                intendedAt: Instant(row["intended_at"]), endsAt: Instant(row["ends_at"]))
        } else {
            credential = Credential(
                offered: row["id"], keyID: row["key_id"], at: Instant(row["intended_at"]))
            credential.state = state
            credential.endsAt = Instant(row["ends_at"])
        }
        credential.mintedAt = instant(row, "minted_at")
        credential.version = row["version"]
        credential.deliveredAt = instant(row, "delivered_at")
        credential.displacedAt = instant(row, "displaced_at")
        if let reads = row["absent_reads"] as Int?, let since = instant(row, "absent_since") {
            credential.absence = .init(reads: reads, since: since)
        }
        credential.attempts = row["attempts"]
        credential.removedAt = instant(row, "removed_at")
        credential.wake = wake(row)
        return credential
    }

    private static func delivery(_ row: Row) -> Delivery? {
        guard let hook = Hook(rawValue: row["hook"]),
            let state = Delivery.State(rawValue: row["state"])
        else { return nil }
        return Delivery(
            id: row["id"], hook: hook, policy: pin(row), at: Instant(row["at"]),
            credential: row["credential"], previous: row["previous"], error: row["error"],
            attempt: row["attempt"],
            state: state, wake: wake(row))
    }

    static func pin(_ row: Row) -> PolicyPin {
        PolicyPin(digest: row["policy_digest"], index: row["policy_index"])
    }

    private static func anchor(_ row: Row) -> Anchor? {
        guard let at = instant(row, "anchor_at") else { return nil }
        return instant(row, "anchor_served").map { .nominal(at, served: $0) } ?? .actual(at)
    }

    private static func instant(_ row: Row, _ column: String) -> Instant? {
        (row[column] as Int64?).map(Instant.init)
    }

    private static func wake(_ row: Row, _ prefix: String = "wake") -> Wake? {
        guard let at = instant(row, "\(prefix)_at"),
            let reason = (row["\(prefix)_for"] as String?).flatMap(Wake.Reason.init)
        else { return nil }
        return Wake(at, for: reason)
    }
}
