import Azure
import Rotation
import TestSupport
import Testing

struct AzureIssuerProofTests {
    private let value = SecretValue("new+secret&value")

    @Test("A proof signs in with that secret, on a connection of its own, past the token cache")
    func accepted() throws {
        let tenant = try ScriptedTenant()
        _ = try tenant.issuer.serverTime()
        #expect(try tenant.issuer.prove(clientID: "app", value: value) == .accepted)
        #expect(try tenant.issuer.prove(clientID: "app", value: value) == .accepted)
        #expect(Set(tenant.server.requests.map(\.connection)).count == 3)
        let form = try #require(tenant.signIns.last).text
        let pieces = form.split(separator: "&")
        #expect(pieces.contains("client_id=app"))
        #expect(pieces.contains("client_secret=new%2Bsecret%26value"))
        #expect(pieces.contains("grant_type=client_credentials"))
        #expect(pieces.contains { $0.hasPrefix("scope=") && $0.hasSuffix("%2F.default") })
        #expect(tenant.signIns.last?.target == "/t1/oauth2/v2.0/token")
    }

    @Test("A proof's token does not serve the connection")
    func proofDoesNotFillTheCache() throws {
        let tenant = try ScriptedTenant(
            tokens: [.token("PROOF"), .token("OWN")], graph: [.json(#"{"value":[]}"#)])
        _ = try tenant.issuer.prove(clientID: "c1", value: value)
        _ = try tenant.issuer.applications()
        #expect(tenant.graphRequests.first?["authorization"] == "Bearer OWN")
    }

    @Test(
        "Codes that a young secret gets mean 'not yet'", arguments: [7_000_215, 7_000_222, 700_016])
    func notYet(_ code: Int) throws {
        let tenant = try ScriptedTenant(token: .entra(401, "invalid_client", code))
        let proof = try tenant.issuer.prove(clientID: "app", value: value)
        #expect(proof == .notYet(why: "AADSTS\(code): First"))
    }

    @Test("Loop detection asks for five minutes of peace")
    func pause() throws {
        let tenant = try ScriptedTenant(token: .entra(400, "invalid_grant", 50_196))
        let proof = try tenant.issuer.prove(clientID: "app", value: value)
        #expect(proof == .pause(.minutes(5), why: "AADSTS50196: First"))
    }

    @Test("Any other refusal ends the proof; trouble that passes does not")
    func others() throws {
        let rows: [(LoopbackServer.Reply, Recovery)] = [
            (.entra(400, "unauthorized_client", 7_000_112), .fixAccess),
            (.entra(400, "invalid_request", 90_002), .fixAccess),
            (.entra(400, "temporarily_unavailable", 90_033), .retry(after: nil)),
            (.entra(429, "x", 1, headers: ["Retry-After: 7"]), .retry(after: .seconds(7))),
            (.respond(status: 503, headers: [], body: ""), .retry(after: nil)),
            (.json("{}"), .retry(after: nil)), (.close, .retry(after: nil)),
        ]
        for (reply, recovery) in rows {
            let tenant = try ScriptedTenant(token: reply)
            let error = issuerError { () throws(IssuerError) in
                try tenant.issuer.prove(clientID: "app", value: value)
            }
            #expect(error?.recovery == recovery, "\(reply)")
        }
    }
}
