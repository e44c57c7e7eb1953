import GRDB
package import Rotation

/// What would grow without end is let go of when it is old and nothing needs it any more.
///
/// Decisions are bounded as they are logged, values go with their credentials; versions, credentials
/// and policies stay, since consumers' histories name them.
extension SecretStore {
    package func prune(before cutoff: Instant, history: Instant) throws(StoreError) {
        try write { database in
            // Ids of events begin with their time.
            try database.run(
                """
                DELETE FROM host_call WHERE event < ? AND event NOT IN (
                  SELECT id FROM delivery WHERE state = 'pending')
                """, Identifier.ulid(at: cutoff) { 0 })
            try database.run(
                "DELETE FROM delivery WHERE state <> 'pending' AND at < ?",
                cutoff.seconds)
            try database.run(
                "DELETE FROM run WHERE NOT is_open AND started_at < ?",
                cutoff.seconds)
            try database.run(
                "DELETE FROM kept WHERE ends_at < ?", cutoff.seconds)
            try database.run(
                """
                DELETE FROM event WHERE at < ? AND id < (
                  SELECT id FROM event AS kept WHERE kept.rotation = event.rotation
                  ORDER BY id DESC LIMIT 1 OFFSET 999)
                """, history.seconds)
        }
    }
}
