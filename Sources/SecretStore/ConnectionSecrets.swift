import Foundation
import GRDB
package import Rotation

/// What connections sign in with whose secret is kept here.
extension SecretStore {
    /// Keeps the secret of a connection, in place of what was kept for it before.
    package func keep(
        _ value: SecretValue, ofConnection name: String, at now: Instant
    ) throws(StoreError) {
        let sealed = try values.seal(value, for: Self.identity(ofConnection: name))
        try write { database in
            try database.run(
                """
                INSERT INTO connection_secret (connection, created_at, sealed) VALUES (?, ?, ?)
                ON CONFLICT (connection) DO UPDATE
                SET created_at = excluded.created_at, sealed = excluded.sealed
                """,
                name, now.seconds, sealed)
        }
    }

    /// What a connection may sign in with, latest first; empty when nothing was kept for it.
    ///
    /// Where a rotation renews the very application that the connection signs in as, its current
    /// and its previous secret are among them: the promotion of a new one is all that it takes to
    /// switch, and there is no moment at which the connection has none.
    package func secrets(
        ofConnection name: String, clientID: String
    ) throws(StoreError) -> [SecretValue] {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                cached: """
                    SELECT created_at, 1 AS is_given, NULL AS id, sealed
                    FROM connection_secret WHERE connection = ?1
                    UNION ALL
                    SELECT secret_version.created_at, 0, credential.id, sealed
                    FROM secret_version
                    JOIN rotation ON rotation.id = secret_version.rotation
                    JOIN credential ON credential.id = secret_version.credential
                    WHERE rotation.connection = ?1 AND secret_version.client_id = ?2
                      AND credential.state IN ('current', 'previous') AND sealed IS NOT NULL
                      AND EXISTS (SELECT 1 FROM connection_secret WHERE connection = ?1)
                    ORDER BY created_at DESC, is_given DESC
                    """,
                name, clientID.lowercased())
        }
        var found: [SecretValue] = []
        for row in rows {
            let credential: String? = row["id"]
            found.append(
                try values.open(
                    row["sealed"], for: credential ?? Self.identity(ofConnection: name)))
        }
        return found
    }

    private static func identity(ofConnection name: String) -> String {
        "secret of connection \(name)"
    }
}
