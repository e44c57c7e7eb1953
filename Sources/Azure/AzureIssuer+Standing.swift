internal import FoundationEssentials
internal import HTTP
package import Rotation

extension AzureIssuer {
    package func standing(of application: Application) throws(IssuerError) -> Standing {
        let what = "the service principal of \"\(application.displayName)\""
        let look: Look<GraphServicePrincipal> = try look(
            GraphCall(
                action: "read \(what)", what: what,
                path: GraphServicePrincipal.path(clientID: application.clientID)))
        var standing = Standing(rule: try rule(for: application))
        switch look {
        case .found(let principal):
            standing.signIn = principal.accountEnabled == false ? .disabled : .enabled
            standing.principalCredentials =
                (principal.passwordCredentials ?? []).map(\.credential)
        case .absent: standing.signIn = .missing
        case .hidden: standing.signIn = .unknown
        }
        return standing
    }

    /// The rule that holds for the application: of a policy of its own, else the tenant's default.
    ///
    /// Without permission to read policies there is none to be known; a refusal will name it.
    private func rule(for application: Application) throws(IssuerError) -> SecretRule? {
        let roles = tokens.claims?.roles ?? []
        guard roles.contains(where: Self.readsPolicies.contains) else { return nil }
        let what = "the credential policy of \"\(application.displayName)\""
        let own: Look<GraphPage<GraphPolicy>> = try look(
            GraphCall(
                action: "read \(what)", what: what,
                path: "/v1.0/applications/\(application.objectID)/appManagementPolicies"))
        if case .found(let page) = own, let policy = page.value.first {
            return policy.rule(forApplicationMadeAt: application.createdAt)
        }
        return try tenantPolicy()?.rule(forApplicationMadeAt: application.createdAt)
    }

    /// The default policy of the tenant, nil where it may not be read.
    func tenantPolicy() throws(IssuerError) -> GraphPolicy? {
        let what = "the tenant's credential policy"
        let look: Look<GraphPolicy> = try look(
            GraphCall(
                action: "read \(what)", what: what,
                path: "/v1.0/policies/defaultAppManagementPolicy"))
        if case .found(let policy) = look { return policy } else { return nil }
    }

    private static let readsPolicies: Set = [
        "Policy.Read.All", "Policy.Read.ApplicationConfiguration",
        "Policy.ReadWrite.ApplicationConfiguration",
    ]

    /// What a read shows where it is no failure to see nothing.
    enum Look<Body> {
        case found(Body)
        case absent
        /// We may not read it.
        case hidden
    }

    /// Reads what may be absent or hidden.
    func look<Body: Decodable>(_ call: GraphCall) throws(IssuerError) -> Look<Body> {
        switch try graph.exchange(call) {
        case .success(let response):
            guard let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) else {
                throw .unreachable(action: call.action, why: "the answer could not be read")
            }
            return .found(body)
        case .failure(let refusal):
            switch refusal.error.kind {
            case .notFound: return .absent
            case .denied: return .hidden
            default: throw refusal.error(for: call)
            }
        }
    }
}

/// A service principal as Graph writes it.
struct GraphServicePrincipal: Decodable {
    /// Where the one of a client is, with the members we look at.
    static func path(clientID: String) -> String {
        "/v1.0/servicePrincipals(appId='\(FormEncoding.escape(clientID))')"
            + "?$select=id,appId,displayName,accountEnabled,passwordCredentials"
    }

    var id: String
    var appId: String?
    var displayName: String?
    var accountEnabled: Bool?
    var passwordCredentials: [GraphPasswordCredential]?
}
