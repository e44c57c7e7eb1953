package import Rotation

/// Who a connection is, what it may do, and what limits it.
package struct ConnectionReport {
    package let tenantID: String
    package let clientID: String
    /// The object id of the service principal; empty when the token does not say it.
    package let principalID: String
    package let displayName: String?
    /// The application permissions in the token.
    package let permissions: [String]
    package let review: PermissionReview
    package let rule: Rule
    /// How far ahead of ours the server's clock is.
    package let clockOffset: Duration

    /// What the tenant demands of new client secrets.
    package enum Rule: Equatable, Sendable {
        /// We may not read it.
        case unknown
        case none
        case rule(SecretRule)
    }
}

extension AzureIssuer {
    /// Signs in anew and finds out who we are.
    ///
    /// - Throws: ``IssuerError`` as a sign-in fails; what may not be read is left out.
    package func report() throws(IssuerError) -> ConnectionReport {
        let offset = try serverTime() - tokens.clock.now()
        let claims = tokens.claims
        let roles = (claims?.roles ?? []).sorted()
        return ConnectionReport(
            tenantID: claims?.tid ?? "", clientID: identity, principalID: claims?.oid ?? "",
            displayName: try name(in: claims), permissions: roles,
            review: PermissionReview(roles), rule: try tenantRule(), clockOffset: offset)
    }

    private func name(in claims: TokenClaims?) throws(IssuerError) -> String? {
        if let name = claims?.app_displayname { return name }
        let what = "the connection's own service principal"
        let look: Look<GraphServicePrincipal> = try look(
            GraphCall(
                action: "read \(what)", what: what,
                path: GraphServicePrincipal.path(clientID: identity)))
        if case .found(let principal) = look { return principal.displayName } else { return nil }
    }

    private func tenantRule() throws(IssuerError) -> ConnectionReport.Rule {
        guard let policy = try tenantPolicy() else { return .unknown }
        return policy.rule(forApplicationMadeAt: nil).map { .rule($0) } ?? .none
    }
}
