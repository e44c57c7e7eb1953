import Foundation
import GRDB
package import Rotation

/// Rotations to rows: one transaction under a lease.
extension SecretStore {
    package func inFlight(
        _ flight: Flight, on connection: String, besides rotation: Int64
    ) throws(StoreError) -> Int {
        try select { try count(flight, on: connection, besides: rotation, in: $0) }
    }

    private func count(
        _ flight: Flight, on connection: String, besides rotation: Int64, in database: Database
    ) throws -> Int {
        try Int.fetchOne(
            database,
            cached: """
                SELECT count(*) FROM rotation
                WHERE connection = ? AND flight <> 0 AND flight & ? AND id <> ?
                """,
            connection, flight.rawValue, rotation) ?? 0
    }

    @discardableResult
    package func commit(_ change: Change, under lease: Lease) throws(StoreError) -> Bool {
        let sealed = try change.sealing.map { sealing throws(StoreError) in
            (
                credential: sealing.credential,
                bytes: try values.seal(sealing.value, for: sealing.credential)
            )
        }
        precondition(
            sealed.map { one in change.rotation.credentials.contains { $0.id == one.credential } }
                ?? true, "a value is sealed for a credential of its rotation")
        return try write(isLasting: change.isLasting) { database in
            let recorded = try recorded(under: lease, in: database)
            let rotation = change.rotation
            for room in change.rooms {
                let others = try count(
                    room.flight, on: rotation.connection, besides: rotation.id, in: database)
                if others >= room.limit { return false }
            }
            if change.forgets {
                try forget(rotation, at: change.events.last?.at, in: database)
                return true
            }
            try save(rotation, in: database)
            try place(rotation, recorded, in: database)
            if let taken = change.taken {
                try database.run(
                    "UPDATE rotation SET requested = NULL WHERE id = ? AND requested = ?",
                    rotation.id, taken.rawValue)
            }
            try save(rotation.run, recorded, of: rotation.id, in: database)
            for credential in rotation.credentials {
                let bytes = credential.id == sealed?.credential ? sealed?.bytes : nil
                try save(credential, bytes, of: rotation.id, in: database)
            }
            for delivery in rotation.deliveries {
                try save(delivery, of: rotation.id, in: database)
            }
            if let publication = change.publication {
                try publish(publication, of: rotation.id, in: database)
            }
            try record(change.events, of: rotation.id, in: database)
            if let decision = change.decision {
                try log(decision, of: rotation.id, in: database)
            }
            return true
        }
    }

    /// What is on record of a rotation and written only where it becomes another: SQLite writes the
    /// index of every column that is set, changed or not.
    private struct Recorded {
        let objectID: String?
        let heldAt: Int64?
        let isParked: Bool
        let flight: Int64
        let openRun: String?

        init(_ columns: inout ColumnReader) {
            objectID = columns.next()
            heldAt = columns.next()
            isParked = columns.next()
            flight = columns.next()
            openRun = columns.next()
        }
    }

    /// Fails unless `lease` is the latest one of its rotation.
    private func recorded(under lease: Lease, in database: Database) throws -> Recorded {
        let recorded = try ColumnReader.each(
            database,
            cached: """
                SELECT object_id, held_at, is_parked, flight,
                  (SELECT run.id FROM run WHERE run.rotation = rotation.id AND is_open)
                FROM rotation WHERE id = ? AND epoch = ? AND holder = ?
                """,
            lease.rotation, lease.epoch, instance?.id
        ) { columns in
            Recorded(&columns)
        }
        guard let recorded = recorded.first else { throw try lost(lease, in: database) }
        return recorded
    }

