internal import Rotation

/// What would make, change or remove somebody's means to sign in: the engine's business alone.
///
/// The words are looked for as parts of names, so that a namespace before an action, a key in
/// parentheses, or an annotation behind a property hides nothing.
///
/// - SeeAlso: Microsoft Graph, `application: addPassword`, `removePassword`, `addKey`, `removeKey`,
///   "Combine multiple requests using JSON batching".
enum CredentialWrites {
    private static let words = [
        "password", "credential", "addkey", "removekey", "secret", "certificate", "tokensigning",
        "passkey", "fido2", "temporaryaccesspass", "customkeyinformation",
    ]

    /// Whether a call of `path` might write a credential.
    static func isNamed(in path: String, method: String) -> Bool {
        let name = decoded(path)
        // One batch may hold calls of any kind.
        if name.contains("$batch") || name.hasSuffix("/batch") { return true }
        guard method != "GET" else { return isAction(name) }
        return words.contains { name.contains($0) }
    }

    /// Whether a member anywhere in `json` is a credential's.
    static func isNamed(in json: Value) -> Bool {
        switch json {
        case .list(let items): items.contains(where: isNamed)
        case .map(let members):
            members.contains { name, value in
                let name = name.lowercased()
                return words.contains { name.contains($0) } || isNamed(in: value)
            }
        default: false
        }
    }

    /// No server should act upon GET; none of these is read by it either.
    private static func isAction(_ name: String) -> Bool {
        ["addpassword", "removepassword", "addkey", "removekey"].contains { name.contains($0) }
    }

    /// The path in lower case with all percent-encodings undone, however often they were applied.
    private static func decoded(_ path: String) -> String {
        var bytes = Array(path.lowercased().utf8)
        while let plain = unescaped(bytes) { bytes = plain }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    /// Undoes one layer; nil when there is none.
    private static func unescaped(_ bytes: [UInt8]) -> [UInt8]? {
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(
                    String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                plain.append(byte)
                index += 3
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return plain.count < bytes.count ? plain : nil
    }
}
