package import Rotation

/// How to sign in to one tenant, and where.
package struct AzureConnection {
    /// The connection's name in `config.lua`, for messages.
    package let name: String
    /// The tenant's GUID or one of its domains.
    package let tenantID: String
    /// The client id of the application that the connection signs in as; nil where only a token
    /// tells, as for a machine's own identity.
    package let clientID: String?
    package let hosts: AzureHosts
    package let signIn: SignIn

    package init(
        name: String, tenantID: String, clientID: String?, hosts: AzureHosts = .public,
        signIn: SignIn
    ) {
        self.name = name
        self.tenantID = tenantID
        self.clientID = clientID
        self.hosts = hosts
        self.signIn = signIn
    }

    /// A connection that signs in with a client secret; `secret` is asked anew every time.
    package init(
        name: String, tenantID: String, clientID: String, hosts: AzureHosts = .public,
        secret: @escaping () throws(IssuerError) -> SecretValue
    ) {
        self.init(
            name: name, tenantID: tenantID, clientID: clientID, hosts: hosts,
            signIn: .secret(secret))
    }
}

/// The two hosts of one cloud; tokens of one are worth nothing in another.
///
/// - SeeAlso: Microsoft, "National cloud deployments" and "National clouds".
package struct AzureHosts: Equatable, Sendable {
    /// Base URL of the sign-in host, without a slash at its end.
    package let login: String
    /// Base URL of Microsoft Graph, without a slash at its end.
    package let graph: String

    /// Takes the base URLs of a private cloud or of an emulator.
    package init(login: String, graph: String) {
        self.login = login.withoutSlashAtEnd
        self.graph = graph.withoutSlashAtEnd
    }

    /// The hosts of the cloud called `public`, `usgov`, `dod` or `china`; nil for other names.
    package static func named(_ cloud: String) -> AzureHosts? {
        clouds[cloud]
    }

    /// The names that ``named(_:)`` knows.
    package static var cloudNames: [String] { clouds.keys.sorted() }

    /// The global cloud.
    package static let `public` = AzureHosts(
        login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com")

    private static let clouds = [
        "public": AzureHosts.public,
        "usgov": AzureHosts(
            login: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us"),
        "dod": AzureHosts(
            login: "https://login.microsoftonline.us", graph: "https://dod-graph.microsoft.us"),
        "china": AzureHosts(
            login: "https://login.partner.microsoftonline.cn",
            graph: "https://microsoftgraph.chinacloudapi.cn"),
    ]
}

extension String {
    fileprivate var withoutSlashAtEnd: String {
        hasSuffix("/") ? String(dropLast()).withoutSlashAtEnd : self
    }
}
