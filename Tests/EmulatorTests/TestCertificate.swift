import Crypto
import CryptoExtras
import Foundation
import Rotation
import SwiftASN1
import X509

@testable import Emulator

/// A self-signed certificate with its private key.
struct TestCertificate {
    let der: [UInt8]
    private let key: _RSA.Signing.PrivateKey?

    /// RSA keys, made once for all tests because that takes a while.
    private static let keys = [0, 1].map { _ in
        try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    }

    static let first = try? Self(keys[0])
    static let second = try? Self(keys[1])

    static func first(endingAt end: Instant) throws -> Self {
        try Self(keys[0], end: end)
    }

    private init(_ key: _RSA.Signing.PrivateKey?, end: Instant = Instant(1_900_000_000)) throws {
        guard let key else { throw Missing() }
        self.key = key
        der = try Self.der(
            Certificate.PublicKey(key.publicKey), end, .sha256WithRSAEncryption, .init(key))
    }

    struct Missing: Error {}

    /// A certificate with a key that is no RSA key.
    static func elliptic() throws -> Self {
        let key = P256.Signing.PrivateKey()
        let der = try der(
            Certificate.PublicKey(key.publicKey), Instant(1_900_000_000), .ecdsaWithSHA256,
            .init(key))
        return Self(der: der, key: nil)
    }

    private init(der: [UInt8], key: _RSA.Signing.PrivateKey?) {
        self.der = der
        self.key = key
    }

    private static func der(
        _ publicKey: Certificate.PublicKey, _ end: Instant,
        _ algorithm: Certificate.SignatureAlgorithm, _ privateKey: Certificate.PrivateKey
    ) throws -> [UInt8] {
        let name = try DistinguishedName { CommonName("emulator test") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey,
            notValidBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notValidAfter: Date(timeIntervalSince1970: TimeInterval(end.seconds)),
            issuer: name, subject: name, signatureAlgorithm: algorithm,
            extensions: try .init {}, issuerPrivateKey: privateKey)
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    var base64: String { Data(der).base64EncodedString() }

    var pem: String {
        "-----BEGIN CERTIFICATE-----\n\(base64)\n-----END CERTIFICATE-----\n"
    }

    enum Thumbprint: CaseIterable {
        case sha256, sha256Standard, sha1, sha1Standard, keyID
    }

    /// The header member that names this certificate.
    func header(_ thumbprint: Thumbprint) -> JSON.Member {
        let sha1 = Array(Insecure.SHA1.hash(data: der))
        let sha256 = Array(SHA256.hash(data: der))
        return switch thumbprint {
        case .sha256: .init(name: "x5t#S256", value: .string(Base64.encode(sha256)))
        case .sha256Standard:
            .init(name: "x5t#S256", value: .string(Data(sha256).base64EncodedString()))
        case .sha1: .init(name: "x5t", value: .string(Base64.encode(sha1)))
        case .sha1Standard: .init(name: "x5t", value: .string(Data(sha1).base64EncodedString()))
        case .keyID:
            .init(name: "kid", value: .string(sha1.map { String(format: "%02X", $0) }.joined()))
        }
    }

    /// A JWT of these claims, signed by the key.
    func sign(
        _ claims: JSON, algorithm: String = "PS256", thumbprint: Thumbprint = .sha256
    ) throws -> String {
        let header: JSON = .object([
            .init(name: "alg", value: .string(algorithm)), .init(name: "typ", value: "JWT"),
            self.header(thumbprint),
        ])
        let text = "\(Base64.encode(header.bytes)).\(Base64.encode(claims.bytes))"
        let padding: _RSA.Signing.Padding = algorithm == "RS256" ? .insecurePKCS1v1_5 : .PSS
        let signature = try key?.signature(for: Data(text.utf8), padding: padding)
        return "\(text).\(Base64.encode(signature?.rawRepresentation ?? Data([1])))"
    }
}