    /// A policy that was registered since the rotation was loaded, or something that an operator
    /// did, makes it due at once; so does a connection that works again.
    private func save(_ rotation: Rotation, in database: Database) throws {
        let (anchor, served) = Self.columns(of: rotation.anchor)
        try database.run(
            """
            UPDATE rotation SET retry = iif(touched = ?3, ?4, retry),
              decision_at = iif(policy_digest = ?2 AND touched = ?3, ?5, NULL),
              wake_at = iif(policy_digest = ?2 AND touched = ?3 AND NOT (
                ?6 AND NOT EXISTS (SELECT 1 FROM breaker
                  WHERE breaker.connection = rotation.connection AND is_open)), ?7, 0),
              decision_for = ?, decided = ?, answered = ?, seen = ?, version = ?,
              anchor_at = ?, anchor_served = ?, last_started_at = ?, last_rotated_at = ?,
              last_succeeded = ?, last_kind = ?, failures = ?, is_stuck = ?,
              failed_proofs = ?, last_error = ?, last_write_at = ?, alerted_at = ?,
              is_braked = ?
            WHERE id = ?1
            """,
            rotation.id, rotation.policy.digest, rotation.touched, rotation.retry?.rawValue,
            rotation.decision?.at.seconds, rotation.isParked, rotation.wake?.at.seconds,
            rotation.decision?.reason.rawValue, rotation.decided.map(GistText.encode),
            rotation.answered, rotation.seen.map(ApplicationText.encode), rotation.version,
            anchor, served, rotation.lastStartedAt?.seconds, rotation.lastRotatedAt?.seconds,
            rotation.lastRunSucceeded, rotation.lastRunKind?.rawValue, rotation.failures,
            rotation.isStuck, rotation.failedProofs, rotation.lastError,
            rotation.lastWriteAt?.seconds, rotation.alertedAt?.seconds, rotation.isBraked)
    }

    /// Writes what a rotation is found by.
    private func place(
        _ rotation: Rotation, _ recorded: Recorded, in database: Database
    ) throws {
        let objectID = rotation.seen?.objectID
        if objectID != recorded.objectID {
            do {
                try database.run(
                    "UPDATE rotation SET object_id = ? WHERE id = ?", objectID, rotation.id)
            } catch {
                try checkOwner(of: rotation, in: database)
                throw error
            }
        }
        let heldAt = rotation.heldWake?.at.seconds
        if heldAt != recorded.heldAt {
            try database.run(
                "UPDATE rotation SET held_at = ? WHERE id = ?", heldAt, rotation.id)
        }
        let (isParked, flight) = (rotation.isParked, rotation.flight.rawValue)
        if (isParked, flight) != (recorded.isParked, recorded.flight) {
            try database.run(
                "UPDATE rotation SET is_parked = ?, flight = ? WHERE id = ?",
                isParked, flight, rotation.id)
        }
    }

    /// Two policies may name one application by different ids; a read of it tells.
    private func checkOwner(of rotation: Rotation, in database: Database) throws {
        guard let objectID = rotation.seen?.objectID else { return }
        let owner = try Row.fetchOne(
            database,
            cached: """
                SELECT name, path FROM rotation
                WHERE connection = ? AND object_id = ? AND id <> ?
                """,
            rotation.connection, objectID, rotation.id)
        guard let owner else { return }
        throw StoreError.taken(
            what: "application \(objectID)",
            by: "rotation \"\(owner["name"] as String)\" of \"\(owner["path"] as String)\"")
    }

    private func save(
        _ run: Run?, _ recorded: Recorded, of rotation: Int64, in database: Database
    ) throws {
        if let open = recorded.openRun, open != run?.id {
            try database.run("UPDATE run SET is_open = 0 WHERE id = ?", open)
        }
        guard let run else { return }
        try database.run(
            """
            INSERT INTO run (id, rotation, is_open, kind, policy_digest,
              policy_index, started_at, nominal, promote_at, closes_at, longest_life, step,
              credential, attempt, successes, refusals, proof_since, accepted_at, wake_at,
              wake_for)
            VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind,
              policy_digest = excluded.policy_digest, policy_index = excluded.policy_index,
              promote_at = excluded.promote_at, closes_at = excluded.closes_at,
              longest_life = excluded.longest_life, step = excluded.step,
              credential = excluded.credential, attempt = excluded.attempt,
              successes = excluded.successes, refusals = excluded.refusals,
              proof_since = excluded.proof_since, accepted_at = excluded.accepted_at,
              wake_at = excluded.wake_at, wake_for = excluded.wake_for
            """,
            run.id, rotation, run.kind.rawValue, run.policy.digest, run.policy.index,
            run.startedAt.seconds, run.nominal?.seconds, run.promoteAt.seconds,
            run.closesAt?.seconds, run.longestLife?.wholeSeconds, run.step.rawValue,
            run.credential, run.attempt,
            run.proof.successes,
            run.proof.refusals, run.proof.since?.seconds, run.proof.acceptedAt?.seconds,
            run.wake.at.seconds, run.wake.reason.rawValue)
    }

