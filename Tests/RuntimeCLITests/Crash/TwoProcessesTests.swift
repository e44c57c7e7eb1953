import Foundation
import Rotation
import Testing

/// Two processes on one home, one of which stands still where it hurts.
struct TwoProcessesTests {
    private let town: Town
    private let foreign: Set<String>

    init() throws {
        town = try Town()
        foreign = Set(try town.liveKeyIDs(of: Town.quickstart))
    }

    /// A process that stands still at `point`.
    private func stopped(at point: String, _ arguments: String...) throws -> RuntimeProcess {
        let process = try town.start(
            arguments: arguments, with: ["RUNTIME_FAILPOINT": "\(point):stop"])
        try town.waitUntil { process.isStandingStill }
        // Time is to go on without it.
        try town.leaveClock(process.id)
        return process
    }

    private func once() throws -> RuntimeProcess.Result {
        try town.runtime("run", "--once", Town.policy("quickstart.lua"))
    }

    /// Takes the file by which the stopped process shows that it lives.
    private func takeLock() throws {
        let folder = "\(town.home)/instances"
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
        }
    }

    private func rotation() throws -> Value {
        let status = try town.runtime("status", "--json")
        return try #require(ValueText.decodeList(status.output)?.first)
    }

    private func current() throws -> String {
        try #require(try rotation()["current_key_id"]?.text)
    }

    /// Live credentials of ours that no row of the home knows.
    private func unknown() throws -> [String] {
        guard case .list(let rows)? = try rotation()["credentials"],
            case .list(let held)? = try town.truth(of: Town.quickstart)["credentials"]
        else { return ["?"] }
        let known = Set(rows.flatMap { [$0["key_id"]?.text, $0["marker"]?.text] })
        return held.filter { $0["live"] == .bool(true) }.compactMap { credential in
            let names = [credential["keyId"]?.text, credential["displayName"]?.text]
            let isKnown = names.contains { known.contains($0) }
            return isKnown || foreign.contains(names[0] ?? "") ? nil : names[0]
        }
    }

    private func readSecretSignsIn() throws -> Bool {
        let secret = try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET").output.trimmed
        let client = try town.runtime("secret", "get", "QUICKSTART_CLIENT_ID").output.trimmed
        return try town.signIn(client, secret) == 200
    }

    @Test("One that is stopped before it asks keeps its rotation: the other makes nothing")
    func stoppedAlive() throws {
        let policy = Town.policy("quickstart.lua")
        let first = try stopped(at: "before-mint", "run", "--once", policy)
        let second = try town.runtime("run", "--once", "--max-wait", "2m", policy)
        #expect(second.status == 75)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 0)

        first.goOn()
        #expect(first.finish().status == 0)
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(try Set(town.liveKeyIDs(of: Town.quickstart)) == foreign.union([current()]))
        #expect(try readSecretSignsIn())
    }

    @Test(
        "A revoke that is asked for while another run begins is done all the same",
        arguments: ["after-claim", "before-read", "before-commit-intended"])
    func revokedMeanwhile(point: String) throws {
        #expect(try once().status == 0)
        let leaked = try current()
        let first = try stopped(at: point, "rotate", "quickstart")
        let second = try town.runtime("revoke", "quickstart", "--max-wait", "2m")
        #expect(second.status == 75, "\(second.errors)")

        first.goOn()
        #expect(first.finish().status == 0)
        #expect(try once().status == 0)
        #expect(try Set(town.liveKeyIDs(of: Town.quickstart)) == foreign.union([current()]))
        #expect(try current() != leaked)
        #expect(try readSecretSignsIn())
    }

    @Test(
        "One that lost its lease while it was stopped seals nothing; what it made is removed",
        arguments: ["before-commit-intended", "after-commit-intended", "before-mint", "after-mint"])
    func leaseLost(point: String) throws {
        let first = try stopped(at: point, "run", "--once", Town.policy("quickstart.lua"))
        try takeLock()
        #expect(try once().status == 0)
        let made = try current()
        #expect(try readSecretSignsIn())

        first.goOn()
        _ = first.finish()
        #expect(try current() == made)
        #expect(try unknown() == [])
        #expect(try rotation()["version"]?.integer == 1)

        try town.advance(.days(1))
        #expect(try once().status == 0)
        #expect(try Set(town.liveKeyIDs(of: Town.quickstart)) == foreign.union([made]))
        #expect(try readSecretSignsIn())
    }

    @Test("One that goes on keeps the home's files while others come and go")
    func comeAndGo() throws {
        try town.holdClock()
        let first = try town.start("run", Town.policy("quickstart.lua"))
        let files = "/proc/\(first.id)/fd"
        func open() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: files).compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)")
            }
        }
        // The worker that makes the first secret has a connection of its own.
        try town.waitUntil { try open().count { $0.hasSuffix("runtime.db-wal") } > 1 }
        #expect(try town.runtime("pause", "nosuch").status != 0)
        #expect(try town.runtime("pause", "quickstart").status == 0)
        #expect(try town.runtime("resume", "quickstart").status == 0)
        #expect(try open().contains { $0.hasSuffix("runtime.db-wal") })
        #expect(try !open().contains { $0.hasSuffix("(deleted)") })
        first.terminate()
        _ = first.finish()
    }

    @Test("One that lost its lease before a removal harms nothing when it goes on")
    func removal() throws {
        #expect(try once().status == 0)
        #expect(try town.runtime("rotate", "quickstart").status == 0)
        try town.advance(.minutes(61))
        let first = try stopped(
            at: "before-remove", "run", "--once", Town.policy("quickstart.lua"))
        try takeLock()
        #expect(try once().status == 0)
        let made = try current()

        first.goOn()
        _ = first.finish()
        #expect(try once().status == 0)
        #expect(try Set(town.liveKeyIDs(of: Town.quickstart)) == foreign.union([made]))
        #expect(try town.writes("addPassword", of: Town.quickstart) == 2)
        #expect(try readSecretSignsIn())
    }
}
