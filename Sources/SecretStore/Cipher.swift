import Crypto
import Foundation
import Rotation

/// Seals values with AES-256-GCM under one derived key, bound to the row they belong to.
///
/// A sealed value is one byte for the format, eight for the key's id, then nonce, ciphertext and
/// tag. The row's identity is the associated data, so a value moved to another row does not open.
struct Cipher {
    private static let format: UInt8 = 1
    private let key: SymmetricKey
    private let keyID: [UInt8]

    init(_ master: MasterKey, purpose: String) {
        key = master.derived(for: purpose)
        keyID = master.id
    }

    /// Seals `value` for the row named `identity`.
    func seal(_ value: SecretValue, for identity: String) throws(StoreError) -> Data {
        do {
            let box = try value.withBytes { bytes in
                try AES.GCM.seal(bytes, using: key, authenticating: Data(identity.utf8))
            }
            guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return Data([Self.format] + keyID) + combined
        } catch {
            throw .failed("sealing \(identity)")
        }
    }

    /// Opens what was sealed for the row named `identity`.
    func open(_ sealed: Data, for identity: String) throws(StoreError) -> SecretValue {
        guard sealed.count > 9, sealed.first == Self.format else {
            throw .tampered(what: identity)
        }
        guard Array(sealed.dropFirst().prefix(8)) == keyID else {
            throw .wrongKey("\(identity) was sealed with another key")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(9))
            var clear = try AES.GCM.open(box, using: key, authenticating: Data(identity.utf8))
            defer { clear.resetBytes(in: clear.startIndex..<clear.endIndex) }
            return SecretValue(clear)
        } catch {
            throw .tampered(what: identity)
        }
    }
}
