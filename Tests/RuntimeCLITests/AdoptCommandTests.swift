import Foundation
import Rotation
import TestSupport
import Testing

/// `adopt`, by the real program: one home made a secret, another takes it over.
struct AdoptCommandTests {
    private let town: Town
    private let key: String
    private let value: String
    private static let id = "6f3c0001-0000-4000-8000-000000000002"

    init() throws {
        town = try Town()
        let file = try town.write(Self.policy(), to: "payments.lua")
        let made = try town.runtime("run", "--once", file)
        try #require(made.status == 0, "\(made.errors)")
        let status = try town.runtime("status", "--json").output
        key = try #require(ValueText.decodeList(status)?.first?["current_key_id"]?.text)
        value = try town.runtime("secret", "get", "PAYMENTS").output.trimmed
        let adopting = try town.write(Self.policy(#"initial = "due","#), to: "other.lua")
        let other = try town.runtime("run", "--once", adopting, with: elsewhere)
        try #require(other.status == 0, "\(other.errors)")
    }

    private static func policy(_ more: String = "") -> String {
        """
        return {
          name = "payments", application = { client_id = "\(id)" }, \(more)
          interval = "30d", secrets = { client_secret = "PAYMENTS" },
        }
        """
    }

    private var elsewhere: [String: String] { ["RUNTIME_HOME": "\(town.folder.path)/other"] }

    private func adopt(_ value: String?, key: String? = nil) throws -> RuntimeProcess.Result {
        let arguments = ["adopt", "payments", "--key-id", key ?? self.key]
        guard let value else {
            return try RuntimeProcess.run(
                arguments, environment: town.environment.merging(elsewhere) { $1 },
                folder: town.folder.path)
        }
        let command = ([RuntimeProcess.path] + arguments).map { "'\($0)'" }
            .joined(separator: " ")
        let environment = town.environment.merging(elsewhere) { $1 }
            .merging(["VALUE": value]) { $1 }
        return try RuntimeProcess.run(
            ["-c", #"printf '%s\n' "$VALUE" | \#(command) --secret-stdin"#],
            environment: environment, folder: town.folder.path, program: "/bin/sh")
    }

    private func read(_ arguments: String...) throws -> String {
        try RuntimeProcess.run(
            arguments, environment: town.environment.merging(elsewhere) { $1 },
            folder: town.folder.path
        ).output
    }

    @Test("With its value it is current at once, and the next run replaces it")
    func current() throws {
        let result = try adopt(value)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("payments: \(key) is current, as v1; it ends "))
        #expect(try read("secret", "get", "PAYMENTS").trimmed == value)
        #expect(try town.writes("addPassword", of: Town.payments) == 1)
        #expect(try read("history", "payments").contains("version 1 is current"))
        let rotated = try town.runtime("rotate", "payments", with: elsewhere)
        #expect(rotated.status == 0, "\(rotated.errors)")
        let secret = try read("secret", "get", "PAYMENTS").trimmed
        #expect(secret != value)
        #expect(try town.signIn(Self.id, secret) == 200)
        #expect(try town.liveKeyIDs(of: Town.payments).contains(key))
    }

    @Test(
        "Without its value it stays until the next delivery has been made and its overlap is over")
    func previous() throws {
        let result = try adopt(nil)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("is removed after the next delivery"))
        #expect(try read("status", "payments").contains("previous"))
        _ = try town.runtime("rotate", "payments", with: elsewhere)
        #expect(try town.liveKeyIDs(of: Town.payments).contains(key))
        try town.advance(.hours(2))
        _ = try town.runtime("rotate", "payments", with: elsewhere)
        _ = try town.runtime("run", "--once", "other.lua", with: elsewhere)
        #expect(!(try town.liveKeyIDs(of: Town.payments).contains(key)))
    }

    @Test("A wrong value is refused with what to do, and not kept")
    func wrong() throws {
        let other = try adopt("zzz" + value.dropFirst(3))
        #expect(other.status == 1)
        #expect(other.errorLines.first?.contains("begins otherwise than the directory") == true)
        let damaged = try adopt(value.prefix(3) + "~~~~~~~~~~~~~~~~~~~~~~~~~~~")
        #expect(damaged.status == 1)
        #expect(damaged.errorLines.first?.contains("does not sign in") == true)
        #expect(!damaged.errors.contains(value))
        let rotations = ValueText.decodeList(try read("status", "--json"))
        #expect(rotations?.first?["credentials"] == .list([]))
        #expect(try adopt(value).status == 0, "the refusals leave nothing behind")
    }

    @Test("Bad input: no GUID, nothing on standard input, a key that is not there, one twice")
    func badInput() throws {
        #expect(try adopt(nil, key: "nonsense").status == 2)
        let empty = try adopt("")
        #expect(empty.status == 2 && empty.errorLines.first?.contains("is empty") == true)
        let unknown = try adopt(nil, key: "00000000-0000-4000-8000-00000000dead")
        #expect(unknown.status == 1)
        #expect(unknown.errorLines.first?.contains("no client secret with key id") == true)
        _ = try adopt(nil)
        let twice = try adopt(nil)
        #expect(twice.status == 1)
        #expect(twice.errorLines.first?.contains("is looked after already") == true)
    }

    @Test("On a terminal the value is asked for and not shown")
    func terminal() throws {
        let terminal = try PseudoTerminal(
            ["adopt", "payments", "--key-id", key, "--secret-stdin"],
            environment: town.environment.merging(elsewhere) { $1 }, folder: town.folder.path)
        try terminal.wait(for: "value of the secret:")
        try terminal.press(value + "\n", until: "is current, as v1")
        #expect(try terminal.end() == 0)
        #expect(!terminal.screen.text.contains(value))
    }

    @Test("Killed before it is judged, the next run of any kind takes it")
    func killed() throws {
        try town.fault("stall", on: "application")
        let before = try town.requests("application")
        let process = try RuntimeProcess(
            ["adopt", "payments", "--key-id", key],
            environment: town.environment.merging(elsewhere) { $1 }, folder: town.folder.path)
        try town.waitUntil { try town.requests("application") > before }
        process.kill()
        let result = try town.runtime("run", "--once", "other.lua", with: elsewhere)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try read("status", "payments").contains("previous"))
    }
}
