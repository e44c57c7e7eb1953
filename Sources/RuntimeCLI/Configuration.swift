import Azure
import Foundation
import Hooks
import Rotation
import Scripting

/// What `config.lua` says, or the environment where there is none.
struct Configuration {
    /// Connections by name.
    var connections: [String: AzureConnection] = [:]
    var limits = Limits()
    var grants = Grants()

    /// Reads `config.lua` where it exists; the conventional variables make `default`.
    ///
    /// - Parameters:
    ///   - path: The file; it need not exist.
    ///   - environment: The process's variables.
    /// - Throws: ``PolicyError`` naming file and field.
    init(path: String, environment: [String: String]) throws(PolicyError) {
        connections["default"] = Self.conventional(environment)
        guard FileManager.default.fileExists(atPath: path) else { return }
        let reader = try FieldReader(try ConfigFile.load(path: path), in: path)
        try reader.allow(ConfigurationKeys.all, later: ["workers", "defaults"])
        if let table = try reader.table("connections") {
            for name in table.names {
                connections[name] = try Self.connection(name, in: table, environment)
            }
        }
        if let table = try reader.table("limits") { limits = try Self.limits(table) }
        grants = try Self.grants(reader, beside: path)
    }

    /// The connection that the variables of Azure's own tools describe, if they do.
    ///
    /// - SeeAlso: Azure Identity, `EnvironmentCredential`.
    private static func conventional(_ environment: [String: String]) -> AzureConnection? {
        guard let tenant = environment["AZURE_TENANT_ID"],
            let client = environment["AZURE_CLIENT_ID"], environment["AZURE_CLIENT_SECRET"] != nil
        else { return nil }
        let hosts = AzureHosts(
            login: environment["AZURE_AUTHORITY_HOST"] ?? AzureHosts.public.login,
            graph: environment["RUNTIME_GRAPH_HOST"] ?? AzureHosts.public.graph)
        return AzureConnection(
            name: "default", tenantID: tenant, clientID: client, hosts: hosts,
            secret: SecretSource.variable("AZURE_CLIENT_SECRET").read)
    }

    private static func connection(
        _ name: String, in table: FieldReader, _ environment: [String: String]
    ) throws(PolicyError) -> AzureConnection {
        guard let fields = try table.table(name) else { throw table.missing(name) }
        try fields.allow(ConfigurationKeys.connection)
        guard let tenant = try fields.text("tenant") else { throw fields.missing("tenant") }
        guard let client = try fields.text("client") else { throw fields.missing("client") }
        guard let text = try fields.text("secret") else { throw fields.missing("secret") }
        guard let secret = SecretSource(text) else {
            throw fields.error(
                "'\(fields.path)secret' must say where the secret is, not what it is",
                "write \"env:NAME\" or \"file:/path\"")
        }
        return AzureConnection(
            name: name, tenantID: tenant, clientID: client, hosts: try hosts(fields),
            secret: secret.read)
    }

    private static func hosts(_ fields: FieldReader) throws(PolicyError) -> AzureHosts {
        let names = AzureHosts.cloudNames
        let cloud = try fields.choice("cloud", of: names) ?? "public"
        let named = AzureHosts.named(cloud) ?? .public
        return AzureHosts(
            login: try fields.text("login") ?? named.login,
            graph: try fields.text("graph") ?? named.graph)
    }

    /// What the operator grants, by policy; files lie below `files_root`, else beside `path`.
    private static func grants(
        _ reader: FieldReader, beside path: String
    ) throws(PolicyError) -> Grants {
        let home = URL(fileURLWithPath: path).deletingLastPathComponent()
        let root = try reader.text("files_root") ?? home.appendingPathComponent("files").path
        var needs: [String: Needs] = [:]
        if let table = try reader.table("grants") {
            for name in table.names {
                guard let fields = try table.table(name) else { continue }
                try fields.allow(ConfigurationKeys.grant, later: ["commands"])
                needs[name] = Needs(
                    http: try fields.texts("http") ?? [], files: try fields.texts("files") ?? [])
            }
        }
        if needs.values.contains(where: { !$0.files.isEmpty }) {
            try? FileManager.default.createDirectory(
                atPath: root, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let grants = Grants(root: root, byPolicy: needs)
        if let problem = grants.problem { throw reader.error(problem) }
        return grants
    }

    private static func limits(_ table: FieldReader) throws(PolicyError) -> Limits {
        try table.allow(ConfigurationKeys.limits)
        var limits = Limits()
        for name in table.names {
            guard let path = Limits.named[name], let value = try table.duration(name) else {
                continue
            }
            limits[keyPath: path] = value
        }
        return limits
    }
}

/// Where a connection's own secret is kept; it is read anew for each sign-in.
enum SecretSource: Sendable {
    case variable(String)
    case file(String)

    /// Reads `env:NAME` or `file:/path`; nil for anything else.
    init?(_ text: String) {
        if text.hasPrefix("env:"), text.count > 4 {
            self = .variable(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:/") {
            self = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
    }

    /// The secret as it is now.
    func read() throws(IssuerError) -> SecretValue {
        switch self {
        case .variable(let name):
            guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
                throw missing("environment variable \(name) is not set")
            }
            return SecretValue(value)
        case .file(let path):
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw missing("file \"\(path)\" cannot be read")
            }
            return SecretValue(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    private func missing(_ why: String) -> IssuerError {
        .refused(action: "sign in", why: why, recovery: .fixAccess)
    }
}
