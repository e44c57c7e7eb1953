internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Rotation
internal import SwiftASN1
internal import X509

/// An RSA key and its certificate, as one PEM file holds them.
struct ClientCertificate {
    private let key: _RSA.Signing.PrivateKey
    /// Base64url SHA-256 of the certificate's DER form.
    let thumbprint: String
    let endsAt: Instant

    /// Reads the file at `path`; further certificates of a chain are left alone.
    ///
    /// - Throws: ``Problem`` saying what is wrong with it.
    init(path: String) throws(Problem) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Problem("cannot be read")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Problem("is no PEM text; 'openssl pkcs12 -nodes -in' makes one of a PFX file")
        }
        try self.init(pem: text)
    }

    /// Reads the text of such a file.
    init(pem: String) throws(Problem) {
        let blocks = try Self.blocks(pem)
        guard let keyBlock = blocks.first(where: { $0.discriminator.hasSuffix("PRIVATE KEY") })
        else { throw Problem("holds no private key") }
        key = try Self.key(keyBlock)
        let certificate = try Self.certificate(blocks, of: key)
        endsAt = Instant(Int64(certificate.notValidAfter.timeIntervalSince1970))
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(certificate)) != nil else {
            throw Problem("holds a certificate that cannot be read")
        }
        thumbprint = Data(SHA256.hash(data: serializer.serializedBytes)).base64URL
    }

    /// Signs with RSASSA-PSS and SHA-256, the salt as long as the hash (RFC 7518, PS256).
    func sign(_ message: Data) throws(Problem) -> Data {
        do {
            return try key.signature(for: SHA256.hash(data: message), padding: .PSS)
                .rawRepresentation
        } catch {
            throw Problem("holds a key that cannot sign")
        }
    }

    /// What is wrong with the file, as the end of a sentence about it.
    struct Problem: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }
}

extension ClientCertificate {
    private static func blocks(_ pem: String) throws(Problem) -> [PEMDocument] {
        // What older programs wrote; to the parser it is no PEM.
        if pem.contains("Proc-Type: 4,ENCRYPTED") { throw encrypted }
        do {
            return try PEMDocument.parseMultiple(pemString: pem)
        } catch {
            throw Problem("is no PEM text")
        }
    }

    private static var encrypted: Problem {
        Problem("holds an encrypted key; decrypt it with 'openssl pkey'")
    }

    private static func key(_ block: PEMDocument) throws(Problem) -> _RSA.Signing.PrivateKey {
        if block.discriminator == "ENCRYPTED PRIVATE KEY" {
            throw encrypted
        }
        if let key = try? _RSA.Signing.PrivateKey(derRepresentation: block.derBytes) { return key }
        let isOther = (try? Certificate.PrivateKey(pemDocument: block)) != nil
        throw Problem(
            isOther
                ? "holds a key that is not RSA; Entra accepts RSA certificates only"
                : "holds a private key that cannot be read")
    }

    private static func certificate(
        _ blocks: [PEMDocument], of key: _RSA.Signing.PrivateKey
    ) throws(Problem) -> Certificate {
        let texts = blocks.filter { $0.discriminator == "CERTIFICATE" }
        guard !texts.isEmpty else { throw Problem("holds a key but no certificate") }
        let certificates = texts.compactMap { try? Certificate(pemDocument: $0) }
        guard !certificates.isEmpty else {
            throw Problem("holds a certificate that cannot be read")
        }
        let own = Certificate.PublicKey(key.publicKey)
        guard let certificate = certificates.first(where: { $0.publicKey == own }) else {
            throw Problem("holds a certificate that does not belong to its key")
        }
        return certificate
    }
}

extension Data {
    /// Base64 with the URL alphabet and without padding (RFC 4648, section 5).
    var base64URL: String {
        let swapped: [Character: Character] = ["+": "-", "/": "_"]
        return String(base64EncodedString().filter { $0 != "=" }.map { swapped[$0] ?? $0 })
    }

    /// Reads what ``base64URL`` writes; nil for anything else.
    init?(base64URL text: some Collection<UInt8>) {
        var plain = text.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        plain += Array(repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4)
        self.init(base64Encoded: Data(plain))
    }
    /// One of the three parts of a JWT; nil for anything else.
    init?(partOf token: String, at place: Int) {
        var token = token
        let part = token.withUTF8 { bytes -> Data? in
            let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts.count == 3 ? Data(base64URL: parts[place]) : nil
        }
        guard let part else { return nil }
        self = part
    }
}
