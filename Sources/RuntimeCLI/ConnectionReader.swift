import Azure
import Foundation
import Rotation
import Scripting
import SecretStore

/// Reads how to sign in to a tenant, from `config.lua` or from the environment.
struct ConnectionReader {
    let environment: [String: String]
    /// Keeps the secrets of connections that say so.
    let home: HomeFolder

    /// The connection that the variables of Azure's own tools describe, if they do.
    ///
    /// - Throws: ``PolicyError`` naming the variable that cannot be right.
    /// - SeeAlso: Azure Identity, `EnvironmentCredential` and `WorkloadIdentityCredential`.
    func conventional() throws(PolicyError) -> AzureConnection? {
        guard let tenant = environment["AZURE_TENANT_ID"],
            let client = environment["AZURE_CLIENT_ID"], let signIn = conventionalSignIn
        else { return nil }
        let login = conventionalLogin
        let hosts = AzureHosts(
            login: login,
            graph: environment["RUNTIME_GRAPH_HOST"] ?? AzureHosts.graph(forLogin: login))
        let connection = AzureConnection(
            name: "default", tenantID: tenant, clientID: client, hosts: hosts, signIn: signIn)
        if let problem = connection.problem {
            throw .invalid(
                message:
                    "environment variable \(Self.variables[problem.part] ?? "") \(problem.why)",
                hint: problem.hint)
        }
        return connection
    }

    /// Which of the variables that describe the connection are not set, where some are.
    static var missing: String {
        let environment = ProcessInfo.processInfo.environment
        let isSignIn =
            ConnectionReader(environment: environment, home: HomeFolder(path: ""))
            .conventionalSignIn != nil
        let parts = [
            ("AZURE_TENANT_ID", environment["AZURE_TENANT_ID"] != nil),
            ("AZURE_CLIENT_ID", environment["AZURE_CLIENT_ID"] != nil),
            ("AZURE_CLIENT_SECRET", isSignIn),
        ]
        let absent = parts.filter { !$0.1 }.map(\.0)
        guard absent.count < parts.count, !absent.isEmpty else { return "" }
        return
            "; \(absent.joined(separator: ", ")) \(absent.count == 1 ? "is" : "are") not set"
    }

    private static let variables: [ConnectionProblem.Part: String] = [
        .tenant: "AZURE_TENANT_ID", .client: "AZURE_CLIENT_ID", .login: "AZURE_AUTHORITY_HOST",
        .graph: "RUNTIME_GRAPH_HOST",
    ]

    /// Azure's own tools take the host without a scheme as well.
    private var conventionalLogin: String {
        guard let host = environment["AZURE_AUTHORITY_HOST"] else { return AzureHosts.public.login }
        return host.contains("://") ? host : "https://" + host
    }

    private var conventionalSignIn: SignIn? {
        if environment["AZURE_CLIENT_SECRET"] != nil {
            return .secret { () throws(IssuerError) in
                try SecretSource.variable("AZURE_CLIENT_SECRET").read(for: "default")
            }
        }
        if let path = environment["AZURE_CLIENT_CERTIFICATE_PATH"] {
            return .certificate(path: path)
        }
        return environment["AZURE_FEDERATED_TOKEN_FILE"].map { .federated(path: $0) }
    }

    /// The connection called `name` in the table of all connections.
    func connection(
        _ name: String, in table: FieldReader
    ) throws(PolicyError) -> AzureConnection {
        guard let fields = try table.table(name) else { throw table.missing(name) }
        try fields.allow(ConfigurationKeys.connection)
        guard let tenant = try fields.text("tenant") else { throw fields.missing("tenant") }
        let client = try fields.text("client")
        let signIn = try signIn(name, client, fields)
        guard client != nil || signIn.isManaged else { throw fields.missing("client") }
        let connection = AzureConnection(
            name: name, tenantID: tenant, clientID: client, hosts: try hosts(fields),
            signIn: signIn)
        if let problem = connection.problem {
            throw fields.error("'\(fields.path)\(problem.part)' \(problem.why)", problem.hint)
        }
        return connection
    }

