internal import FoundationEssentials
package import HTTP
package import Logging
package import Rotation

/// Makes and removes client secrets through Microsoft Graph, and tries them at Entra.
///
/// One connection, one owner. Every write is sent once; what its answer means is decided in
/// ``GraphError``.
package final class AzureIssuer: Issuer {
    package let connection: String
    package var identity: String { tokens.identity.lowercased() }
    private let endpoint: TokenEndpoint
    let tokens: TokenSource
    let graph: GraphClient

    /// Makes an issuer; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - connection: Who signs in, where.
    ///   - http: The worker's client.
    ///   - clock: Tells when a cached token has to be renewed.
    ///   - cache: Shared by all connections and workers.
    ///   - log: Gets one debug line per request, without bodies, tokens or values.
    package init(
        _ connection: AzureConnection, http: HTTPClient, clock: any Clock,
        cache: TokenCache = TokenCache(), log: Logger
    ) {
        self.connection = connection.name
        endpoint = TokenEndpoint(connection, http: http, log: log)
        tokens = TokenSource(
            connection: connection, endpoint: endpoint, cache: cache, clock: clock)
        graph = GraphClient(host: connection.hosts.graph, tokens: tokens, http: http, log: log)
    }

    package func serverTime() throws(IssuerError) -> Instant {
        let action = "read the server's time"
        if let time = try tokens.signIn().serverTime { return time }
        // Whoever vouches for a managed identity has a clock of its own; Graph's is the one.
        let call = GraphCall(
            action: action, what: "the list of applications",
            path: "/v1.0/applications?$select=id&$top=1")
        guard let time = try graph.send(call).serverTime else {
            throw .unreachable(action: action, why: "the answer has no Date header")
        }
        return time
    }
}

// MARK: - Reading

extension AzureIssuer {
    package func application(
        _ reference: ApplicationReference
    ) throws(IssuerError) -> Application {
        let what = "application with \(reference)"
        let response = try graph.send(
            GraphCall(
                action: "read \(what)", what: what,
                path: Self.path(of: reference) + "?" + GraphApplication.selection))
        let found: GraphApplication = try decode(response, action: "read \(what)")
        let application = found.application
        guard reference.clientID ?? application.clientID == application.clientID else {
            let why = "object id \(application.objectID) belongs to \(application.clientID)"
            throw .refused(action: "read \(what)", why: why, recovery: .fixPolicy)
        }
        return application
    }

    package func applications() throws(IssuerError) -> [Application] {
        let all: [GraphApplication] = try list(
            "/v1.0/applications?" + GraphApplication.selection + "&$top=999",
            action: "list the applications of connection \"\(connection)\"",
            what: "the list of applications")
        return all.map(\.application)
    }

    /// Reads all pages of a list.
    func list<Item: Decodable>(
        _ first: String, action: String, what: String
    ) throws(IssuerError) -> [Item] {
        var found: [Item] = []
        var visited: Set<String> = []
        var link: String? = first
        while let path = link {
            guard visited.insert(path).inserted else {
                throw .unreachable(action: action, why: "a page names itself as its next page")
            }
            let call = GraphCall(action: action, what: what, path: path, maxBodyBytes: 64 << 20)
            let page: GraphPage<Item> = try decode(graph.send(call), action: action)
            found += page.value
            link = try page.nextLink.map { next throws(IssuerError) in
                try checked(next, action: action)
            }
        }
        return found
    }

    /// Lets a link pass only to the configured Graph host: it is sent our token.
    func checked(_ link: String, action: String) throws(IssuerError) -> String {
        let origin = { (text: String) in (try? HTTPURL(text))?.origin }
        guard let target = origin(link), target == origin(graph.host) else {
            throw .refused(
                action: action, why: "the next page is not on \(graph.host)", recovery: .inspect)
        }
        return link
    }

    func decode<Body: Decodable>(
        _ response: HTTPResponse, action: String
    ) throws(IssuerError) -> Body {
        do {
            return try JSONDecoder().decode(Body.self, from: Data(response.body))
        } catch {
            throw .unreachable(action: action, why: "the answer could not be read")
        }
    }

    private static func path(of reference: ApplicationReference) -> String {
        if let objectID = reference.objectID {
            return "/v1.0/applications/" + FormEncoding.escape(objectID)
        }
        return "/v1.0/applications(appId='\(FormEncoding.escape(reference.clientID ?? ""))')"
    }
}

// MARK: - Writing

extension AzureIssuer {
    package func mint(_ request: MintRequest) throws(IssuerError) -> Minted {
        let wish = GraphAddPassword(
            passwordCredential: .init(
                displayName: request.marker, endDateTime: request.endsAt.description,
                keyId: request.keyID))
        let call = try write(
            "addPassword", wish, to: request.objectID,
            action: "add a client secret to application \(request.objectID)")
        var response = try graph.send(call)
        defer { response.body.wipe() }
        guard let value = SecretText.take(from: &response.body),
            let made = try? JSONDecoder().decode(
                GraphPasswordCredential.self, from: Data(response.body))
        else {
            let why = "HTTP \(response.status) without a readable credential"
            throw .noAnswer(action: call.action, why: why)
        }
        let credential = made.credential
        return Minted(
            keyID: credential.keyID, value: value, startsAt: credential.startsAt,
            endsAt: credential.endsAt ?? request.endsAt, hint: credential.hint)
    }

    package func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool {
        let call = try write(
            "removePassword", GraphRemovePassword(keyId: keyID), to: objectID,
            action: "remove client secret \(keyID) from application \(objectID)")
        switch try graph.exchange(call) {
        case .success: return true
        case .failure(let refusal) where refusal.error.kind == .noSuchCredential: return false
        case .failure(let refusal): throw refusal.error(for: call)
        }
    }

    private func write(
        _ verb: String, _ body: some Encodable, to objectID: String, action: String
    ) throws(IssuerError) -> GraphCall {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(body) else {
            throw .refused(action: action, why: "the request has no JSON form", recovery: .inspect)
        }
        let path = "/v1.0/applications/\(FormEncoding.escape(objectID))/\(verb)"
        let what = "application with object id \(objectID)"
        return GraphCall(
            action: action, what: what, method: "POST", path: path, body: Array(json))
    }
}

// MARK: - Proving

extension AzureIssuer {
    package func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof {
        let action = "sign in as \(clientID) with its new secret"
        let answer = endpoint.signIn(
            clientID: clientID, proof: .secret(value), fresh: true, now: tokens.clock.now())
        switch answer {
        case .token: return .accepted
        case .nothing(let why): throw .unreachable(action: action, why: why)
        case .refused(let error):
            switch error.kind {
            case .unknownCredential: return .notYet(why: error.summary)
            case .loop: return .pause(.minutes(5), why: error.summary)
            case .throttled: throw .throttled(action: action, retryAfter: error.retryAfter)
            case .transient: throw .unreachable(action: action, why: error.summary)
            case .permanent:
                throw .refused(action: action, why: error.summary, recovery: .fixAccess)
            }
        }
    }
}
