import Foundation
import GRDB
package import Rotation

/// What consumers and operators read.
extension SecretStore {
    package func value(of credential: String) throws(StoreError) -> SecretValue {
        let sealed = try select { database in
            try Data.fetchOne(
                database, cached: "SELECT sealed FROM credential WHERE id = ?",
                credential)
        }
        guard let sealed else { throw .notFound(what: "the value of credential \(credential)") }
        return try values.open(sealed, for: credential)
    }

    package func secret(_ name: String, version: Int?) throws(StoreError) -> PublishedSecret {
        let row = try read { database in
            try Row.fetchOne(
                database,
                cached: """
                    SELECT part, rotation.name AS rotation, path, secret_version.version, key_id,
                      created_at, secret_version.client_id, credential.id AS credential, sealed
                    FROM secret_name
                    JOIN rotation ON rotation.id = secret_name.rotation
                    JOIN secret_version ON secret_version.rotation = rotation.id
                      AND secret_version.version = coalesce(?2, rotation.version)
                    JOIN credential ON credential.id = secret_version.credential
                    WHERE secret_name.name = ?1
                    """,
                name, version)
        }
        if row == nil, let made = try madeSecret(name, version: version) { return made }
        guard let row else {
            let which = version.map { " in version \($0)" } ?? ""
            throw .notFound(what: "secret \"\(name)\"\(which)")
        }
        return PublishedSecret(
            name: name, rotation: row["rotation"], path: row["path"], version: row["version"],
            keyID: row["key_id"], createdAt: Instant(row["created_at"]),
            value: try value(of: row, name))
    }

    package func history(of name: String, limit: Int) throws(StoreError) -> [Event] {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT event.* FROM event JOIN rotation ON rotation.id = event.rotation
                    WHERE rotation.name = ? ORDER BY event.id DESC LIMIT ?
                    """,
                name, limit)
        }
        return rows.reversed().compactMap { row in
            Event.Kind(rawValue: row["kind"]).map {
                Event(
                    at: Instant(row["at"]), rotation: name, run: row["run"], kind: $0,
                    detail: row["detail"], keyID: row["key_id"], hint: row["hint"])
            }
        }
    }

    private func value(of row: Row, _ name: String) throws(StoreError) -> SecretValue {
        if row["part"] == "client_id" { return SecretValue(row["client_id"] as String) }
        guard let sealed = row["sealed"] as Data? else {
            let version: Int = row["version"]
            throw .notFound(what: "the value of \"\(name)\" v\(version), removed from the tenant,")
        }
        return try values.open(sealed, for: row["credential"])
    }
}
