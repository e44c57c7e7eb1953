internal import FoundationEssentials
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
        guard let body = try? JSONDecoder().decode(TokenBody.self, from: Data(response.body)),
            !body.access_token.isEmpty, body.token_type?.lowercased() ?? "bearer" == "bearer"
        else { return .nothing("HTTP 200 without a bearer token") }
        let isHeaderText = body.access_token.allBytes { (0x21...0x7e).contains($0) }
        guard isHeaderText else { return .nothing("HTTP 200 with a malformed token") }
        let token = Token(value: body.access_token, renewAt: now + body.useful)
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

/// The success answer of the token endpoint.
private struct TokenBody: Decodable {
    var access_token: String
    var token_type: String?
    var expires_in: TokenSeconds?
    var refresh_in: TokenSeconds?

    /// How long the token is to be used.
    var useful: Duration {
        let untilMargin = (expires_in?.duration ?? .zero) - Token.margin
        return max(.zero, min(untilMargin, refresh_in?.duration ?? untilMargin))
    }
}

/// Whole seconds, as a number or, from some endpoints, as text.
struct TokenSeconds: Decodable {
    let count: Int64

    /// The seconds as a token's life, at most a day.
    var duration: Duration { .seconds(min(count, 86_400)) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number =
            try (try? container.decode(Double.self)) ?? Double(container.decode(String.self))
        count = Int64(min(max(number ?? 0, 0), 253_402_300_799))
    }
}
