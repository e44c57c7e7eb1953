import GRDB
package import Rotation

/// Many rotations at once: those that are due for a decision and for nothing else.
extension SecretStore {
    package func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim] {
        guard let instance else { throw .cannotWrite("the home is open for reading") }
        let list = Self.list(ids)
        let held = try read { try loadResting(list, in: $0) }
        if held.holders.allSatisfy({ $0 == instance.id }) { return held.claims }
        return try write(isLasting: false) { database in
            var living: [String?: Bool] = [nil: false, instance.id: false]
            let (claims, holders) = try loadResting(list, in: database)
            let free = zip(claims, holders).compactMap { claim, holder -> Claim? in
                let isTaken = living[holder] ?? holder.map(instance.isAlive) ?? false
                living[holder] = isTaken
                if isTaken { return nil }
                return holder == instance.id ? claim : claim.renewed
            }
            try database.run(
                """
                UPDATE rotation SET holder = ?, epoch = epoch + 1
                WHERE id IN (SELECT value FROM json_each(?))
                """,
                instance.id, Self.list(free.filter(\.isNew).map(\.rotation.id)))
            return free
        }
    }

    private static func list(_ ids: [Int64]) -> String {
        "[\(ids.map(String.init).joined(separator: ","))]"
    }

    package func postpone(_ postponements: [Postponement]) throws(StoreError) {
        try write(isLasting: false) { database in
            for postponement in postponements {
                try putOff(postponement, in: database)
                guard database.changesCount > 0, let record = postponement.record else { continue }
                try log(record, of: postponement.lease.rotation, in: database)
            }
        }
    }

    /// Puts off a rotation under its lease; without it nothing changes.
    ///
    /// It says nothing about a policy that was registered or what an operator did since the
    /// rotation was loaded: such a rotation stays due.
    private func putOff(_ postponement: Postponement, in database: Database) throws {
        try database.run(
            """
            UPDATE rotation SET decided = ?1, held_at = ?2, is_braked = ?10,
              decision_at = iif(policy_digest = ?3 AND touched = answered, ?4, NULL),
              decision_for = ?5,
              wake_at = iif(policy_digest = ?3 AND touched = answered, ?6, 0)
            WHERE id = ?7 AND epoch = ?8 AND holder = ?9
            """,
            postponement.decided.map(GistText.encode), postponement.heldWake?.at.seconds,
            postponement.policy.digest, postponement.decision?.at.seconds,
            postponement.decision?.reason.rawValue, postponement.wake?.at.seconds,
            postponement.lease.rotation, postponement.lease.epoch, instance?.id,
            postponement.isBraked)
    }
}

extension Claim {
    /// The same rotation under the lease after this one.
    fileprivate var renewed: Claim {
        Claim(
            rotation: rotation, lease: Lease(rotation: rotation.id, epoch: lease.epoch + 1),
            isNew: true)
    }
}
