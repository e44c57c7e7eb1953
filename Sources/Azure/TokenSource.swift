internal import Rotation

/// Gives the connection's own bearer token, from the cache or by signing in.
struct TokenSource {
    let connection: AzureConnection
    let endpoint: TokenEndpoint
    let cache: TokenCache
    let clock: any Clock

    /// A token that is good for at least the margin.
    func token() throws(IssuerError) -> Token {
        if let token = cache.token(for: key, at: clock.now()) { return token }
        return try signIn().token
    }

    /// Forgets the token: the server did not accept it.
    func drop() {
        cache.set(nil, for: key)
    }

    /// Signs in now, whatever the cache holds, and keeps the token.
    ///
    /// - Returns: The token, and the server's time where it said it.
    func signIn() throws(IssuerError) -> (token: Token, serverTime: Instant?) {
        let secret = try connection.secret()
        let answer = endpoint.signIn(
            clientID: connection.clientID, secret: secret, fresh: false, now: clock.now())
        switch answer {
        case .token(let token, let serverTime):
            cache.set(token, for: key)
            return (token, serverTime)
        case .refused(let error):
            drop()
            throw refusal(error)
        case .nothing(let why):
            throw .unreachable(action: action, why: why)
        }
    }

    private func refusal(_ error: EntraError) -> IssuerError {
        switch error.kind {
        case .unknownCredential, .permanent:
            .signInRefused(connection: connection.name, why: error.summary)
        case .loop: .throttled(action: action, retryAfter: .minutes(5))
        case .throttled: .throttled(action: action, retryAfter: error.retryAfter)
        case .transient: .unreachable(action: action, why: error.summary)
        }
    }

    private var action: String { "sign in with connection \"\(connection.name)\"" }

    private var key: TokenCache.Key {
        TokenCache.Key(
            endpoint: endpoint.url, clientID: connection.clientID, scope: endpoint.scope)
    }
}
