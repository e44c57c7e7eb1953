import Azure
import HTTP
import Rotation
import TestSupport
import Testing

struct AzureIssuerWriteTests {
    private let wish = MintRequest(
        objectID: "o1", marker: "runtime HOME0001 01ARZ3", keyID: "k-1",
        endsAt: Instant(1_900_000_000))
    private let made = LoopbackServer.Reply.json(
        #"{"keyId":"K-1","secretText":"7Q~very.secret","hint":"7Q~","displayName":"m","#
            + #""startDateTime":"2030-01-01T00:00:00Z","endDateTime":"2030-03-17T17:46:40.5Z"}"#)

    @Test("A mint sends the wrapped body with marker, end and key id, once, on its own connection")
    func mint() throws {
        let tenant = try ScriptedTenant(graph: [made])
        let minted = try tenant.issuer.mint(wish)
        #expect(minted.value == SecretValue("7Q~very.secret"))
        #expect(minted.keyID == "k-1" && minted.hint == "7Q~")
        #expect(minted.endsAt == Instant(1_900_000_000))
        let request = try #require(tenant.graphRequests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/v1.0/applications/o1/addPassword")
        #expect(request["content-type"] == "application/json")
        #expect(
            request.text == #"{"passwordCredential":{"displayName":"runtime HOME0001 01ARZ3","#
                + #""endDateTime":"2030-03-17T17:46:40Z","keyId":"k-1"}}"#)
        #expect(tenant.signIns.map(\.connection) != [request.connection])
    }

    @Test("A write whose outcome cannot be known says so, and is not sent again")
    func unknownOutcome() throws {
        let replies: [LoopbackServer.Reply] = [
            .close, .graph(500, "generalException"), .json("<html>"),
            .respond(status: 504, headers: ["Retry-After: 1"], body: ""),
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"keyId\":"),
            .json(#"{"keyId":"k-1","secretText":null}"#), .json(#"{"secretText":"abc"}"#),
        ]
        for reply in replies {
            let tenant = try ScriptedTenant(graph: [reply, made])
            let error = issuerError { () throws(IssuerError) in try tenant.issuer.mint(wish) }
            guard case .noAnswer(_, let why) = error else {
                Issue.record("\(reply): \(String(describing: error))")
                continue
            }
            #expect(!why.contains("abc"))
            #expect(tenant.graphRequests.count == 1)
        }
    }

    @Test("A write that was refused is known not to have happened")
    func refusals() throws {
        let sentence = GraphSentences.concurrency
        let rows: [(LoopbackServer.Reply, Recovery)] = [
            (.graph(409, "Directory_ConcurrencyViolation", sentence), .retry(after: nil)),
            (.graph(400, "Request_BadRequest", sentence), .retry(after: nil)),
            (.graph(400, "Request_BadRequest"), .inspect),
            (.graph(400, "CredentialInvalidLifetimeAsPerAppPolicy"), .fixPolicy),
            (.graph(403, "Authorization_RequestDenied"), .fixAccess),
            (.graph(404, "Request_ResourceNotFound"), .fixAccess),
            (
                .respond(status: 429, headers: ["Retry-After: 3"], body: ""),
                .retry(after: .seconds(3))
            ),
        ]
        for (reply, recovery) in rows {
            let tenant = try ScriptedTenant(graph: [reply])
            let error = issuerError { () throws(IssuerError) in try tenant.issuer.mint(wish) }
            #expect(error?.recovery == recovery, "\(reply)")
            if case .noAnswer = error { Issue.record("\(reply) is no unknown outcome") }
        }
        let tenant = try ScriptedTenant(graph: [.graph(400, "Request_BadRequest", sentence)])
        let error = issuerError { () throws(IssuerError) in try tenant.issuer.mint(wish) }
        guard case .conflict = error else {
            Issue.record("expected conflict, got \(String(describing: error))")
            return
        }
    }

    @Test("A write refused for its token alone is sent again with a new one")
    func writeWithStaleToken() throws {
        let tenant = try ScriptedTenant(graph: [.graph(401, "InvalidAuthenticationToken"), made])
        _ = try tenant.issuer.mint(wish)
        #expect(tenant.graphRequests.count == 2)
        #expect(tenant.signIns.count == 2)
    }

    @Test("A write that never left is not an unknown outcome")
    func neverLeft() throws {
        let login = try LoopbackServer { _ in .token("T0") }
        let gone = try LoopbackServer { _ in .silence }.url
        let issuer = AzureIssuer(
            AzureConnection(
                name: "x", tenantID: "t", clientID: "c",
                hosts: AzureHosts(login: login.url, graph: gone), secret: { SecretValue("s") }),
            http: HTTPClient(), clock: SettableClock(), log: CapturedLog().logger)
        let error = issuerError { () throws(IssuerError) in try issuer.mint(wish) }
        guard case .unreachable = error else {
            Issue.record("expected unreachable, got \(String(describing: error))")
            return
        }
    }

    @Test("Removing says whether the directory had the credential")
    func remove() throws {
        let tenant = try ScriptedTenant(graph: [
            .respond(status: 204, headers: [], body: ""),
            .graph(400, "Request_BadRequest", "No password credential found with keyId."),
            .graph(404, "Request_ResourceNotFound"), .graph(500, ""),
        ])
        #expect(try tenant.issuer.remove(keyID: "k-1", from: "o1"))
        #expect(try !tenant.issuer.remove(keyID: "k-1", from: "o1"))
        func error() -> IssuerError? {
            issuerError { () throws(IssuerError) in
                try tenant.issuer.remove(keyID: "k-1", from: "o1")
            }
        }
        #expect(error() == .notFound(what: "application with object id o1"))
        guard case .noAnswer = error() else {
            Issue.record("expected noAnswer")
            return
        }
        let request = try #require(tenant.graphRequests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/v1.0/applications/o1/removePassword")
        #expect(request.text == #"{"keyId":"k-1"}"#)
    }
}

/// Sentences of Graph that have to be recognised by their text.
enum GraphSentences {
    static let concurrency =
        "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."
}
