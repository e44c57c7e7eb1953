import Azure
import Foundation
import HTTP
import Rotation
import TestSupport
import Testing

struct AzureIssuerReadTests {
    private static let item =
        #"{"id":"O1","appId":"A1","displayName":null,"passwordCredentials":[{"keyId":"AB-C","#
        + #""endDateTime":"2030-01-01T00:00:00.1234567Z","hint":"7Q~","secretText":null}]}"#

    @Test("An application is read by object id, or by client id with the function form")
    func oneApplication() throws {
        let tenant = try ScriptedTenant(graph: [.json(Self.item), .json(Self.item)])
        let application = try tenant.issuer.application(.init(objectID: "o1"))
        _ = try tenant.issuer.application(.init(clientID: "a1"))
        #expect(application.objectID == "o1" && application.clientID == "a1")
        #expect(application.displayName == "")
        #expect(application.credentials.map(\.keyID) == ["ab-c"])
        #expect(application.credentials.first?.endsAt?.description == "2030-01-01T00:00:00Z")
        let targets = tenant.graphRequests.map { $0.target.prefix { $0 != "?" } }
        #expect(targets == ["/v1.0/applications/o1", "/v1.0/applications(appId='a1')"])
        #expect(tenant.graphRequests.first?["authorization"] == "Bearer T0")
    }

    @Test("Ids of two different applications are a mistake in the policy")
    func contradiction() throws {
        let tenant = try ScriptedTenant(graph: [.json(Self.item)])
        let error = issuerError { () throws(IssuerError) in
            try tenant.issuer.application(.init(objectID: "o1", clientID: "other"))
        }
        #expect(error?.recovery == .fixPolicy)
    }

