import Crypto
import Foundation
package import Rotation

/// The key from which every sealing key of a home is derived; 32 random bytes, kept as hex.
package struct MasterKey {
    let key: SymmetricKey

    /// Reads the key file, or makes it when the home is new.
    ///
    /// - Parameters:
    ///   - path: The key file.
    ///   - mayCreate: Whether a missing file is made; false once the home has a database.
    /// - Returns: The key; the file is synced to the disk before this returns.
    /// - Throws: ``StoreError/wrongKey(_:)`` when the file is missing, unreadable or no key.
    package static func load(
        at path: String, mayCreate: Bool
    ) throws(StoreError) -> MasterKey {
        if !FileManager.default.fileExists(atPath: path) {
            guard mayCreate else { throw .wrongKey("\"\(path)\" is missing") }
            return try create(at: path)
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .wrongKey("\"\(path)\" cannot be read")
        }
        guard let bytes = bytes(ofHex: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            bytes.count == 32
        else { throw .wrongKey("\"\(path)\" does not hold 64 hexadecimal digits") }
        return MasterKey(key: SymmetricKey(data: bytes))
    }

    /// A key for one purpose, derived with HKDF (RFC 5869).
    func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Data("runtime \(purpose)".utf8), outputByteCount: 32)
    }

    /// Eight bytes that name the key without telling anything about it.
    var id: [UInt8] {
        let named = derived(for: "key id")
        return named.withUnsafeBytes { Array(SHA256.hash(data: $0).prefix(8)) }
    }

    private static func create(at path: String) throws(StoreError) -> MasterKey {
        let key = SymmetricKey(size: .bits256)
        let hex = key.withUnsafeBytes { bytes in
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        do {
            try PrivateFile.write(Array((hex + "\n").utf8), to: path)
        } catch {
            throw .cannotWrite("\"\(path)\": \(error)")
        }
        return MasterKey(key: key)
    }

    private static func bytes(ofHex text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}
