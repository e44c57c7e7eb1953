import GRDB
package import Rotation

/// The log of decisions, and what is wrong with policy files.
extension SecretStore {
    package func decisions(
        of name: String, since start: Instant, limit: Int
    ) throws(StoreError) -> [DecisionRecord] {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT decision.* FROM decision JOIN rotation ON rotation.id = rotation
                    WHERE name = ? AND decision.at >= ? ORDER BY number DESC LIMIT ?
                    """,
                name, start.seconds, limit)
        }
        return try rows.reversed().map { row throws(StoreError) in
            guard let record = DecisionText.decode(row["record"], policy: Self.pin(row)) else {
                throw .failed("a logged decision of \"\(name)\" cannot be read")
            }
            return record
        }
    }

    /// Adds one decision; the schema lets go of those beyond the number that is kept.
    func log(
        _ decision: DecisionRecord, of rotation: Int64, in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO decision (rotation, number, at, policy_digest, policy_index, record) VALUES (
              ?1, coalesce((SELECT max(number) FROM decision WHERE rotation = ?1), 0) + 1,
              ?2, ?3, ?4, ?5)
            """,
            rotation, decision.at.seconds, decision.policy.digest, decision.policy.index,
            DecisionText.encode(decision))
    }

    package func note(_ problem: PolicyProblem?, of path: String) throws(StoreError) {
        try write { database in
            guard let problem else {
                return try database.run(
                    "DELETE FROM policy_problem WHERE path = ?", path)
            }
            try database.run(
                """
                INSERT INTO policy_problem (path, since, message, hint) VALUES (?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET message = excluded.message,
                  hint = excluded.hint
                """,
                path, problem.since.seconds, problem.message, problem.hint)
        }
    }

    package func problems() throws(StoreError) -> [PolicyProblem] {
        try read { database in
            try Row.fetchAll(database, cached: "SELECT * FROM policy_problem ORDER BY path")
        }.map { row in
            PolicyProblem(
                path: row["path"], since: Instant(row["since"]), message: row["message"],
                hint: row["hint"])
        }
    }
}
