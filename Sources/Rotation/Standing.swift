/// What decides about an application's secrets beside the application itself.
package struct Standing: Equatable, Sendable {
    /// Whether anybody can sign in as the application.
    package var signIn: SignIn
    /// The tenant's rule about new client secrets, where there is one and we may read it.
    package var rule: SecretRule?
    /// Client secrets of the service principal, which sign in as well; never touched.
    package var principalCredentials: [RemoteCredential]

    /// The state of the service principal.
    package enum SignIn: Equatable, Sendable {
        case enabled, disabled
        /// The application has no service principal in this tenant.
        case missing
        /// We may not look.
        case unknown
    }

    package init(
        signIn: SignIn = .enabled, rule: SecretRule? = nil,
        principalCredentials: [RemoteCredential] = []
    ) {
        self.signIn = signIn
        self.rule = rule
        self.principalCredentials = principalCredentials
    }
}

/// What a tenant's policy demands of new client secrets.
package struct SecretRule: Equatable, Sendable {
    package var policyID: String
    /// Whether new client secrets are forbidden altogether.
    package var isForbidden: Bool
    /// The longest life of a new one.
    package var longestLife: Duration?

    package init(policyID: String, isForbidden: Bool = false, longestLife: Duration? = nil) {
        self.policyID = policyID
        self.isForbidden = isForbidden
        self.longestLife = longestLife
    }
}
