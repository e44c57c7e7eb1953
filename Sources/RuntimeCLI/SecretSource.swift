import Foundation
import Rotation
import SecretStore

/// Where a connection's own secret is kept; it is read anew for each sign-in.
enum SecretSource: Sendable {
    case variable(String)
    case file(String)

    /// Reads `env:NAME` or `file:/path`; nil for anything else.
    init?(_ text: String) {
        if text.hasPrefix("env:"), text.count > 4 {
            self = .variable(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:/") {
            self = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
    }

    /// The secret as it is now.
    ///
    /// - Throws: ``IssuerError/signInRefused(connection:why:)`` when there is none.
    func read(for connection: String) throws(IssuerError) -> SecretValue {
        switch self {
        case .variable(let name):
            guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
                throw .signInRefused(
                    connection: connection, why: "environment variable \(name) is not set")
            }
            return SecretValue(value)
        case .file(let path):
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw .signInRefused(
                    connection: connection, why: "file \"\(path)\" cannot be read as text")
            }
            let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !value.isEmpty else {
                throw .signInRefused(connection: connection, why: "file \"\(path)\" is empty")
            }
            return SecretValue(value)
        }
    }
}

/// The secrets of connections that the home keeps.
struct KeptSecrets {
    let home: HomeFolder
    let keyPath: String?

    /// What a connection may sign in with, latest first, as the home has it now.
    ///
    /// - Throws: ``IssuerError/signInRefused(connection:why:)`` when nothing is kept for it.
    func read(
        for connection: String, clientID: String
    ) throws(IssuerError) -> [SecretValue] {
        let found: [SecretValue]
        do throws(StoreError) {
            found = try SecretStore(folder: home, keyPath: keyPath, for: .reading)
                .secrets(ofConnection: connection, clientID: clientID)
        } catch .notFound {
            found = []
        } catch {
            throw .unreachable(
                action: "read the secret of connection \"\(connection)\"", why: "\(error)")
        }
        guard !found.isEmpty else {
            throw .signInRefused(
                connection: connection,
                why: "no secret is kept for it: 'runtime connection set-secret \(connection)'")
        }
        return found
    }
}
