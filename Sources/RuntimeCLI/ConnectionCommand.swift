import ArgumentParser
import Azure
import Rotation
import SecretStore

/// `runtime connection`: the ways into tenants.
struct ConnectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection",
        abstract: "Lists connections, tries them and keeps their secrets.",
        subcommands: [
            ConnectionListCommand.self, ConnectionTestCommand.self, SetSecretCommand.self,
        ])
}

/// `runtime connection list`: what is configured, without signing in.
struct ConnectionListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the configured connections, and which do not work; signs in nowhere.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let surroundings = try Surroundings(options.folder)
        let connections = surroundings.configuration.connections.sorted { $0.key < $1.key }.map(
            \.value)
        let summary = surroundings.store.map { Summary($0, surroundings.clock) }
        let breakers = try summary?.breakers() ?? []
        guard !json else {
            let items = connections.map { connection in
                connection.json(breakers.first { $0.connection == connection.name })
            }
            return Terminal.print(ValueText.encode(.list(items)))
        }
        var table = Table(["CONNECTION", "TENANT", "CLIENT ID", "SIGNS IN BY", "GRAPH"])
        for connection in connections {
            table.add([
                connection.name, connection.tenantID, connection.clientID ?? "-",
                connection.signIn.method, connection.hosts.graph,
            ])
        }
        table.lines.forEach(Terminal.print)
        try summary?.printBreakers()
    }
}

/// `runtime connection test`: signs in and says who we are and what we may do.
struct ConnectionTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Signs in and says who we are, what we may do and how the tenant limits us.",
        discussion: "Changes nothing. Exit status 1 when nothing could be rotated.")

    @Argument(help: "The connection; \"default\" without.")
    var name = "default"

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let surroundings = try Surroundings(options.folder)
        let report: ConnectionReport
        do throws(IssuerError) {
            report = try surroundings.tenants.azure(name).report()
        } catch {
            throw Complaint(error)
        }
        if json {
            Terminal.print(ValueText.encode(report.json(name)))
        } else {
            report.lines(name).forEach(Terminal.print)
        }
        guard report.review.canRotateOwned else {
            throw Complaint(
                "connection \"\(name)\" signs in but may rotate nothing",
                hint: "give its application Application.ReadWrite.OwnedBy with admin consent")
        }
    }
}

extension ConnectionReport {
    /// The report for people.
    fileprivate func lines(_ name: String) -> [String] {
        let who = displayName.map { "\"\($0)\", " } ?? ""
        let ahead = clockOffset.wholeSeconds
        return [
            "connection \(name): signed in",
            "  tenant       \(tenantID)",
            "  we are       \(who)client \(clientID), service principal \(principalID)",
            "  clock        " + (abs(ahead) < 2 ? "agrees" : "the server's is \(ahead) s ahead"),
            "  permissions  "
                + (permissions.isEmpty ? "none" : permissions.joined(separator: ", ")),
        ]
            + review.missing.map { "  missing      \($0.permission): \($0.note)" }
            + review.tooBroad.map { "  too broad    \($0.permission): \($0.note)" }
            + ["  tenant rule  \(ruleText)"]
    }

    private var ruleText: String {
        switch rule {
        case .unknown: "unknown: it may not be read"
        case .none: "none on new client secrets"
        case .rule(let rule) where rule.isForbidden:
            "new client secrets are forbidden by policy \(rule.policyID)"
        case .rule(let rule):
            "new client secrets live \(rule.longestLife?.short ?? "?") at most, "
                + "by policy \(rule.policyID)"
        }
    }

    fileprivate func json(_ name: String) -> Value {
        .map([
            "connection": .string(name), "tenant_id": .string(tenantID),
            "client_id": .string(clientID), "principal_id": .string(principalID),
            "display_name": displayName.json,
            "clock_ahead": .int(clockOffset.wholeSeconds),
            "permissions": .list(permissions.map { .string($0) }),
            "missing": .list(review.missing.map(\.json)),
            "too_broad": .list(review.tooBroad.map(\.json)), "rule": ruleJSON,
            "can_rotate": .string(
                review.canRotateAll ? "all" : review.canRotateOwned ? "owned" : "none"),
        ])
    }

    private var ruleJSON: Value {
        switch rule {
        case .unknown: .string("unknown")
        case .none: .string("none")
        case .rule(let rule):
            .map([
                "policy_id": .string(rule.policyID), "forbidden": .bool(rule.isForbidden),
                "longest_life": rule.longestLife.map { .int($0.wholeSeconds) } ?? .null,
            ])
        }
    }
}

extension PermissionReview.Finding {
    fileprivate var json: Value {
        .map(["permission": .string(permission), "note": .string(note)])
    }
}

extension SignIn {
    /// The way to sign in, in a word or two.
    fileprivate var method: String {
        switch self {
        case .secret: "secret"
        case .kept: "secret in the store"
        case .certificate: "certificate"
        case .federated: "token file"
        case .managed: "managed identity"
        }
    }
}

extension AzureConnection {
    /// With what is wrong with it, as the last work on it showed.
    fileprivate func json(_ breaker: Breaker?) -> Value {
        .map([
            "connection": .string(name), "tenant_id": .string(tenantID),
            "connection_problem": breaker?.json ?? .null,
            "client_id": clientID.json, "signs_in_by": .string(signIn.method),
            "login_host": .string(hosts.login), "graph_host": .string(hosts.graph),
        ])
    }
}
