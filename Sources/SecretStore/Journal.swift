import Crypto
import Foundation
import GRDB
package import Rotation

/// The journal of host calls: what hooks asked for and what came of it.
extension SecretStore {
    package func recall(
        _ key: CallKey, request: String
    ) throws(StoreError) -> JournalEntry? {
        let row = try read { database in
            try Row.fetchOne(
                database,
                cached: """
                    SELECT request, result FROM host_call
                    WHERE event = ? AND hook = ? AND attempt = ? AND number = ?
                    """,
                key.event, key.hook.rawValue, key.attempt, key.number)
        }
        guard let row else { return nil }
        let sealed: Data? = row["result"]
        let result = try sealed.map { sealed throws(StoreError) in
            try results.open(sealed, for: Self.identity(of: key)).withBytes {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return JournalEntry(isSameRequest: row["request"] == Self.digest(request), result: result)
    }

    package func begin(
        _ key: CallKey, request: String, under lease: Lease
    ) throws(StoreError) {
        try put(key, request, nil, lease)
    }

    package func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError) {
        let sealed = try results.seal(SecretValue(result), for: Self.identity(of: key))
        try put(key, request, sealed, lease)
    }

    private func put(
        _ key: CallKey, _ request: String, _ result: Data?, _ lease: Lease
    ) throws(StoreError) {
        try write { database in
            try check(lease, in: database)
            try database.run(
                """
                INSERT OR REPLACE INTO host_call (event, hook, attempt, number, request,
                  result) VALUES (?, ?, ?, ?, ?, ?)
                """,
                key.event, key.hook.rawValue, key.attempt, key.number,
                Self.digest(request), result)
        }
    }

    private static func digest(_ request: String) -> Data {
        Data(SHA256.hash(data: Data(request.utf8)))
    }

    private static func identity(of key: CallKey) -> String {
        "call \(key.event)/\(key.hook.rawValue)/\(key.attempt)/\(key.number)"
    }
}
