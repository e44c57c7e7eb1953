internal import Foundation
internal import Rotation

/// A token of another issuer, in a file that its issuer replaces whenever it likes.
enum FederatedToken {
    private static let maxBytes = 64 << 10

    /// Reads the token at `path` as it is now.
    ///
    /// - Throws: ``IssuerError/signInRefused(connection:why:)`` naming the file.
    static func read(_ path: String, for connection: String) throws(IssuerError) -> SecretValue {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw problem("cannot be read", path, connection)
        }
        let text = String(decoding: data.prefix(maxBytes + 1), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw problem("is empty", path, connection) }
        let isToken = (0..<3).allSatisfy { Data(partOf: text, at: $0) != nil }
        guard data.count <= maxBytes, isToken else {
            throw problem("holds no JWT", path, connection)
        }
        return SecretValue(text)
    }

    private static func problem(
        _ why: String, _ path: String, _ connection: String
    ) -> IssuerError {
        .signInRefused(connection: connection, why: "token file \"\(path)\" \(why)")
    }
}