    private static let methods = ["secret", "certificate", "token_file", "managed"]

    private func signIn(
        _ name: String, _ client: String?, _ fields: FieldReader
    ) throws(PolicyError) -> SignIn {
        let given = Self.methods.filter { fields.has($0) }
        let list = Self.methods.map { "'\($0)'" }.joined(separator: ", ")
        guard let method = given.first else {
            throw fields.missing("secret", hint: "a connection has one of \(list)")
        }
        guard given.count == 1 else {
            throw fields.error(
                "'\(fields.path)\(given[1])' beside '\(method)': how does it sign in?",
                "keep one of \(list)")
        }
        switch method {
        case "secret":
            if try fields.text("secret") == "store" { return kept(name, client ?? "") }
            let source = try secret(fields)
            return .secret { () throws(IssuerError) in try source.read(for: name) }
        case "certificate": return .certificate(path: try path(fields, method))
        case "token_file": return .federated(path: try path(fields, method))
        default: return .managed(try managed(fields))
        }
    }

    private func kept(_ name: String, _ client: String) -> SignIn {
        let secrets = KeptSecrets(home: home, keyPath: environment["RUNTIME_MASTER_KEY_FILE"])
        return .kept { () throws(IssuerError) in try secrets.read(for: name, clientID: client) }
    }

    private func secret(_ fields: FieldReader) throws(PolicyError) -> SecretSource {
        guard let source = SecretSource(try fields.text("secret") ?? "") else {
            throw fields.error(
                "'\(fields.path)secret' must say where the secret is, not what it is",
                "write \"env:NAME\", \"file:/path\" or \"store\"")
        }
        return source
    }

    private func path(_ fields: FieldReader, _ name: String) throws(PolicyError) -> String {
        let path = try fields.text(name) ?? ""
        guard path.hasPrefix("/") else {
            throw fields.error("'\(fields.path)\(name)' must be an absolute path, not \"\(path)\"")
        }
        return path
    }

    private func managed(_ fields: FieldReader) throws(PolicyError) -> ManagedIdentity {
        guard !fields.has("client") else {
            throw fields.error(
                "'\(fields.path)client' beside 'managed'",
                "name a user-assigned identity with managed = { client_id = \"…\" }")
        }
        let hasAgent = FileManager.default.fileExists(atPath: "/opt/azcmagent/bin/himds")
        guard
            let identity = ManagedIdentity(
                try selector(fields), environment: environment, hasArcAgent: hasAgent)
        else {
            throw fields.error(
                "'\(fields.path)managed': the identity endpoint of this service is not known",
                "managed identities work on virtual machines, App Service and Azure Arc")
        }
        return identity
    }

    private func selector(_ fields: FieldReader) throws(PolicyError) -> ManagedIdentity.Selector {
        if case .bool(true)? = fields.value("managed") { return .system }
        guard case .map? = fields.value("managed"), let table = try fields.table("managed") else {
            throw fields.wrong("managed", "true or a table that names an identity")
        }
        try table.allow(ConfigurationKeys.identity)
        let names = ConfigurationKeys.identity.map(\.name)
        guard table.names.count == 1, let name = table.names.first,
            let id = try table.text(name)
        else { throw fields.wrong("managed", "a table with one of \(names)") }
        switch name {
        case "client_id": return .clientID(id)
        case "object_id": return .objectID(id)
        default: return .resourceID(id)
        }
    }

    private func hosts(_ fields: FieldReader) throws(PolicyError) -> AzureHosts {
        let names = AzureHosts.cloudNames
        let cloud = try fields.choice("cloud", of: names) ?? "public"
        let named = AzureHosts.named(cloud) ?? .public
        return AzureHosts(
            login: try fields.text("login") ?? named.login,
            graph: try fields.text("graph") ?? named.graph)
    }
}

extension SignIn {
    fileprivate var isManaged: Bool {
        if case .managed = self { true } else { false }
    }
}
