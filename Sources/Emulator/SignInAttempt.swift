import Rotation

/// The check of what a client shows at one sign-in.
struct SignInAttempt {
    /// The client id as the request wrote it.
    let client: String
    let view: View
    /// The application and its service principal: the credentials of either sign in.
    let holders: [DirectoryObject]

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    /// How far clocks may differ, in seconds.
    private static let tolerance: Int64 = 300

    /// Refuses a value that no client secret has, or whose time is not now; gives its key id.
    ///
    /// A secret that has not begun is answered like an unknown one; nothing documents that case.
    func check(_ secret: String) throws(EntraError) -> String {
        let record = holders.lazy.compactMap { $0.passwords.last { $0.value == secret } }.first
        guard let record, view.accepts(record.added, record.removed),
            record.start.instant <= view.now
        else { throw .wrongSecret(of: client) }
        guard view.now < record.end.instant else { throw .expiredSecret(of: client) }
        return record.keyID
    }

    /// Refuses an assertion that neither a certificate of the client nor an issuer it trusts has
    /// signed for this sign-in; gives the id of the certificate or the trust.
    func check(_ assertion: String, _ request: SignInRequest) throws(EntraError) -> String {
        guard request.assertionType == Self.assertionType else {
            throw .badAssertionType(request.assertionType ?? "")
        }
        guard let jwt = JWT(assertion) else { throw .malformedAssertion }
        let issuer = jwt.claims["iss"]?.string ?? ""
        if issuer.contains("://") {
            return try checkFederated(jwt, from: issuer, request)
        } else {
            return try checkCertificate(jwt, request)
        }
    }

    private func checkCertificate(_ jwt: JWT, _ request: SignInRequest) throws(EntraError) -> String
    {
        let names = [jwt.claims["iss"]?.string, jwt.claims["sub"]?.string]
        guard names.allSatisfy({ $0?.lowercased() == client.lowercased() }) else {
            throw .assertionForAnother
        }
        guard jwt.isRSA else { throw .unsupportedAlgorithm(jwt.header["alg"]?.string ?? "") }
        let named = holders.flatMap(\.keys).filter { $0.certificate.isNamed(by: jwt.header) }
        guard let record = named.last(where: { view.accepts($0.added, $0.removed) }) else {
            throw .unknownCertificate(jwt.header.thumbprint, of: client)
        }
        guard let key = record.certificate.key else {
            throw .unsupportedAlgorithm(jwt.header["alg"]?.string ?? "")
        }
        guard record.start.instant <= view.now, view.now < record.end.instant else {
            throw .expiredCertificate(record.customKeyIdentifier, of: client)
        }
        guard jwt.isSigned(by: key) else { throw .badSignature(record.customKeyIdentifier) }
        guard isHere(jwt.claims["aud"]?.string ?? "", request.endpoint) else {
            throw .assertionAudience
        }
        try checkTime(jwt)
        return record.keyID
    }

    /// Whether an audience is this tenant's token endpoint, by the address the client used or by
    /// that of the real service.
    private func isHere(_ audience: String, _ endpoint: String) -> Bool {
        let path = endpoint.split(separator: "/").dropFirst(2).joined(separator: "/")
        let tenant = String(path.split(separator: "/").first ?? "")
        let origin = endpoint.dropLast(path.count)
        let hosts = ["https://login.microsoftonline.com/", "https://login.microsoftonline.us/"]
        let bases = ([String(origin)] + hosts).map { $0 + tenant }
        return bases.flatMap { ["\($0)/oauth2/v2.0/token", "\($0)/oauth2/token", "\($0)/v2.0"] }
            .contains { $0.lowercased() == audience.lowercased() }
    }

    private func checkTime(_ jwt: JWT) throws(EntraError) {
        let now = view.now.seconds
        guard let end = jwt.seconds("exp") else { throw .malformedAssertion }
        let begin = jwt.seconds("nbf") ?? jwt.seconds("iat") ?? now
        guard begin <= now + Self.tolerance, now < end + Self.tolerance else {
            throw .assertionTime(now: view.now, from: Instant(begin), to: Instant(end))
        }
    }

    /// A federated credential has to match in every letter.
    private func checkFederated(
        _ jwt: JWT, from issuer: String, _ request: SignInRequest
    ) throws(EntraError) -> String {
        let all = holders.flatMap(\.federated)
        let subject = jwt.claims["sub"]?.string ?? ""
        let audience = jwt.claims["aud"]?.string ?? jwt.claims["aud"]?.strings?.first ?? ""
        guard !all.isEmpty else { throw .noFederation(client) }
        let ofIssuer = all.filter { $0.issuer == issuer }
        guard !ofIssuer.isEmpty else { throw .unknownIssuer(issuer) }
        let ofSubject = ofIssuer.filter { $0.subject == subject }
        guard !ofSubject.isEmpty else { throw .unknownSubject(subject) }
        guard let trust = ofSubject.first(where: { $0.audiences.contains(audience) }) else {
            throw .unknownAudience(audience)
        }
        guard let keys = request.issuerKeys else { throw .issuerUnreachable(issuer) }
        guard jwt.isRSA else { throw .unsupportedAlgorithm(jwt.header["alg"]?.string ?? "") }
        guard let key = keys[jwt.header["kid"]?.string ?? ""], jwt.isSigned(by: key) else {
            throw .badIssuerSignature
        }
        try checkTime(jwt)
        return trust.id
    }
}

extension View {
    /// Whether a sign-in takes a credential that was added and perhaps removed.
    fileprivate func accepts(_ added: Event, _ removed: Event?) -> Bool {
        sees(added, .accept) && !(removed.map { sees($0, .refuse) } ?? false)
    }
}

extension JSON {
    /// The thumbprint that the header of an assertion names, as Entra quotes it.
    fileprivate var thumbprint: String {
        let bytes = (self["x5t#S256"] ?? self["x5t"])?.string.flatMap(Base64.decode)
        return bytes.map { bytes in
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
        } ?? self["kid"]?.string?.uppercased() ?? ""
    }
}
