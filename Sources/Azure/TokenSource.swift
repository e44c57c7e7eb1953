internal import FoundationEssentials
internal import Rotation

/// Gives the connection's own bearer token, from the cache or by signing in.
struct TokenSource {
    let connection: AzureConnection
    let endpoint: TokenEndpoint
    let cache: TokenCache
    let clock: any Clock

    /// A token that is good for at least the margin.
    func token() throws(IssuerError) -> Token {
        switch cache.turn(for: key, at: clock.now()) {
        case .use(let token): return token
        case .giveUp(let error): throw error
        case .signIn: return try ask().token
        }
    }

    /// Forgets the token: the server did not accept it.
    func drop() {
        cache.drop(key)
    }

    /// Signs in now, whatever token the cache holds, and keeps the new one.
    ///
    /// - Returns: The token, and the server's time where it said it.
    func signIn() throws(IssuerError) -> (token: Token, serverTime: Instant?) {
        if case .giveUp(let error) = cache.turn(for: key, at: clock.now()) { throw error }
        return try ask()
    }

    /// Who the connection is: as configured, else as its last token says.
    var identity: String {
        connection.clientID ?? claims?.appid ?? ""
    }

    /// What the token in the cache says, if one is there.
    var claims: TokenClaims? {
        cache.token(for: key, at: clock.now()).flatMap { TokenClaims(token: $0.value) }
    }

    /// Signs in and lets all who wait for it know.
    private func ask() throws(IssuerError) -> (token: Token, serverTime: Instant?) {
        do throws(IssuerError) {
            let (token, serverTime) = try read(answer())
            cache.settle(.success(token), for: key, at: clock.now())
            return (token, serverTime)
        } catch {
            cache.settle(.failure(error), for: key, at: clock.now())
            throw error
        }
    }

    private func read(
        _ answer: TokenEndpoint.Answer
    ) throws(IssuerError) -> (token: Token, serverTime: Instant?) {
        switch answer {
        case .token(let token, let serverTime): return (token, serverTime)
        case .refused(let error): throw refusal(error)
        case .nothing(let why): throw .unreachable(action: action, why: why)
        }
    }

    private func answer() throws(IssuerError) -> TokenEndpoint.Answer {
        let now = clock.now()
        switch connection.signIn {
        case .secret(let read):
            return send(.secret(try read()), now)
        case .kept(let read):
            return try firstKnown(of: try read(), now)
        case .certificate(let path):
            return send(.assertion(try assertion(path, now)), now)
        case .federated(let path):
            return send(.assertion(try FederatedToken.read(path, for: connection.name)), now)
        case .managed(let identity):
            return ManagedIdentityEndpoint(
                identity: identity, resource: connection.hosts.graph, http: endpoint.http,
                log: endpoint.log
            ).signIn(now: now)
        }
    }

    /// Goes on to an earlier secret only where a later one is not known, or not yet everywhere.
    private func firstKnown(
        of secrets: [SecretValue], _ now: Instant
    ) throws(IssuerError) -> TokenEndpoint.Answer {
        guard let first = secrets.first else {
            throw .signInRefused(connection: connection.name, why: "it has no secret")
        }
        var answer = send(.secret(first), now)
        for secret in secrets.dropFirst() {
            guard case .refused(let error) = answer, error.kind == .unknownCredential else { break }
            answer = send(.secret(secret), now)
        }
        return answer
    }

    private func send(_ proof: ClientProof, _ now: Instant) -> TokenEndpoint.Answer {
        endpoint.signIn(
            clientID: connection.clientID ?? "", proof: proof, fresh: false, now: now)
    }

    private func assertion(_ path: String, _ now: Instant) throws(IssuerError) -> SecretValue {
        do throws(ClientCertificate.Problem) {
            let certificate = try ClientCertificate(path: path)
            guard now < certificate.endsAt else { throw .init("ended at \(certificate.endsAt)") }
            return try ClientAssertion(
                clientID: connection.clientID ?? "", audience: endpoint.url, issuedAt: now,
                id: UUID().uuidString
            ).token(signedBy: certificate)
        } catch {
            throw .signInRefused(
                connection: connection.name, why: "certificate file \"\(path)\" \(error)")
        }
    }

    private func refusal(_ error: EntraError) -> IssuerError {
        switch error.kind {
        case .unknownCredential, .permanent:
            .signInRefused(
                connection: connection.name,
                why: error.summary + (error.advice.map { " (\($0))" } ?? ""))
        case .loop: .throttled(action: action, retryAfter: .minutes(5))
        case .throttled: .throttled(action: action, retryAfter: error.retryAfter)
        case .transient: .unreachable(action: action, why: error.summary)
        }
    }

    private var action: String { "sign in with connection \"\(connection.name)\"" }

    private var key: TokenCache.Key {
        TokenCache.Key(
            connection: connection.name, endpoint: endpoint.url,
            clientID: connection.clientID ?? "", scope: endpoint.scope)
    }
}
