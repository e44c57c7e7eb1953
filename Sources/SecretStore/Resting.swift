import GRDB
package import Rotation

/// Many rotations at once: those that are due for a decision and for nothing else.
extension SecretStore {
    package func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        guard let instance else { throw .cannotWrite("the home is open for reading") }
        let list = Self.list(ids)
        let held = try read { try loadResting(list, in: $0) }
        if held.allSatisfy({ $0.holder == instance.id }) { return held.map(claim) }
        return try write(isLasting: false) { database in
            var living: [String: Bool] = [:]
            let free = try loadResting(list, in: database).filter { resting in
                guard let holder = resting.holder, holder != instance.id else { return true }
                if let known = living[holder] { return !known }
                let isAlive = instance.isAlive(holder)
                living[holder] = isAlive
                return !isAlive
            }
            let others = free.filter { $0.holder != instance.id }.map(\.rotation.id)
            try database.run(
                """
                UPDATE rotation SET holder = ?, epoch = epoch + 1
                WHERE id IN (SELECT value FROM json_each(?))
                """,
                arguments: [instance.id, Self.list(others)])
            return free.map(claim)
        }
    }

    private static func list(_ ids: [Int64]) -> String {
        "[\(ids.map(String.init).joined(separator: ","))]"
    }

    /// The lease as this process has it.
    private func claim(_ resting: Resting) -> Claim {
        let isNew = resting.holder != instance?.id
        let epoch = resting.epoch + (isNew ? 1 : 0)
        return Claim(
            rotation: resting.rotation, lease: Lease(rotation: resting.rotation.id, epoch: epoch),
            isNew: isNew)
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
