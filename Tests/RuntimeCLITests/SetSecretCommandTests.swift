import Foundation
import Rotation
import SecretStore
import TestSupport
import Testing

/// A connection's own secret in the store.
struct SetSecretCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func configure(_ secret: String = "store") throws {
        try town.configure(
            """
            return { connections = { default = {
              tenant = "\(town.environment["AZURE_TENANT_ID"] ?? "")",
              client = "\(town.environment["AZURE_CLIENT_ID"] ?? "")", secret = "\(secret)",
              login = "\(town.baseURL)", graph = "\(town.baseURL)" } } }
            """)
    }

    private func set(_ value: String, _ name: String = "default") throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(
            ["connection", "set-secret", name], environment: town.environment,
            folder: town.folder.path, input: value)
    }

    @Test("What is piped in is kept sealed and signs in; a later one takes its place")
    func keeps() throws {
        try configure()
        #expect(try set("wrong~secret.1\n").status == 0)
        let refused = try town.runtime("connection", "test")
        #expect(refused.status == 1 && refused.errors.contains("AADSTS7000215"))
        let kept = try set(town.connectionSecret + "\n")
        #expect(kept.status == 0, "\(kept.errors)")
        let tested = try town.runtime("connection", "test")
        #expect(tested.status == 0, "\(tested.errors)")
        let list = try town.runtime("connection", "list")
        #expect(list.output.contains("secret in the store"))
        #expect(try town.runtime("run", "--once", Town.policy("quickstart.lua")).status == 0)
    }

    @Test("It is nowhere in the clear: not in the home's files, not in any output")
    func sealed() throws {
        try configure()
        let open = try SecretStore(folder: HomeFolder(path: town.home))
        let trace = ["RUNTIME_LOG": "trace"]
        let environment = town.environment.merging(trace) { $1 }
        let kept = try RuntimeProcess.run(
            ["connection", "set-secret", "default"], environment: environment,
            input: town.connectionSecret)
        let results = try [
            kept, town.runtime("connection", "test", with: trace),
            town.runtime("connection", "list", "--json"), town.runtime("secret", "list", "--json"),
        ]
        var heard = Data(results.map { $0.output + $0.errors }.joined().utf8)
        for name in try FileManager.default.contentsOfDirectory(atPath: town.home) {
            heard += FileManager.default.contents(atPath: "\(town.home)/\(name)") ?? Data()
        }
        #expect(results.allSatisfy { $0.status == 0 })
        #expect(heard.count > 10_000)
        #expect(heard.range(of: Data(town.connectionSecret.utf8)) == nil)
        #expect(heard.range(of: Data(town.connectionSecret.utf8).base64EncodedData()) == nil)
        #expect(try open.secrets(ofConnection: "default", clientID: "c").count == 1)
    }

    @Test("Mistakes are named, and nothing is kept")
    func mistakes() throws {
        try configure()
        let missing = try town.runtime("connection", "test")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("runtime connection set-secret default"))
        let cases =
            [("", "is empty"), ("\n", "is empty"), ("two words", "holds blanks")]
            + [(String(repeating: "a", count: 5_000), "is too long")]
        for (text, why) in cases {
            let result = try set(text)
            #expect(result.status == 2)
            #expect(
                result.errorLines == [
                    "the secret on standard input \(why)"
                        + (why == "holds blanks" ? " or unprintable characters" : "")
                ])
        }
        let unknown = try set("x", "nobody")
        #expect(unknown.errorLines == ["no connection \"nobody\" is configured"])
        try configure("env:A")
        let elsewhere = try set("x")
        #expect(elsewhere.status == 1)
        #expect(elsewhere.hintLines == ["write secret = \"store\" for it in config.lua first"])
        try configure()
        #expect(try town.runtime("connection", "test").errors.contains("no secret is kept"))
    }

    @Test("On a terminal it is asked for and not shown")
    func typed() throws {
        try configure()
        let terminal = try PseudoTerminal(
            ["connection", "set-secret", "default"], environment: town.environment,
            folder: town.folder.path)
        try terminal.wait(for: "secret of connection \"default\":")
        try terminal.press(town.connectionSecret + "\n", until: "kept; try it with")
        #expect(try terminal.end() == 0)
        #expect(terminal.isSane)
        #expect(!terminal.screen.text.contains(town.connectionSecret))
        #expect(try town.runtime("connection", "test").status == 0)
    }

    // MARK: - The connection's own application

    private func own(_ hooks: String = "") throws -> String {
        try town.addOwnApplication()
        return try town.write(
            """
            return {
              name = "own", interval = "30d", auto = false,
              application = { client_id = "\(town.environment["AZURE_CLIENT_ID"] ?? "")" },
              secrets = { client_secret = "ROTATOR_SECRET" }, \(hooks)
            }
            """, to: "own.lua")
    }

    /// How many sign-ins a test of the connection takes: one when the latest secret is good.
    private func signIns() throws -> Int64 {
        let before = try town.requests("token")
        let result = try town.runtime("connection", "test")
        #expect(result.status == 0, "\(result.errors)")
        return try town.requests("token") - before
    }

    @Test("The connection's own secret is renewed only when asked for so, and then used at once")
    func renews() throws {
        try configure()
        #expect(try set(town.connectionSecret).status == 0)
        let policy = try own()
        #expect(try town.runtime("run", "--once", policy).status == 0)
        let accident = try town.runtime("rotate", "own")
        #expect(accident.status == 1)
        #expect(accident.errors.contains("'runtime rotate NAME --self'"))
        let renewed = try town.runtime("rotate", "own", "--self")
        #expect(renewed.status == 0, "\(renewed.errors)")
        #expect(try signIns() == 1)
        // A replica that does not know it yet is no outage: the one before still signs in.
        try town.strike(#"{"on":"token","fault":"status","status":401,"code":7000215}"#)
        #expect(try signIns() == 2)
        let again = try town.runtime("rotate", "own", "--self")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try signIns() == 1)
    }

    @Test("Where the secret is not in the store, or not the connection's, it is not offered")
    func notOffered() throws {
        let policy = try own()
        #expect(
            try town.runtime("run", "--once", policy, Town.policy("quickstart.lua")).status == 0)
        let elsewhere = try town.runtime("rotate", "own", "--self")
        #expect(elsewhere.status == 1)
        #expect(elsewhere.errors.contains("does not take its secret from the store"))
        #expect(elsewhere.errors.contains("runtime connection set-secret default"))
        let other = try town.runtime("rotate", "quickstart", "--self")
        #expect(other.status == 2)
        #expect(other.errors.contains("is not the application that connection"))
    }

    @Test("Killed right after its promotion, the connection signs in with the new secret")
    func killed() throws {
        try configure()
        #expect(try set(town.connectionSecret).status == 0)
        try town.configure(
            String(
                contentsOfFile: "\(town.home)/config.lua", encoding: .utf8
            ).replacing(
                "return {",
                with: """
                    return { commands = { hang = { argv = { "/bin/sleep", "600" } } },
                      grants = { own = { commands = { "hang" } } },
                    """))
        let policy = try own(
            """
            needs = { commands = { "hang" } },
            hooks = { rotated = function(event, host) host:command{ "hang" } end },
            """)
        #expect(try town.runtime("run", "--once", policy).status == 0)
        let process = try town.start("rotate", "own", "--self")
        try town.waitUntil {
            ValueText.decodeList(try town.runtime("status", "--json").output)?
                .first?["version"] == .int(1)
        }
        #expect(try signIns() == 1)
        process.kill()
        #expect(try signIns() == 1)
    }

    @Test("Killed while it is proven, the connection still signs in with the old secret")
    func killedEarly() throws {
        try configure()
        #expect(try set(town.connectionSecret).status == 0)
        let policy = try own()
        #expect(try town.runtime("run", "--once", policy).status == 0)
        try town.holdClock()
        let process = try town.start("rotate", "own", "--self")
        let id = try #require(
            try town.applicationIDs().first { id in
                try town.truth(of: id)["displayName"]?.text == "rotator"
            })
        try town.waitUntil { try !town.liveKeyIDs(of: id).isEmpty }
        process.kill()
        #expect(try signIns() == 1)
    }
}
