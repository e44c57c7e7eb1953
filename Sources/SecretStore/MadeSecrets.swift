import Foundation
import GRDB
package import Rotation

/// Secrets that host calls put together, such as a connection string, each version sealed.
extension SecretStore {
    /// Keeps a new version of a secret; the same call gives the same version again.
    ///
    /// - Parameters:
    ///   - name: Under which it is read.
    ///   - value: What it is.
    ///   - path: The policy file it belongs to; nil for a script's.
    ///   - call: The host call's idempotency key.
    ///   - now: The present moment.
    /// - Returns: The version, counted from 1.
    /// - Throws: ``StoreError/taken(what:by:)`` when the name is a rotation's, or somebody else's.
    func make(
        _ name: String, _ value: SecretValue, for path: String?, call: String, at now: Instant
    ) throws(StoreError) -> Int {
        try write { database in
            try checkName(name, path, in: database)
            let known = try Int.fetchOne(
                database, cached: "SELECT version FROM made_secret WHERE name = ? AND call = ?",
                name, call)
            if let known { return known }
            let latest = try Int.fetchOne(
                database, cached: "SELECT max(version) FROM made_secret WHERE name = ?",
                name)
            let version = (latest ?? 0) + 1
            let sealed = try values.seal(value, for: Self.identity(name, version))
            try database.run(
                """
                INSERT INTO made_secret (name, version, path, call, created_at, sealed)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                name, version, path, call, now.seconds, sealed)
            return version
        }
    }

    /// The latest version of every secret that was put together, by name.
    package func madeSecrets() throws(StoreError) -> [(name: String, version: Int)] {
        try read { database in
            try Row.fetchAll(
                database,
                cached: "SELECT name, max(version) AS version FROM made_secret GROUP BY name"
            ).map { ($0["name"], $0["version"]) }
        }
    }

    /// One version of such a secret, the latest when `version` is nil.
    func madeSecret(_ name: String, version: Int?) throws(StoreError) -> PublishedSecret? {
        let row = try read { database in
            try Row.fetchOne(
                database,
                cached: """
                    SELECT * FROM made_secret WHERE name = ?1
                    AND version = coalesce(?2,
                      (SELECT max(version) FROM made_secret WHERE name = ?1))
                    """,
                name, version)
        }
        return try row.map { row throws(StoreError) in
            let version: Int = row["version"]
            return PublishedSecret(
                name: name, path: row["path"], version: version,
                createdAt: Instant(row["created_at"]),
                value: try values.open(row["sealed"], for: Self.identity(name, version)))
        }
    }

    /// Every version of a secret, latest first, and the policy file it belongs to; nil without one.
    func versions(
        of name: String
    ) throws(StoreError) -> (path: String?, versions: [SecretVersion])? {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT path, secret_version.version, created_at, key_id,
                      secret_version.version = rotation.version AS is_current,
                      part = 'client_id' OR sealed IS NOT NULL AS is_readable
                    FROM secret_name JOIN rotation ON rotation.id = secret_name.rotation
                    JOIN secret_version ON secret_version.rotation = rotation.id
                    JOIN credential ON credential.id = secret_version.credential
                    WHERE secret_name.name = ?1
                    UNION ALL
                    SELECT path, version, created_at, NULL,
                      version = (SELECT max(version) FROM made_secret WHERE name = ?1), 1
                    FROM made_secret WHERE name = ?1
                    ORDER BY 2 DESC
                    """,
                name)
        }
        return rows.first.map { ($0["path"], rows.map(SecretVersion.init)) }
    }

    private func checkName(_ name: String, _ path: String?, in database: Database) throws {
        let rotation = try String.fetchOne(
            database,
            cached: """
                SELECT rotation.name FROM secret_name
                JOIN rotation ON rotation.id = rotation WHERE secret_name.name = ?
                """,
            name)
        if let rotation {
            throw StoreError.taken(
                what: "the secret name \"\(name)\"", by: "rotation \"\(rotation)\"")
        }
        let isForeign = try Bool.fetchOne(
            database,
            cached: "SELECT EXISTS (SELECT 1 FROM made_secret WHERE name = ? AND path IS NOT ?)",
            name, path)
        if isForeign == true {
            throw StoreError.taken(
                what: "the secret name \"\(name)\"", by: "another policy or a script")
        }
    }

    private static func identity(_ name: String, _ version: Int) -> String {
        "made secret \(name) v\(version)"
    }
}

/// One version of a secret, without its value.
struct SecretVersion {
    let version: Int
    let createdAt: Instant
    let keyID: String?
    let isCurrent: Bool
    /// False once the credential is gone and its value was let go.
    let isReadable: Bool

    init(_ row: Row) {
        version = row["version"]
        createdAt = Instant(row["created_at"])
        keyID = row["key_id"]
        isCurrent = row["is_current"]
        isReadable = row["is_readable"]
    }
}
