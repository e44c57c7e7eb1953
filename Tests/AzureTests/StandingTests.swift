import Emulator
import HTTP
import Logging
import Rotation
import TestSupport
import Testing

@testable import Azure

/// What decides beside the application, read over HTTP from an emulated tenant.
struct StandingTests {
    private let clock = ManualClock()

    /// A tenant with the example's application, and an issuer whose token carries these roles.
    private func site(_ roles: String...) throws -> (issuer: AzureIssuer, tenant: RunningEmulator) {
        var configuration = EmulatorConfiguration()
        configuration.clock = .virtual(start: clock.now())
        configuration.permission = .all
        configuration.roles = roles
        let running = try RunningEmulator.start(configuration)
        let secret = running.clientSecret
        let connection = AzureConnection(
            name: "default", tenantID: running.tenantID, clientID: running.clientID,
            hosts: AzureHosts(login: running.baseURL, graph: running.baseURL),
            secret: { SecretValue(secret) })
        return (
            AzureIssuer(connection, clock: clock, log: Logger(label: "test")), running
        )
    }

    private func payments(_ issuer: AzureIssuer) throws -> Application {
        try issuer.application(
            ApplicationReference(objectID: "0b1d0001-0000-4000-8000-000000000002"))
    }

    private func send(
        _ method: String, _ path: String, _ body: String, to issuer: AzureIssuer
    ) throws {
        _ = try issuer.graph.send(
            GraphCall(
                action: "prepare a test", what: path, method: method, path: path,
                body: Array(body.utf8)))
    }

    @Test("A service principal that is there, disabled, and gone")
    func signIn() throws {
        let (issuer, tenant) = try site()
        defer { tenant.stop() }
        let application = try payments(issuer)
        #expect(try issuer.standing(of: application).signIn == .enabled)
        let path = "/v1.0/servicePrincipals(appId='\(application.clientID)')"
        try send("PATCH", path, #"{"accountEnabled":false}"#, to: issuer)
        #expect(try issuer.standing(of: application).signIn == .disabled)
        try send("DELETE", path, "", to: issuer)
        #expect(try issuer.standing(of: application).signIn == .missing)
    }

    @Test("Secrets of the service principal are seen")
    func principalSecrets() throws {
        let (issuer, tenant) = try site()
        defer { tenant.stop() }
        let application = try payments(issuer)
        try send(
            "POST", "/v1.0/servicePrincipals(appId='\(application.clientID)')/addPassword",
            #"{"passwordCredential":{"displayName":"by hand"}}"#, to: issuer)
        let seen = try issuer.standing(of: application).principalCredentials
        #expect(seen.map(\.displayName) == ["by hand"])
        let listed = try issuer.inventory().filter { !$0.application.principalCredentials.isEmpty }
        #expect(listed.map(\.application.clientID) == [application.clientID])
        #expect(listed.first?.application.principalCredentials == seen)
    }

    @Test("The tenant's rule is known where it may be read, and not asked for elsewhere")
    func rule() throws {
        for (roles, isKnown) in [(["Policy.Read.All"], true), ([], false)] {
            let (issuer, tenant) = try roles.isEmpty ? site() : site(roles[0])
            defer { tenant.stop() }
            let knobs = HTTPRequest(
                "PUT", tenant.baseURL + "/_emulator/knobs",
                headers: [HTTPField("Content-Type", "application/json")],
                body: Array(#"{"policy":{"secretLifetime":2592000}}"#.utf8), repeatable: true)
            #expect(try HTTPClient().send(knobs).status < 300)
            let rule = try issuer.standing(of: payments(issuer)).rule
            #expect(rule?.longestLife == (isKnown ? .days(30) : nil))
            #expect((rule?.policyID.isEmpty == false) == isKnown)
        }
    }
}
