import Azure
import Foundation
import Hooks
import Rotation
import TestSupport
import Testing

@testable import RuntimeCLI

struct ConfigurationTests {
    private let folder = TemporaryFolder()

    private func read(
        _ text: String?, _ environment: [String: String] = [:]
    ) throws -> Configuration {
        let path = "\(folder.path)/config.lua"
        if let text { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        return try Configuration(path: path, environment: environment)
    }

    private let azure = [
        "AZURE_TENANT_ID": "contoso.example",
        "AZURE_CLIENT_ID": "22222222-2222-4222-8222-222222222222", "AZURE_CLIENT_SECRET": "s",
    ]

    @Test("Without a file the conventional variables make the connection default")
    func conventional() throws {
        let connection = try #require(try read(nil, azure).connections["default"])
        #expect(connection.tenantID == "contoso.example")
        #expect(connection.clientID == "22222222-2222-4222-8222-222222222222")
        #expect(connection.hosts.login == "https://login.microsoftonline.com")
        #expect(try read(nil).connections.isEmpty)
    }

    @Test("workers is 8, or what the file says, within what makes sense")
    func workers() throws {
        #expect(try read(nil).workers == 8)
        #expect(try read("return { workers = 2 }").workers == 2)
        for wrong in ["0", "65", "1.5", "'many'"] {
            #expect(throws: PolicyError.self) { try read("return { workers = \(wrong) }") }
        }
    }

    @Test("A file's connection replaces the conventional one; a cloud names its hosts")
    func file() throws {
        let configuration = try read(
            """
            return { connections = { default = {
              tenant = "contoso.example", client = "22222222-2222-4222-8222-222222222222", secret = "env:NAME", cloud = "china" } } }
            """, azure)
        let connection = try #require(configuration.connections["default"])
        #expect(connection.tenantID == "contoso.example")
        #expect(connection.hosts.graph == "https://microsoftgraph.chinacloudapi.cn")
    }

    @Test("Limits are durations by their names; the others keep their defaults")
    func limits() throws {
        let limits = try read(
            #"return { limits = { settle = "3s", write_gap = 0, mints_in_flight = 2 } }"#
        ).limits
        #expect(limits.mintsInFlight == 2 && limits.proofsWaiting == 64)
        #expect(limits.settle == .seconds(3))
        #expect(limits.writeGap == .zero)
        #expect(limits.proofSpacing == Limits().proofSpacing)
    }

    @Test("Policies are isolated where the file says so")
    func isolate() throws {
        #expect(try read("return { isolate = true }").isolate)
        #expect(try !read("return {}").isolate)
    }

    @Test(
        "Mistakes are named with file and field",
        arguments: [
            (#"return { conections = {} }"#, "unknown key 'conections'"),
            (#"return { limits = { proofs_waiting = 0 } }"#, "a whole number from 1"),
            (#"return { limits = { settle = "soon" } }"#, "'limits.settle' must be a duration"),
            (
                #"return { connections = { a = { tenant = "contoso.example", client = "22222222-2222-4222-8222-222222222222" } } }"#,
                "secret' is missing"
            ),
            (
                #"return { connections = { a = { tenant = "contoso.example", client = "22222222-2222-4222-8222-222222222222", secret = "hunter2" } } }"#,
                "must say where the secret is"
            ),
            (
                #"return { connections = { a = { tenant = "contoso.example", client = "22222222-2222-4222-8222-222222222222", secret = "env:A", cloud = "mars" } } }"#,
                "mars"
            ),
            (#"return { grants = { p = { http = { "nonsense" } } } }"#, "nonsense"),
            (#"return { limits = function() end }"#, "function"),
            (#"return { grants = { p = { graph = { "GET users" } } } }"#, "GET users"),
            (#"return { grants = { p = { shell = {} } } }"#, "unknown key 'grants.p.shell'"),
            (#"return { commands = { c = {} } }"#, "'commands.c.argv' is missing"),
            (#"return { commands = { c = { argv = { "x" } } } }"#, "absolute path"),
            (#"return { commands = { c = { argv = { "/x" }, shell = true } } }"#, "shell"),
            (#"return { commands = { c = { argv = { "/x" }, allow_env = 3 } } }"#, "allow_env"),
        ])
    func mistakes(text: String, fragment: String) throws {
        #expect { try read(text) } throws: { error in
            let message = "\(error)"
            return message.contains(fragment) && message.contains("config.lua")
                && !message.contains("hunter2")
        }
    }

    @Test("Commands have a fixed argument vector, a time-out and variables")
    func commands() throws {
        let commands = try read(
            """
            return { commands = {
              plain = { argv = { "/bin/true" } },
              full = { argv = { "/bin/a", "b" }, timeout = "5s", env = { A = "1" },
                       allow_env = { "B" } },
              any = { argv = { "/bin/true" }, allow_env = true },
            } }
            """
        ).commands
        #expect(commands["plain"] == Command(arguments: ["/bin/true"]))
        #expect(
            commands["full"]
                == Command(
                    arguments: ["/bin/a", "b"], timeout: .seconds(5), environment: ["A": "1"],
                    variables: .these(["B"])))
        #expect(commands["any"]?.variables == .any)
    }

    @Test("A connection's secret is read from its place anew each time")
    func secretSource() throws {
        let path = "\(folder.path)/secret"
        let source = try #require(SecretSource("file:\(path)"))
        try "one\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try source.read(for: "a") == SecretValue("one"))
        try "two".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try source.read(for: "a") == SecretValue("two"))
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: IssuerError.self) { try source.read(for: "a") }
        #expect(SecretSource("hunter2") == nil)
    }
}
