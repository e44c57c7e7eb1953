import Rotation

/// What a token request says.
struct SignInRequest: Equatable {
    var grant: String?
    var clientID: String?
    var secret: String?
    var scope: String?
}

extension Tenant {
    /// Issues an access token for a client secret.
    mutating func signIn(
        _ request: SignInRequest, tenant: String, now: Instant
    ) throws(EntraError) -> String {
        try checkTenant(tenant)
        guard let grant = request.grant else { throw .missing("grant_type") }
        guard grant == "client_credentials" else { throw .unsupportedGrant(grant) }
        guard let client = request.clientID else { throw .missing("client_id") }
        let audience = try Self.audience(ofScope: request.scope)
        let caller = try authenticate(client, secret: request.secret, now: now)
        noteSignIn(of: caller.clientID, with: request.secret, at: now)
        return issue(to: caller, audience: audience, now: now)
    }

    /// - Throws: ``EntraError`` unless the name is this tenant's id or domain.
    func checkTenant(_ name: String) throws(EntraError) {
        switch name.lowercased() {
        case id, "\(self.name.lowercased()).onmicrosoft.com": return
        case "common", "organizations", "consumers": throw .noTenant
        default: throw .unknownTenant(name)
        }
    }

    /// The resource that a scope of the form `{resource}/.default` names.
    static func audience(ofScope scope: String?) throws(EntraError) -> String {
        guard let scope, !scope.isEmpty else { throw .missing("scope") }
        guard !scope.contains(" ") else { throw .invalidScope(scope) }
        guard scope.hasSuffix("/.default") else { throw .scopeWithoutDefault(scope) }
        let resource = scope.dropLast("/.default".count)
        guard !resource.isEmpty else { throw .invalidScope(scope) }
        return String(resource)
    }

    private func authenticate(
        _ client: String, secret: String?, now: Instant
    ) throws(EntraError) -> Requester {
        let id = client.lowercased()
        let application = objectIDs[id].flatMap { applications[$0] }
        let isConnection = id == connection.clientID
        guard isConnection || application.map({ $0.removedAt == nil }) ?? false else {
            throw .unknownApplication(client, tenant: name)
        }
        guard let secret, !secret.isEmpty else { throw .noCredential }
        if isConnection {
            if secret != connection.clientSecret {
                try check(secret, of: application, client: client, now: now)
            }
            return Requester(
                clientID: id, servicePrincipalID: connection.servicePrincipalID,
                permission: connection.permission)
        }
        try check(secret, of: application, client: client, now: now)
        return Requester(clientID: id, servicePrincipalID: application?.objectID)
    }

    /// Refuses a value that no client secret of the application has, or whose time is not now.
    ///
    /// A secret that has not begun is answered like an unknown one; nothing documents that case.
    private func check(
        _ secret: String, of application: DirectoryApplication?, client: String, now: Instant
    ) throws(EntraError) {
        guard let record = application?.passwords.last(where: { $0.value == secret }),
            record.addedAt + .seconds(lag.accept) <= now,
            record.removedAt.map({ now < $0 + .seconds(lag.refuse) }) ?? true,
            record.start.instant <= now
        else { throw .wrongSecret(of: client) }
        guard now < record.end.instant else { throw .expiredSecret(of: client) }
    }

    private mutating func issue(to caller: Requester, audience: String, now: Instant) -> String {
        let token = AccessToken(audience: audience, tenant: id, caller: caller, issuedAt: now)
        let text = token.text(signature: noise.guid().replacing("-", with: ""))
        let end = now + .seconds(TokenList.lifetime)
        tokens.add(text, .init(caller: caller, audience: audience, expiresAt: end), now: now)
        return text
    }

    /// Who sends an `Authorization` header to Graph.
    ///
    /// Refuses a token that is missing, foreign, expired, or for another resource than Graph; the
    /// loopback names, and the name and port the request was sent to, stand for Graph too.
    func caller(authorization: String?, host: String, now: Instant) throws(GraphError) -> Requester
    {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else {
            throw .unauthenticated("Access token is empty.")
        }
        let token = authorization.dropFirst(7).trimmingPrefix(" ")
        guard token.count(where: { $0 == "." }) == 2 else {
            throw .unauthenticated("CompactToken parsing failed with error code: 80049217")
        }
        guard let grant = tokens[String(token)] else {
            throw .unauthenticated("CompactToken validation failed with reason code: 80049228.")
        }
        guard now < grant.expiresAt else {
            throw .unauthenticated("Access token has expired or is not yet valid.")
        }
        guard Self.isGraph(grant.audience, host: host) else {
            throw .unauthenticated("Access token validation failure.")
        }
        return grant.caller
    }

    private static func isGraph(_ audience: String, host: String) -> Bool {
        guard let name = audience.lowercased().split(separator: "/").last else { return false }
        return name == host.lowercased() || name.hasPrefix("127.0.0.1:")
            || name.hasPrefix("localhost:") || graphNames.contains(String(name))
    }

    private static let graphNames: Set<String> = [
        "graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us",
        "microsoftgraph.chinacloudapi.cn", "00000003-0000-0000-c000-000000000000",
    ]
}
