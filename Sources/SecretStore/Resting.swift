import GRDB
package import Rotation

/// Many rotations at once: those that are due for a decision and for nothing else.
extension SecretStore {
    package func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        guard let instance else { throw .cannotWrite("the home is open for reading") }
        let list = "[\(ids.map(String.init).joined(separator: ","))]"
        let held = try read { database in
            let leases = try leases(of: list, in: database)
            guard leases.allSatisfy({ $0.holder == instance.id }) else { return [Claim]?.none }
            return try claims(under: leases, of: list, in: database)
        }
        if let held { return held }
        return try write(isLasting: false) { database in
            var living: [String: Bool] = [:]
            let free = try leases(of: list, in: database).filter { lease in
                guard let holder = lease.holder else { return true }
                if let known = living[holder] { return !known }
                let isAlive = holder != instance.id && instance.isAlive(holder)
                living[holder] = isAlive
                return !isAlive
            }
            for lease in free where lease.holder != instance.id {
                try database.run(
                    "UPDATE rotation SET holder = ?, epoch = epoch + 1 WHERE id = ?",
                    arguments: [instance.id, lease.id])
            }
            let mine = free.map { lease in
                let isMine = lease.holder == instance.id
                return HeldLease(
                    id: lease.id, holder: lease.holder, epoch: lease.epoch + (isMine ? 0 : 1))
            }
            return try claims(under: mine, of: list, in: database)
        }
    }

    package func postpone(_ postponements: [Postponement]) throws(StoreError) {
        try write(isLasting: false) { database in
            for postponement in postponements {
                guard try save(postponement, in: database), let record = postponement.record
                else { continue }
                try log(record, of: postponement.lease.rotation, in: database)
            }
        }
    }

    /// As it was before: the lease of a rotation that rests.
    private struct HeldLease {
        let id: Int64
        let holder: String?
        let epoch: Int64
    }

    private func leases(of list: String, in database: Database) throws -> [HeldLease] {
        try Row.fetchAll(
            database,
            cached: """
                SELECT rotation.id, holder, epoch FROM json_each(?) AS due
                CROSS JOIN rotation ON rotation.id = due.value
                WHERE requested IS NULL AND touched = answered AND paused_at IS NULL
                  AND unmanaged_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM run WHERE rotation = due.value AND is_open)
                  AND NOT EXISTS (
                    SELECT 1 FROM delivery WHERE rotation = due.value AND state = 'pending')
                ORDER BY due.key
                """,
            arguments: [list]
        ).map { HeldLease(id: $0[0], holder: $0[1], epoch: $0[2]) }
    }

    private func claims(
        under leases: [HeldLease], of list: String, in database: Database
    ) throws -> [Claim] {
        let rotations = try loadResting(list, in: database)
        return leases.compactMap { lease in
            rotations[lease.id].map {
                Claim(
                    rotation: $0, lease: Lease(rotation: lease.id, epoch: lease.epoch),
                    isNew: lease.holder != instance?.id)
            }
        }
    }

    /// Nothing is said about a policy that was registered or what an operator did since it was
    /// loaded: such a rotation stays due.
    ///
    /// - Returns: Whether the lease holds.
    private func save(_ postponement: Postponement, in database: Database) throws -> Bool {
        let rotation = postponement.rotation
        try database.run(
            """
            UPDATE rotation SET decided = ?1, held_at = ?2, is_braked = ?10,
              decision_at = iif(policy_digest = ?3 AND touched = answered, ?4, NULL),
              decision_for = ?5,
              wake_at = iif(policy_digest = ?3 AND touched = answered, ?6, 0)
            WHERE id = ?7 AND epoch = ?8 AND holder = ?9
            """,
            arguments: [
                rotation.decided?.description, rotation.heldWake?.at.seconds,
                rotation.policy.digest, rotation.decision?.at.seconds,
                rotation.decision?.reason.rawValue, rotation.wake?.at.seconds,
                rotation.id, postponement.lease.epoch, instance?.id, rotation.isBraked,
            ])
        return database.changesCount > 0
    }
}
