import Foundation
import Rotation
import Testing

/// Every mistake gets one line that names the thing, a remedy and its exit status.
struct BadInputTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func policy(_ changes: [String: String]) throws -> String {
        var fields = [
            "name": #""mistaken""#, "interval": #""30d""#,
            "application": #"{ client_id = "6f3c0001-0000-4000-8000-000000000001" }"#,
        ]
        fields.merge(changes) { $1 }
        let lines = fields.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value),\n" }
        return try town.write("return {\n\(lines.joined())}\n", to: "mistaken.lua")
    }

    private func expect(
        _ result: RuntimeProcess.Result, status: Int32, _ fragments: String...
    ) throws {
        #expect(result.status == status)
        #expect(result.errorLines.count == 1)
        #expect(!result.hintLines.isEmpty)
        let said = result.errors
        for fragment in fragments {
            #expect(said.contains(fragment), "\(fragment) is not in \(said)")
        }
        #expect(try town.writes("addPassword", of: Town.quickstart) == 0)
    }

    private func run(_ path: String, with changes: [String: String] = [:]) throws
        -> RuntimeProcess.Result
    {
        try town.runtime("run", "--once", "--max-wait", "0s", path, with: changes)
    }

    @Test("A missing file")
    func missingFile() throws {
        try expect(run("nowhere.lua"), status: 3, "\"nowhere.lua\"", "no such file")
    }

    @Test("A syntax error names file and line")
    func syntaxError() throws {
        let path = try town.write("return {\n  name = = 1\n}\n", to: "broken.lua")
        try expect(run(path), status: 3, "broken.lua:2:")
    }

    @Test("An unknown key is offered its nearest spelling")
    func unknownKey() throws {
        try expect(
            run(policy(["intervall": #""30d""#])), status: 3, "unknown key 'intervall'",
            "did you mean 'interval'?")
    }

    @Test("A name that is no slug")
    func badSlug() throws {
        try expect(run(policy(["name": #""Bad Name""#])), status: 3, "'name'", "Bad Name")
    }

    @Test("An unknown time zone")
    func badZone() throws {
        try expect(
            run(policy(["rotate_at": #""03:00""#, "timezone": #""Europe/Berln""#])), status: 3,
            "Europe/Berln", "Europe/Berlin")
    }

    @Test("A host that cannot be reached is tried again later")
    func unreachable() throws {
        let closed = "http://127.0.0.1:1"
        try expect(
            run(policy([:]), with: ["AZURE_AUTHORITY_HOST": closed]), status: 75,
            "127.0.0.1", "curl 7", "mistaken")
    }

    @Test("A wrong secret of the connection names the connection")
    func wrongSecret() throws {
        try expect(
            run(policy([:]), with: ["AZURE_CLIENT_SECRET": "wrong~"]), status: 1,
            "connection \"default\"", "7000215")
    }

    @Test("A connection that is not configured")
    func noConnection() throws {
        try expect(
            run(policy(["connection": #""contoso""#])), status: 1, "\"contoso\"",
            "no such connection")
    }

    @Test("An application that is not there")
    func notFound() throws {
        let id = "6f3c0001-0000-4000-8000-00000000ffff"
        try expect(
            run(policy(["application": "{ client_id = \"\(id)\" }"])), status: 1, id,
            "not found")
    }

    @Test("An application that the connection does not own")
    func denied() throws {
        let id = try town.addApplication(named: "foreign", isOwned: false)
        try expect(
            run(policy(["application": "{ client_id = \"\(id)\" }"])), status: 1,
            "not permitted", "Application.ReadWrite.OwnedBy")
        #expect(try town.writes("addPassword", of: id) == 0)
    }

    @Test("A master key of another home")
    func wrongKey() throws {
        try town.settle()
        let key = "\(town.home)/master.key"
        try String(repeating: "0", count: 64).write(
            toFile: key, atomically: true, encoding: .utf8)
        try expect(run(policy([:])), status: 1, "master key", "master.key")
    }

    @Test("An unknown option is bad usage")
    func usage() throws {
        try expect(try town.runtime("run", "--onec", "x.lua"), status: 2, "--onec")
    }

    @Test("An unknown rotation and an unknown secret")
    func unknownNames() throws {
        try town.settle()
        try expect(try town.runtime("status", "nobody"), status: 1, "\"nobody\"")
        try expect(try town.runtime("rotate", "nobody"), status: 1, "\"nobody\"")
        try expect(try town.runtime("secret", "get", "NOTHING"), status: 1, "\"NOTHING\"")
    }

    @Test("A home that is not there is not made by looking at it")
    func noHome() throws {
        for arguments in [["status"], ["secret", "list"], ["history", "x"]] {
            let result = try RuntimeProcess.run(arguments, environment: town.environment)
            try expect(result, status: 1, town.home)
        }
        #expect(!town.hasHome)
    }

    @Test("Output that cannot be written is an error, not a crash")
    func fullOutput() throws {
        try town.settle()
        let result = try RuntimeProcess.run(
            ["-c", "'\(RuntimeProcess.path)' status >/dev/full; echo \"exit $?\""],
            environment: town.environment, program: "/bin/sh")
        #expect(result.output == "exit 1\n")
        #expect(result.errors.isEmpty)
    }

    @Test("A misspelt limit of the configuration")
    func badConfiguration() throws {
        try town.configure("return { limits = { setle = \"1s\" } }")
        try expect(
            run(policy([:])), status: 3, "unknown key 'limits.setle'", "did you mean 'settle'?")
    }
}
