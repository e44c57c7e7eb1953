import Foundation
import Rotation
import TestSupport
import Testing

/// `runtime connection`: every way to sign in, against a tenant that verifies what it is shown.
struct ConnectionCommandTests {
    private func test(
        _ town: Town, _ arguments: String...
    ) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(["connection", "test"] + arguments, environment: town.environment)
    }

    @Test("It says who we are, what we may do and what is missing")
    func report() throws {
        let town = try Town()
        let result = try test(town)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines[0] == "connection default: signed in")
        #expect(result.output.contains("client 22222222-2222-4222-8222-222222222222"))
        #expect(result.output.contains("permissions  Application.ReadWrite.OwnedBy"))
        #expect(result.output.contains("missing      AuditLog.Read.All: optional"))
        #expect(!result.output.contains("too broad"))
        #expect(result.output.contains("tenant rule  unknown: it may not be read"))
        #expect(!town.hasHome)
    }

    @Test("More than is needed is said, and the tenant's rule where it may be read")
    func broad() throws {
        let town = try Town(
            "--permission", "all", "--role", "Policy.Read.All", "--role", "AuditLog.Read.All")
        let result = try test(town, "--json")
        let report = try #require(ValueText.decode(result.output))
        #expect(report["can_rotate"] == .string("all"))
        #expect(report["missing"] == .list([]))
        guard case .list(let broad)? = report["too_broad"] else { return }
        #expect(broad.map { $0["permission"] } == [.string("Application.ReadWrite.All")])
        #expect(report["rule"] == .string("none"))
        try town.set(knobs: #"{"policy":{"secretLifetime":7776000}}"#)
        let limited = try #require(ValueText.decode(test(town, "--json").output))
        #expect(limited["rule"]?["longest_life"] == .int(90 * 86_400))
    }

    @Test("Connections are listed without signing in anywhere")
    func list() throws {
        let town = try Town()
        try town.configure(
            #"""
            return { connections = {
              a = { tenant = "contoso.example", client = "22222222-2222-4222-8222-222222222222", certificate = "/a.pem" },
              b = { tenant = "contoso.example", client = "22222222-2222-4222-8222-222222222222", token_file = "/t", cloud = "usgov" },
              m = { tenant = "contoso.example", managed = true } } }
            """#)
        let result = try town.runtime("connection", "list", "--json")
        let listed = try #require(ValueText.decodeList(result.output))
        #expect(listed.map { $0["connection"]?.text } == ["a", "b", "default", "m"])
        #expect(
            listed.map { $0["signs_in_by"]?.text }
                == ["certificate", "token file", "secret", "managed identity"])
        #expect(listed[1]["graph_host"] == .string("https://graph.microsoft.us"))
    }
}