    /// Without a sealed value the one it has stays; what is over has no use for it any more.
    func save(
        _ credential: Credential, _ sealed: Data? = nil, of rotation: Int64,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO credential (id, rotation, is_open, run, marker, key_id, state,
              intended_at, minted_at, ends_at, version, delivered_at, displaced_at, absent_reads,
              absent_since, attempts, removed_at, wake_at, wake_for, sealed)
            VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET key_id = excluded.key_id,
              state = excluded.state, minted_at = excluded.minted_at,
              ends_at = excluded.ends_at, version = excluded.version,
              delivered_at = excluded.delivered_at, displaced_at = excluded.displaced_at,
              absent_reads = excluded.absent_reads, absent_since = excluded.absent_since,
              attempts = excluded.attempts,
              removed_at = excluded.removed_at, wake_at = excluded.wake_at,
              wake_for = excluded.wake_for, sealed = coalesce(excluded.sealed, sealed)
            """,
            credential.id, rotation, credential.run, credential.marker?.description,
            credential.keyID, credential.state.rawValue, credential.intendedAt.seconds,
            credential.mintedAt?.seconds, credential.endsAt.seconds, credential.version,
            credential.deliveredAt?.seconds, credential.displacedAt?.seconds,
            credential.absence?.reads, credential.absence?.since.seconds,
            credential.attempts, credential.removedAt?.seconds, credential.wake?.at.seconds,
            credential.wake?.reason.rawValue, sealed)
        guard credential.state.isOver else { return }
        try database.run(
            "UPDATE credential SET is_open = 0, sealed = NULL WHERE id = ?",
            credential.id)
    }

    private func save(_ delivery: Delivery, of rotation: Int64, in database: Database) throws {
        try database.run(
            """
            INSERT INTO delivery (id, rotation, hook, policy_digest, policy_index, at,
              credential, previous, error, attempt, state, wake_at, wake_for)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt,
              state = excluded.state, wake_at = excluded.wake_at,
              wake_for = excluded.wake_for, policy_digest = excluded.policy_digest,
              policy_index = excluded.policy_index
              WHERE state = 'pending'
            """,
            delivery.id, rotation, delivery.hook.rawValue, delivery.policy.digest,
            delivery.policy.index, delivery.at.seconds, delivery.credential, delivery.previous,
            delivery.error,
            delivery.attempt, delivery.state.rawValue, delivery.wake?.at.seconds,
            delivery.wake?.reason.rawValue)
    }

    private func publish(
        _ publication: Publication, of rotation: Int64, in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO secret_version (rotation, version, credential, client_id, created_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            rotation, publication.version, publication.credential, publication.clientID,
            publication.at.seconds)
        // Names that the policy gave up were served until now.
        try database.run(
            """
            DELETE FROM secret_name WHERE rotation = ?1
              AND name IS NOT (SELECT client_secret_name FROM rotation WHERE id = ?1)
              AND name IS NOT (SELECT client_id_name FROM rotation WHERE id = ?1)
            """,
            rotation)
    }

    func record(_ events: [Event], of rotation: Int64, in database: Database) throws {
        for event in events {
            try database.run(
                """
                INSERT INTO event (rotation, run, at, kind, detail, key_id, hint)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                rotation, event.run, event.at.seconds, event.kind.rawValue, event.detail,
                event.keyID, event.hint)
        }
    }

    private static func columns(of anchor: Anchor?) -> (at: Int64?, served: Int64?) {
        switch anchor {
        case .nominal(let at, let served): (at.seconds, served.seconds)
        case .actual(let at): (at.seconds, nil)
        case nil: (nil, nil)
        }
    }
}
