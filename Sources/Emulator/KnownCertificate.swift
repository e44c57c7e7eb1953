import Crypto
import CryptoExtras
import Foundation
import Rotation

/// An X.509 certificate as far as a sign-in needs it.
struct KnownCertificate: Sendable {
    let der: [UInt8]
    let subject: String
    let notBefore: Instant
    let notAfter: Instant
    /// Nil for a key that is no RSA key.
    let key: _RSA.Signing.PublicKey?
    private let sha1: [UInt8]
    private let sha256: [UInt8]

    /// Reads DER; nil for anything else.
    init?(der: [UInt8]) {
        guard let fields = CertificateFields(der: der) else { return nil }
        self.der = der
        subject = fields.subject
        notBefore = fields.notBefore
        notAfter = fields.notAfter
        key = try? _RSA.Signing.PublicKey(derRepresentation: fields.publicKey)
        sha1 = Array(Insecure.SHA1.hash(data: der))
        sha256 = Array(SHA256.hash(data: der))
    }

    /// Reads the first certificate of a PEM text, or DER; nil where there is none.
    init?(pemOrDER bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let begin = text.firstRange(of: "-----BEGIN CERTIFICATE-----"),
            let end = text[begin.upperBound...].firstRange(of: "-----END CERTIFICATE-----")
        else {
            self.init(der: bytes)
            return
        }
        let body = text[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
        guard let data = Data(base64Encoded: String(body)) else { return nil }
        self.init(der: Array(data))
    }

    /// The SHA-1 thumbprint as Graph shows it.
    var thumbprint: String { Self.hex(sha1) }

    /// Whether the header of a JWT names this certificate, by any of the usual thumbprints.
    func isNamed(by header: JSON) -> Bool {
        if let text = header["x5t#S256"]?.string { return Base64.decode(text) == sha256 }
        if let text = header["x5t"]?.string { return Base64.decode(text) == sha1 }
        guard let text = header["kid"]?.string else { return false }
        let names = [Self.hex(sha1), Self.hex(sha256)]
        return names.contains(text.uppercased()) || [sha1, sha256].contains(Base64.decode(text))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}

/// Base64 in either alphabet, with or without padding.
enum Base64 {
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
            .replacing("=", with: "")
        standard += String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        return Data(base64Encoded: standard).map(Array.init)
    }

    /// The alphabet for URLs, without padding.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
