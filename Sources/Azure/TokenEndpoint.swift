internal import HTTP
internal import Logging
internal import Rotation

/// Signs in as an application, once per call and past any cache.
///
/// - SeeAlso: Microsoft identity platform, "OAuth 2.0 client credentials flow".
struct TokenEndpoint {
    /// What came of one sign-in.
    enum Answer {
        case token(Token, serverTime: Instant?)
        case refused(EntraError)
        /// No usable answer, with the reason.
        case nothing(String)
    }

    /// The tenant's token URL.
    let url: String
    /// Exactly one resource of the same cloud.
    let scope: String
    let http: HTTPClient
    let log: Logger

    init(_ connection: AzureConnection, http: HTTPClient, log: Logger) {
        let tenant = FormEncoding.escape(connection.tenantID)
        url = "\(connection.hosts.login)/\(tenant)/oauth2/v2.0/token"
        scope = connection.hosts.graph + "/.default"
        self.http = http
        self.log = log
    }

    /// Asks for a token; `fresh` means on a connection of its own, so that any replica may answer.
    func signIn(clientID: String, proof: ClientProof, fresh: Bool, now: Instant) -> Answer {
        var request = request(clientID: clientID, proof: proof)
        defer { request.body.wipe() }
        request.freshConnection = fresh
        do {
            let response = try http.send(request)
            note(response)
            return read(response, now: now)
        } catch {
            log.debug("sign-in", metadata: ["url": "\(url)", "error": "\(error)"])
            switch error {
            case .misuse(let why), .forbidden(let why): return .refused(EntraError(permanent: why))
            default: return .nothing(error.description)
            }
        }
    }

    private func request(clientID: String, proof: ClientProof) -> HTTPRequest {
        var form = FormEncoding()
        form.add("client_id", clientID)
        form.add("scope", scope)
        form.add("grant_type", "client_credentials")
        proof.write(to: &form)
        let type = HTTPField("Content-Type", "application/x-www-form-urlencoded")
        let accept = HTTPField("Accept", "application/json")
        return HTTPRequest(
            "POST", url, headers: [type, accept], body: form.bytes, repeatable: true)
    }

    private func read(_ response: HTTPResponse, now: Instant) -> Answer {
        guard response.status == 200 else { return .refused(EntraError(response, now: now)) }
        let body = response.json
        guard let text = body?["access_token"]?.text, !text.isEmpty,
            body?["token_type"].map({ $0.text?.lowercased() == "bearer" }) ?? true
        else { return .nothing("HTTP 200 without a bearer token") }
        let isHeaderText = text.allBytes { (0x21...0x7e).contains($0) }
        guard isHeaderText else { return .nothing("HTTP 200 with a malformed token") }
        let untilMargin = (TokenSeconds(body?["expires_in"])?.duration ?? .zero) - Token.margin
        let advised = TokenSeconds(body?["refresh_in"])?.duration ?? untilMargin
        let token = Token(value: text, renewAt: now + max(.zero, min(untilMargin, advised)))
        return .token(token, serverTime: response.serverTime)
    }

    private func note(_ response: HTTPResponse) {
        log.debug(
            "sign-in",
            metadata: [
                "url": "\(url)", "status": "\(response.status)",
                "request-id": "\(response["x-ms-request-id"] ?? "-")",
            ])
    }
}

/// Whole seconds, as a number or, from some endpoints, as text.
struct TokenSeconds {
    let count: Int64

    /// The seconds as a token's life, at most a day.
    var duration: Duration { .seconds(min(count, 86_400)) }

    /// Reads the member of an answer; nil for what is absent or no number.
    init?(_ member: Value?) {
        let number: Double? =
            switch member {
            case .int(let whole): Double(whole)
            case .number(let number): number
            case .string(let text): Double(text)
            default: nil
            }
        guard let number, !number.isNaN else { return nil }
        count = Int64(min(max(number, 0), 253_402_300_799))
    }
}

extension HTTPResponse {
    /// The body as JSON, whatever its names; nil where it is none.
    ///
    /// A byte order mark before it means nothing.
    /// - SeeAlso: RFC 8259, section 8.1.
    var json: Value? {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let text = body.starts(with: mark) ? body.dropFirst(mark.count) : body[...]
        return ValueText.decode(String(decoding: text, as: UTF8.self), isForeign: true)
    }
}
