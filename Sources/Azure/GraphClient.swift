internal import HTTP
internal import Logging
internal import Rotation

/// One call to Microsoft Graph.
struct GraphCall {
    /// What is asked, as in "could not …".
    var action: String
    /// The object it is about, for "… was not found".
    var what: String
    var method = "GET"
    /// Path and query below the Graph host, or a whole URL on that host.
    var path: String
    /// JSON; empty for none.
    var body: [UInt8] = []
    var maxBodyBytes = 8 << 20

    /// Whether it would change something; never sent twice without a clear "not applied".
    var isWrite: Bool { method != "GET" }
}

/// Sends one call with the connection's token and sorts out the answer.
struct GraphClient {
    let host: String
    let tokens: TokenSource
    let http: HTTPClient
    let log: Logger

    /// Sends `call` and takes nothing but success.
    func send(_ call: GraphCall) throws(IssuerError) -> HTTPResponse {
        switch try exchange(call) {
        case .success(let response): return response
        case .failure(let refusal): throw refusal.error(for: call)
        }
    }

    /// Sends `call`; a token that is not accepted is renewed once, because then nothing happened.
    ///
    /// - Returns: The 2xx answer, or Graph's refusal to be judged by the caller.
    func exchange(_ call: GraphCall) throws(IssuerError) -> Result<HTTPResponse, GraphRefusal> {
        let first = try attempt(call, token: tokens.token())
        guard case .failure(let refusal) = first, refusal.error.kind == .unauthenticated else {
            return first
        }
        tokens.drop()
        let second = try attempt(call, token: tokens.token())
        if case .failure(let refusal) = second, refusal.error.kind == .unauthenticated {
            tokens.drop()
            throw .signInRefused(
                connection: tokens.connection.name, why: "Graph: " + refusal.error.summary)
        }
        return second
    }

    private func attempt(
        _ call: GraphCall, token: Token
    ) throws(IssuerError) -> Result<HTTPResponse, GraphRefusal> {
        let id = Identifier.uuid { UInt64.random(in: 0...UInt64.max) }
        let request = request(call, token: token, id: id)
        do {
            let response = try http.send(request)
            note(call, id, response)
            if (200..<300).contains(response.status) { return .success(response) }
            return .failure(GraphRefusal(error: GraphError(response, now: tokens.clock.now())))
        } catch {
            note(call, id, outcome: ["error": "\(error)"])
            throw failure(error, of: call)
        }
    }

    private func request(_ call: GraphCall, token: Token, id: String) -> HTTPRequest {
        let url = call.path.hasPrefix("/") ? host + call.path : call.path
        var request = HTTPRequest(
            call.method, url,
            headers: [
                HTTPField("Authorization", "Bearer " + token.value),
                HTTPField("Accept", "application/json"), HTTPField("client-request-id", id),
            ],
            body: call.body, repeatable: !call.isWrite)
        if !call.body.isEmpty {
            request.headers.append(HTTPField("Content-Type", "application/json"))
        }
        request.maxBodyBytes = call.maxBodyBytes
        return request
    }

    private func failure(_ error: TransportError, of call: GraphCall) -> IssuerError {
        switch error {
        case .notSent(let why): .unreachable(action: call.action, why: why)
        case .noAnswer, .tooLarge:
            call.isWrite
                ? .noAnswer(action: call.action, why: error.description)
                : .unreachable(action: call.action, why: error.description)
        case .misuse(let why), .forbidden(let why):
            .refused(action: call.action, why: why, recovery: .fixAccess)
        }
    }

    private func note(_ call: GraphCall, _ id: String, _ response: HTTPResponse) {
        note(
            call, id,
            outcome: [
                "status": "\(response.status)", "request-id": "\(response["request-id"] ?? "-")",
            ])
    }

    /// Never bodies, tokens or queries, which may hold a paging token.
    private func note(
        _ call: GraphCall, _ id: String, outcome: @autoclosure () -> Logger.Metadata
    ) {
        log.debug(
            "graph",
            metadata: outcome().merging([
                "method": "\(call.method)", "path": "\(call.path.prefix { $0 != "?" })",
                "client-request-id": "\(id)",
            ]) { outcome, _ in outcome })
    }
}

/// A refusal on its way to the caller.
struct GraphRefusal: Error {
    let error: GraphError

    /// What it means for the one who made `call`.
    func error(for call: GraphCall) -> IssuerError {
        error.issuerError(action: call.action, what: call.what, isWrite: call.isWrite)
    }
}
