import Foundation
import Rotation
import TestSupport
import Testing

/// `runtime reconcile` against a tenant.
struct ReconcileCommandTests {
    private let town: Town
    private let policy = Town.policy("quickstart.lua")

    init() throws {
        town = try Town()
        try #require(try town.runtime("run", "--once", policy).status == 0)
        try town.advance(.hours(1))
    }

    /// A display name that bears this home's marker.
    private func marker() throws -> String {
        let credentials = try town.graph("GET", "/v1.0/applications/\(Town.quickstart)")
        guard case .list(let all)? = credentials["passwordCredentials"] else { return "" }
        let own = try #require(
            all.compactMap { $0["displayName"]?.text }.first { $0.hasPrefix("runtime ") })
        return String(own.dropLast(26)) + "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    }

    @Test("A home in order: others' secrets are reported and left alone")
    func inOrder() throws {
        let result = try town.runtime("reconcile")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("not ours"))
        #expect(result.output.contains("Reconciled: 0 removed, 0 to look at, 1 left alone"))
        #expect(try town.writes("removePassword", of: Town.quickstart) == 0)
    }

    @Test("A secret of ours that nobody knows is removed by way of the journal; dry run only tells")
    func orphan() throws {
        let keyID = try town.addSecret(named: try marker(), to: Town.quickstart)
        let dry = try town.runtime("reconcile", "--dry-run")
        #expect(dry.status == 1)
        #expect(dry.output.contains("- secret \(keyID)"))
        #expect(dry.output.contains("1 would be removed"))
        #expect(try town.liveKeyIDs(of: Town.quickstart).contains(keyID))

        let result = try town.runtime("reconcile", "--json")
        #expect(result.status == 0, "\(result.errors)")
        let report = try #require(ValueText.decode(result.output))
        #expect(report["summary"]?["removed"]?.integer == 1)
        #expect(try !town.liveKeyIDs(of: Town.quickstart).contains(keyID))
        let history = try town.runtime("history", "quickstart").output
        #expect(history.contains("found") && history.contains("cleaned"))
        #expect(try town.runtime("reconcile", "quickstart").output.contains("0 removed"))
        #expect(try town.liveKeyIDs(of: Town.quickstart).count == 2, "ours and the portal's")
    }

    @Test("A current secret that somebody removed is an alarm with what to do")
    func missing() throws {
        let status = try town.runtime("status", "--json").output
        let keyID = try #require(
            ValueText.decodeList(status)?.first?["current_key_id"]?.text)
        try town.removeSecret(keyID, from: Town.quickstart)
        let result = try town.runtime("reconcile")
        #expect(result.status == 1)
        #expect(result.errorLines.first?.contains("somebody removed it") == true)
        #expect(result.hintLines.first?.contains("'runtime rotate quickstart'") == true)
        #expect(result.output.contains("! secret \(keyID) (v1)"))
    }

    @Test("Ours on an application without a rotation needs a person, and is not touched")
    func abandoned() throws {
        let keyID = try town.addSecret(named: try marker(), to: Town.payments)
        let result = try town.runtime("reconcile")
        #expect(result.status == 1)
        #expect(result.output.contains("no rotation here"))
        #expect(try town.liveKeyIDs(of: Town.payments).contains(keyID))
        #expect(try town.runtime("reconcile", "quickstart").status == 0)
    }

    @Test("Without any rotation every application of every connection is looked at all the same")
    func nothingOnRecord() throws {
        let ours = try town.addSecret(named: try marker(), to: Town.payments)
        let theirs = try marker().replacing(/^runtime .{8}/, with: "runtime 99999999")
        let other = try town.addSecret(named: theirs, to: Town.payments)
        try #require(try town.runtime("delete", "quickstart", "--yes").status == 0)
        let result = try town.runtime("reconcile")
        #expect(result.status == 1)
        #expect(result.output.contains("! secret \(ours)"))
        #expect(result.output.contains("· secret \(other)"))
        #expect(result.output.contains("0 removed, 1 to look at, 1 left alone"))
        #expect(try town.liveKeyIDs(of: Town.payments).contains(ours))
    }

    /// Two connections, the second with this host to sign in at.
    private func connectTwice(login: String) throws {
        try town.configure(
            """
            local function way(login) return {
              tenant = "\(town.environment["AZURE_TENANT_ID"] ?? "")",
              client = "\(town.environment["AZURE_CLIENT_ID"] ?? "")",
              secret = "env:AZURE_CLIENT_SECRET", login = login, graph = "\(town.baseURL)",
            } end
            return { connections = { default = way("\(town.baseURL)"), second = way("\(login)") } }
            """)
    }

    @Test("Two connections into one tenant tell of each secret once")
    func twoConnections() throws {
        try connectTwice(login: town.baseURL)
        let result = try town.runtime("reconcile")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("0 removed, 0 to look at, 1 left alone"))
    }

    @Test("A connection that does not work is told, and the others are looked at all the same")
    func oneOfTwo() throws {
        try connectTwice(login: "http://127.0.0.1:1")
        let keyID = try town.addSecret(named: try marker(), to: Town.quickstart)
        let result = try town.runtime("reconcile")
        #expect(result.status == 75, "\(result.errors)")
        #expect(result.errorLines.last?.contains("\"second\"") == true, "\(result.errors)")
        #expect(result.output.contains("1 removed, 0 to look at, 1 left alone"))
        #expect(try !town.liveKeyIDs(of: Town.quickstart).contains(keyID))
    }

    @Test("While another process holds the rotation, it is that one that removes the orphan")
    func held() throws {
        let process = try town.start("run", policy)
        defer { process.kill() }
        let keyID = try town.addSecret(named: try marker(), to: Town.quickstart)
        let result = try town.runtime("reconcile", "--max-wait", "1h")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try !town.liveKeyIDs(of: Town.quickstart).contains(keyID))
    }

    @Test("A tenant out of reach is status 75")
    func reach() throws {
        let closed = try town.runtime(
            "reconcile", with: ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"])
        #expect(closed.status == 75)
        #expect(closed.errorLines.count == 1)
    }
}
