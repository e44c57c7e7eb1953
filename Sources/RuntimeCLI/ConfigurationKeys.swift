import Azure
import Rotation

/// The keys of `config.lua`: what its reader accepts, what the reference says.
enum ConfigurationKeys {
    static let all = [
        Parameter(
            "connections", .map(.record("runtime.Connection", connection)),
            "by name; the conventional AZURE_ variables make \"default\""),
        Parameter(
            "grants", .map(.record("runtime.Grant", grant)), "by the name of a policy"),
        Parameter("files_root", .text, "where host:file writes; \"files\" beside config.lua"),
        Parameter("limits", .record("runtime.Limits", limits), "the host's numbers"),
    ]

    static let connection = [
        Parameter("tenant", .text, isRequired: true, "the directory (tenant) id"),
        Parameter("client", .text, isRequired: true, "the application (client) id to sign in as"),
        Parameter(
            "secret", .text, isRequired: true, "where its secret is: \"env:NAME\", \"file:/path\""),
        Parameter("cloud", .choice(AzureHosts.cloudNames), "\"public\" without"),
        Parameter("login", .text, "the sign-in host; the cloud's without"),
        Parameter("graph", .text, "the Graph host; the cloud's without"),
    ]

    static let grant = [
        Parameter("http", .list(.text), "such as \"POST https://deploy.example.net/hooks/\""),
        Parameter("files", .list(.text), "paths below 'files_root'"),
    ]

    static let limits = Limits.named.sorted { $0.key < $1.key }.map { name, path in
        Parameter(name, .duration, "\(Limits()[keyPath: path].short) without")
    }
}
