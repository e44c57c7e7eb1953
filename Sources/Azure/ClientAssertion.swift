internal import Foundation
internal import Rotation

/// The JWT with which the owner of a certificate signs in.
///
/// - SeeAlso: Microsoft identity platform, "Certificate credentials".
struct ClientAssertion {
    let clientID: String
    /// The token URL it is meant for.
    let audience: String
    let issuedAt: Instant
    /// Unique among all assertions.
    let id: String

    /// How long it is good for.
    private static let lifetime: Duration = .minutes(10)

    /// The signed token.
    func token(signedBy certificate: ClientCertificate) throws(ClientCertificate.Problem)
        -> SecretValue
    {
        let header = Header(thumbprint: certificate.thumbprint)
        let claims = Claims(
            aud: audience, iss: clientID, sub: clientID, jti: id, nbf: issuedAt.seconds,
            iat: issuedAt.seconds, exp: (issuedAt + Self.lifetime).seconds)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let head = try? encoder.encode(header), let body = try? encoder.encode(claims) else {
            throw .init("belongs to a client whose id has no JSON form")
        }
        let message = head.base64URL + "." + body.base64URL
        let signature = try certificate.sign(Data(message.utf8))
        return SecretValue(message + "." + signature.base64URL)
    }

    private struct Header: Encodable {
        let alg = "PS256"
        let typ = "JWT"
        let thumbprint: String

        enum CodingKeys: String, CodingKey {
            case alg, typ
            case thumbprint = "x5t#S256"
        }
    }

    private struct Claims: Encodable {
        let aud, iss, sub, jti: String
        let nbf, iat, exp: Int64
    }
}
