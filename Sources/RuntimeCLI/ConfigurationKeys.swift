import Azure
import Rotation
import Scripting

/// The keys of `config.lua`: what its reader accepts, what the reference says.
enum ConfigurationKeys {
    static let all = [
        Parameter(
            "connections", .map(.record("runtime.Connection", connection)),
            "by name; the conventional AZURE_ variables make \"default\""),
        Parameter(
            "grants", .map(.record("runtime.Grant", PolicyKeys.needs)),
            "by the name of a policy or the file name of a script"),
        Parameter("files_root", .text, "where host:file writes; \"files\" beside config.lua"),
        Parameter("limits", .record("runtime.Limits", limits), "the host's numbers"),
        Parameter(
            "commands", .map(.record("runtime.Command", command)),
            "programs that host:command may start, by name"),
        Parameter("isolate", .boolean, "true runs every policy in a process of its own"),
        Parameter(
            "workers", .integer, "rotations worked on at the same time; 8 without, 64 at most"),
    ]

    static let connection = [
        Parameter("tenant", .text, isRequired: true, "the directory (tenant) id"),
        Parameter("client", .text, "the application (client) id to sign in as"),
        Parameter(
            "secret", .text, "where its secret is: \"env:NAME\", \"file:/path\" or \"store\""),
        Parameter("certificate", .text, "instead: a PEM file with an RSA key and certificate"),
        Parameter("token_file", .text, "instead: a file with a token of a trusted issuer"),
        Parameter(
            "managed", .either([.boolean, .record("runtime.Identity", identity)]),
            "instead: true for the machine's own identity, or a table that names one"),
        Parameter("cloud", .choice(AzureHosts.cloudNames), "\"public\" without"),
        Parameter("login", .text, "the sign-in host; the cloud's without"),
        Parameter("graph", .text, "the Graph host; the cloud's without"),
    ]

    static let identity = [
        Parameter("client_id", .text, "of a user-assigned identity"),
        Parameter("object_id", .text, "of its service principal"),
        Parameter("resource_id", .text, "of its Azure resource"),
    ]

    static let command = [
        Parameter("argv", .list(.text), isRequired: true, "the program's path, its arguments"),
        Parameter("timeout", .duration, "\"60s\" without"),
        Parameter("env", .map(.text), "its environment; nothing else is in it"),
        Parameter(
            "allow_env", .either([.boolean, .list(.text)]),
            "true, or the names of variables that a call may set"),
    ]

    static let limits =
        Limits.named.sorted { $0.key < $1.key }.map { name, path in
            Parameter(name, .duration, "\(Limits()[keyPath: path].short) without")
        }
        + Limits.counts.sorted { $0.key < $1.key }.map { name, path in
            Parameter(name, .integer, "\(Limits()[keyPath: path]) without")
        }
}
