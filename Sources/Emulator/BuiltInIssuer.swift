import CryptoExtras
import Foundation
import Rotation

/// An issuer of tokens for workloads, as a cluster or a build service has one.
final class BuiltInIssuer: Sendable {
    private static let keyID = "emulator-1"
    private let key: _RSA.Signing.PrivateKey
    /// The keys by which its tokens are checked.
    let keySet: JSON

    /// Makes an issuer with a new key, which takes a fraction of a second.
    init() throws {
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try key.publicKey.getKeyPrimitives()
        keySet = [
            "keys": [
                [
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(Self.keyID),
                    "n": .string(Base64.encode(numbers.modulus)),
                    "e": .string(Base64.encode(numbers.publicExponent)),
                ]
            ]
        ]
    }

    /// A token that says who asks and whom it is for.
    func token(
        issuer: String, subject: String, audience: String, lifetime: Int, now: Instant
    ) throws -> String {
        let issued = Int(now.seconds)
        let claims: JSON = [
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience),
            "iat": .int(issued), "nbf": .int(issued), "exp": .int(issued + lifetime),
        ]
        return try JWT.signed(claims, keyID: Self.keyID, with: key)
    }

    /// The metadata of the issuer at an address.
    static func metadata(at issuer: String) -> JSON {
        [
            "issuer": .string(issuer), "jwks_uri": "\(issuer)/keys",
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        ]
    }
}