    @Test("Pages are followed by their links, through empty ones, and nothing is selected in vain")
    func paging() throws {
        let next = SharedText()
        let server = try LoopbackServer { request in
            if request.target.hasSuffix("/token") { return .token("T0") }
            let link = #""@odata.nextLink":"\#(next.text)/v1.0/applications?$skiptoken="#
            if request.target.hasSuffix("=two") { return .json(#"{"value":[\#(Self.item)]}"#) }
            return request.target.hasSuffix("=one")
                ? .json(#"{\#(link)two","value":[]}"#)
                : .json(#"{\#(link)one","value":[\#(Self.item)]}"#)
        }
        next.text = server.url
        let issuer = AzureIssuer(
            AzureConnection(
                name: "x", tenantID: "t", clientID: "c",
                hosts: AzureHosts(login: server.url, graph: server.url),
                secret: { SecretValue("s") }),
            http: HTTPClient(), clock: SettableClock(), log: CapturedLog().logger)
        #expect(try issuer.applications().count == 2)
        let first = try #require(server.requests.dropFirst().first)
        #expect(first.target.contains("$select=id,appId,displayName,passwordCredentials"))
        #expect(!first.target.contains("keyCredentials"))
        #expect(server.requests.count == 4)
    }

    @Test("A link that repeats or leaves the Graph host ends the listing with an error")
    func badLinks() throws {
        let links = [
            "https://graph.example.net/v1.0/applications", "http://127.0.0.1:1/v1.0/applications",
            "http://localhost/v1.0/applications", "https://graph.microsoft.com@a.example/",
            "//a.example/",
        ]
        for link in links {
            let away = try ScriptedTenant(graph: [
                .json(#"{"value":[],"@odata.nextLink":"\#(link)"}"#)
            ])
            let error = issuerError { () throws(IssuerError) in try away.issuer.applications() }
            #expect(error?.recovery == .inspect)
            let text = error.map { "\($0)" } ?? ""
            #expect(text.hasSuffix(": the next page is not on \(away.server.url)"), "\(link)")
            #expect(away.graphRequests.count == 1)
        }

        let page = LoopbackServer.Reply.json(
            #"{"value":[],"@odata.nextLink":"\#("SELF")/v1.0/applications?x=1"}"#)
        let server = try LoopbackServer { request in
            guard !request.target.hasSuffix("/token") else { return .token("T0") }
            guard case .respond(let status, let headers, let body) = page else { return .close }
            let host = "http://" + (request["host"] ?? "")
            return .respond(
                status: status, headers: headers,
                body: body.replacingOccurrences(of: "SELF", with: host))
        }
        let issuer = AzureIssuer(
            AzureConnection(
                name: "x", tenantID: "t", clientID: "c",
                hosts: AzureHosts(login: server.url, graph: server.url),
                secret: { SecretValue("s") }),
            http: HTTPClient(), clock: SettableClock(), log: CapturedLog().logger)
        let repeated = issuerError { () throws(IssuerError) in try issuer.applications() }
        guard case .unreachable = repeated else {
            Issue.record("expected unreachable, got \(String(describing: repeated))")
            return
        }
        #expect(server.requests.count == 3)
    }

    @Test("A token is kept for later calls until five minutes before its end")
    func tokenCache() throws {
        let tenant = try ScriptedTenant(graph: [
            .json(Self.item), .json(Self.item), .json(Self.item),
        ])
        _ = try tenant.issuer.application(.init(objectID: "o1"))
        tenant.clock.instant = tenant.clock.instant + .seconds(3_298)
        _ = try tenant.issuer.application(.init(objectID: "o1"))
        #expect(tenant.signIns.count == 1)
        tenant.clock.instant = tenant.clock.instant + .seconds(1)
        _ = try tenant.issuer.application(.init(objectID: "o1"))
        #expect(tenant.signIns.count == 2)
    }

    @Test("A token that Graph refuses is renewed once, and the second refusal is final")
    func tokenRefused() throws {
        let refusal = LoopbackServer.Reply.graph(401, "InvalidAuthenticationToken")
        let tenant = try ScriptedTenant(
            tokens: [.token("T1"), .token("T2")],
            graph: [refusal, .json(Self.item), refusal, refusal])
        _ = try tenant.issuer.application(.init(objectID: "o1"))
        #expect(tenant.graphRequests.map { $0["authorization"] } == ["Bearer T1", "Bearer T2"])
        let error = issuerError { () throws(IssuerError) in
            try tenant.issuer.application(.init(objectID: "o1"))
        }
        guard case .signInRefused("contoso", _) = error else {
            Issue.record("expected signInRefused, got \(String(describing: error))")
            return
        }
        #expect(tenant.graphRequests.count == 4)
    }

    @Test("A refused sign-in names the connection, the code and the first sentence")
    func signInRefused() throws {
        let tenant = try ScriptedTenant(token: .entra(401, "invalid_client", 7_000_215))
        let error = issuerError { () throws(IssuerError) in try tenant.issuer.applications() }
        #expect(
            error
                == .signInRefused(
                    connection: "contoso",
                    why: "AADSTS7000215: First (is it the secret's value, not its id?)"))
        #expect(tenant.graphRequests.isEmpty)
    }

    @Test("Sign-in trouble that passes is not a refusal")
    func signInTransient() throws {
        let answers: [(LoopbackServer.Reply, Recovery)] = [
            (.entra(400, "temporarily_unavailable", 90_033), .retry(after: nil)),
            (.entra(400, "invalid_grant", 50_196), .retry(after: .minutes(5))),
            (.entra(429, "x", 1, headers: ["Retry-After: 7"]), .retry(after: .seconds(7))),
            (.respond(status: 502, headers: [], body: "<html>"), .retry(after: nil)),
            (.json(#"{"token_type":"mac","access_token":"x"}"#), .retry(after: nil)),
            (.json(#"{"token_type":["pop"],"access_token":"x"}"#), .retry(after: nil)),
            (.close, .retry(after: nil)),
        ]
        for (reply, recovery) in answers {
            let tenant = try ScriptedTenant(token: reply)
            let error = issuerError { () throws(IssuerError) in try tenant.issuer.serverTime() }
            #expect(error?.recovery == recovery, "\(reply)")
        }
    }

    @Test(
        "A token's life is a number or its text; one that makes no sense is none",
        arguments: [
            ("3599", 1), ("\"3599\"", 1), ("\"inf\"", 1), ("1e300", 1), ("\"nan\"", 2),
            ("\"soon\"", 2), ("-5", 2), ("true", 2), ("null", 2),
        ])
    func life(of seconds: String, signIns: Int) throws {
        let token = #"{"token_type":"Bearer","expires_in":\#(seconds),"access_token":"x"}"#
        let tenant = try ScriptedTenant(
            token: .json(token), graph: [.json(Self.item), .json(Self.item)])
        for _ in 0..<2 { _ = try tenant.issuer.application(.init(objectID: "o1")) }
        #expect(tenant.signIns.count == signIns)
    }

    @Test("A byte order mark before a token's answer means nothing")
    func byteOrderMark() throws {
        let token = "\u{feff}" + #"{"token_type":"Bearer","access_token":"x"}"#
        let tenant = try ScriptedTenant(token: .json(token), graph: [.json(Self.item)])
        _ = try tenant.issuer.application(.init(objectID: "o1"))
        #expect(tenant.graphRequests.count == 1)
    }

    @Test("The server's time is the Date of a sign-in made for it, whose token is kept")
    func serverTime() throws {
        let tenant = try ScriptedTenant(graph: [.json(Self.item)])
        #expect(try tenant.issuer.serverTime().description == "2022-05-07T06:53:52Z")
        _ = try tenant.issuer.serverTime()
        #expect(tenant.signIns.count == 2)
        _ = try tenant.issuer.application(.init(objectID: "o1"))
        #expect(tenant.signIns.count == 2)
    }

    @Test("Reads tell absence, throttling, refusal and trouble apart")
    func readErrors() throws {
        let tenant = try ScriptedTenant(graph: [
            .graph(404, "Request_ResourceNotFound"), .graph(403, "Authorization_RequestDenied"),
            .respond(status: 429, headers: ["Retry-After: 3"], body: ""),
            .respond(status: 502, headers: [], body: "<html>"),
            // The first ends a kept connection, on which libcurl may ask again; the second is new.
            .close, .close, .json("{\"id\":"),
        ])
        func read() -> IssuerError? {
            issuerError { () throws(IssuerError) in
                try tenant.issuer.application(.init(clientID: "a1"))
            }
        }
        #expect(read() == .notFound(what: "application with client id a1"))
        guard case .denied(_, let why) = read() else {
            Issue.record("expected denied")
            return
        }
        #expect(why.contains("Authorization_RequestDenied") && why.contains("r-1"))
        #expect(read()?.recovery == .retry(after: .seconds(3)))
        for _ in 0..<3 {
            guard case .unreachable = read() else {
                Issue.record("expected unreachable")
                return
            }
        }
    }
}
