import Rotation

/// What a token request says.
struct SignInRequest: Equatable {
    var grant: String?
    var clientID: String?
    var secret: String?
    var scope: String?
    var assertionType: String?
    var assertion: String?
    /// The token endpoint's address as the client knows it.
    var endpoint = ""
    /// The keys of the assertion's issuer, if they could be had.
    var issuerKeys: IssuerKeys?
}

extension Tenant {
    /// Issues an access token for a client secret or an assertion.
    mutating func signIn(
        _ request: SignInRequest, tenant: String, now: Instant
    ) throws(EntraError) -> String {
        try checkTenant(tenant)
        guard let grant = request.grant else { throw .missing("grant_type") }
        guard grant == "client_credentials" else { throw .unsupportedGrant(grant) }
        let jwt = request.assertion.flatMap { JWT($0) }
        guard let client = request.clientID ?? jwt?.claims["sub"]?.string else {
            throw .missing("client_id")
        }
        let audience = try Self.audience(ofScope: request.scope)
        let caller = try authenticate(client, request, now: now)
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

    /// Who a token request comes from; remembers the sign-in.
    mutating func authenticate(
        _ client: String, _ request: SignInRequest, now: Instant
    ) throws(EntraError) -> Requester {
        let id = client.lowercased()
        let application = index[.application]?[id].flatMap { objects[$0] }
        let principal = index[.servicePrincipal]?[id].flatMap { objects[$0] }
        let view = view(of: application?.objectID ?? principal?.objectID, now: now)
        let known = [application, principal].compactMap(\.self)
            .filter { $0.removed == nil && view.sees($0.added, .accept) }
        guard !known.isEmpty else { throw .unknownApplication(client, tenant: name) }
        try checkLoop(id, request, now: now)
        guard application?.properties.signInAudience != "PersonalMicrosoftAccount" else {
            throw .consumersOnly(client, application?.properties.displayName ?? "")
        }
        guard let principal, principal.removed == nil else { throw .noPrincipal(client) }
        guard principal.properties["accountEnabled"] != false else {
            throw .disabled(client, principal.properties.displayName)
        }
        let attempt = SignInAttempt(client: client, view: view, holders: known)
        try note(attempt, request, now: now)
        return requester(principal)
    }

    /// The key id under which the connection's own secret is reported.
    static let connectionKeyID = "44444444-4444-4444-8444-444444444444"

    /// Checks what a client shows and remembers the sign-in.
    private mutating func note(
        _ attempt: SignInAttempt, _ request: SignInRequest, now: Instant
    ) throws(EntraError) {
        let client = attempt.client.lowercased()
        let keyID: String
        if let assertion = request.assertion {
            keyID = try attempt.check(assertion, request)
        } else if let secret = request.secret, !secret.isEmpty {
            let isConnection = client == connection.clientID && secret == connection.clientSecret
            keyID = isConnection ? Self.connectionKeyID : try attempt.check(secret)
        } else {
            throw .noCredential
        }
        signIns.add(
            keyID: keyID, clientID: client,
            keyType: request.assertion == nil ? "clientSecret" : "certificate", at: now)
    }

    /// Who a service principal is to Graph.
    func requester(_ principal: DirectoryObject) -> Requester {
        var requester = Requester(
            clientID: principal.appID, servicePrincipalID: principal.objectID)
        requester.displayName = principal.properties.displayName
        guard principal.objectID == connection.servicePrincipalID else { return requester }
        requester.permission = connection.permission
        requester.roles = connection.roles
        return requester
    }

    /// Remembers a new token and gives it.
    mutating func issue(to caller: Requester, audience: String, now: Instant) -> String {
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
