import Azure
import Rotation
import TestSupport
import Testing

struct GraphClientTests {
    @Test("Each call leaves one line with its ids, and no token, secret or body in any line")
    func log() throws {
        let body =
            #"{"keyId":"k","secretText":"7Q~very.secret","endDateTime":"2030-01-01T00:00:00Z"}"#
        let tenant = try ScriptedTenant(
            token: .token("TOKEN-VALUE"),
            graph: [
                .json(body, headers: ["request-id: req-1"]),
                .graph(400, "Request_BadRequest", "m"), .close,
            ])
        let wish = MintRequest(
            objectID: "o1", marker: "MARKER", keyID: "k", endsAt: Instant(1_900_000_000))
        _ = try tenant.issuer.mint(wish)
        _ = issuerError { () throws(IssuerError) in try tenant.issuer.mint(wish) }
        _ = issuerError { () throws(IssuerError) in try tenant.issuer.mint(wish) }
        _ = try tenant.issuer.prove(clientID: "app", value: SecretValue("7Q~very.secret"))
        let lines = tenant.log.lines
        let calls = lines.filter { $0.hasPrefix("debug graph") }
        #expect(calls.count == 3)
        let sent = try #require(tenant.graphRequests.first?["client-request-id"])
        #expect(
            calls.first == "debug graph client-request-id=\(sent) method=POST "
                + "path=/v1.0/applications/o1/addPassword request-id=req-1 status=200")
        #expect(calls.last?.contains("(curl 52)") == true)
        let ids = Set(tenant.graphRequests.compactMap { $0["client-request-id"] })
        #expect(ids.count == 3)
        for needle in ["TOKEN-VALUE", "very.secret", "conn~Secret", "MARKER", "client_secret"] {
            #expect(!lines.contains { $0.contains(needle) }, "\(needle)")
        }
    }
}
