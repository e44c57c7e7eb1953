import CryptoExtras
import Foundation

/// A signed JWT, taken apart but not yet believed.
struct JWT: Sendable {
    let header: JSON
    let claims: JSON
    private let signedText: [UInt8]
    private let signature: [UInt8]
    /// Whether the text has the padding that JWTs do without.
    let isPadded: Bool

    /// Reads the compact form; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count <= 64 << 10,
            let header = Base64.decode(parts[0]).flatMap({ try? JSON(parsing: $0) }),
            let claims = Base64.decode(parts[1]).flatMap({ try? JSON(parsing: $0) }),
            let signature = Base64.decode(parts[2]),
            case .object = header, case .object = claims
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signedText = Array("\(parts[0]).\(parts[1])".utf8)
        isPadded = text.contains("=")
    }

    /// Whether the algorithm is one that sign-ins take.
    var isRSA: Bool { padding != nil }

    private var padding: _RSA.Signing.Padding? {
        switch header["alg"]?.string {
        case "PS256": .PSS
        case "RS256": .insecurePKCS1v1_5
        default: nil
        }
    }

    /// Whether the key has signed it by the algorithm it names.
    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        guard let padding else { return false }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return key.isValidSignature(signature, for: Data(signedText), padding: padding)
    }

    /// A time claim in whole seconds; clients write it with a fraction too.
    func seconds(_ name: String) -> Int64? {
        switch claims[name] {
        case .int(let number): Int64(number)
        case .decimal(let text):
            Double(text).flatMap { Int64(exactly: $0.rounded(.down)) }
        default: nil
        }
    }

    /// Signs claims by RS256.
    static func signed(
        _ claims: JSON, keyID: String, with key: _RSA.Signing.PrivateKey
    ) throws -> String {
        let header: JSON = ["alg": "RS256", "typ": "JWT", "kid": .string(keyID)]
        let text = "\(Base64.encode(header.bytes)).\(Base64.encode(claims.bytes))"
        let signature = try key.signature(
            for: Data(text.utf8), padding: .insecurePKCS1v1_5)
        return "\(text).\(Base64.encode(signature.rawRepresentation))"
    }
}
