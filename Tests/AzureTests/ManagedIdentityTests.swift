import Foundation
import HTTP
import Rotation
import TestSupport
import Testing

@testable import Azure

/// Signing in as the machine that we run on, against scripted identity endpoints.
struct ManagedIdentityTests {
    private let folder = TemporaryFolder()
    private let log = CapturedLog()
    private let now = Instant(1_700_000_000)

    /// The claims `{"appid":"A1"}`.
    private static let token = "e30.eyJhcHBpZCI6IkExIn0.sig"

    private static func answer(_ more: String = "") -> LoopbackServer.Reply {
        .json(
            #"{"access_token":"\#(token)","expires_in":"3599","expires_on":"1700003599","#
                + #""resource":"r","token_type":"Bearer"\#(more)}"#)
    }

    private func signIn(
        _ selector: ManagedIdentity.Selector = .system, _ environment: [String: String]
    ) throws -> TokenEndpoint.Answer {
        let identity = try #require(ManagedIdentity(selector, environment: environment))
        return ManagedIdentityEndpoint(
            identity: identity, resource: "https://graph.microsoft.com", keyFolder: folder.path,
            http: HTTPClient(), log: log.logger
        ).signIn(now: now)
    }

    private func metadata(_ server: LoopbackServer) -> [String: String] {
        ["AZURE_POD_IDENTITY_AUTHORITY_HOST": server.url]
    }

    @Test("The metadata service is asked for a resource, and its numbers in text are read")
    func metadataService() throws {
        let server = try LoopbackServer(replies: [Self.answer()])
        guard case .token(let token, nil) = try signIn(.system, metadata(server)) else {
            Issue.record("no token")
            return
        }
        #expect(token.value == Self.token)
        #expect(token.renewAt == now + .seconds(3_299))
        let request = try #require(server.requests.first)
        #expect(request["metadata"] == "true")
        #expect(
            request.target == "/metadata/identity/oauth2/token?api-version=2018-02-01"
                + "&resource=https%3A%2F%2Fgraph.microsoft.com")
    }

    @Test("A token of a long life is renewed at half of it")
    func longLife() throws {
        let body = #"{"access_token":"\#(Self.token)","expires_in":"86400"}"#
        let server = try LoopbackServer(replies: [.json(body)])
        guard case .token(let token, _) = try signIn(.system, metadata(server)) else {
            Issue.record("no token")
            return
        }
        #expect(token.renewAt == now + .hours(12))
    }

    @Test("Where the seconds left are no number, the moment of the end is read")
    func endInUnixTime() throws {
        let body =
            #"{"access_token":"\#(Self.token)","expires_in":"soon","expires_on":"1700003600"}"#
        let server = try LoopbackServer(replies: [.json(body)])
        guard case .token(let token, _) = try signIn(.system, metadata(server)) else {
            Issue.record("no token")
            return
        }
        #expect(token.renewAt == now + .minutes(55))
    }

    @Test(
        "Each endpoint has its own name for the resource id of an identity",
        arguments: [("IMDS", "msi_res_id=%2Fx"), ("APP", "mi_res_id=%2Fx")])
    func selectors(kind: String, text: String) throws {
        let server = try LoopbackServer(replies: [Self.answer()])
        let app = ["IDENTITY_ENDPOINT": "\(server.url)/msi/token", "IDENTITY_HEADER": "h1"]
        _ = try signIn(.resourceID("/x"), kind == "APP" ? app : metadata(server))
        let request = try #require(server.requests.first)
        #expect(request.target.hasSuffix("&" + text))
        #expect(request["x-identity-header"] == (kind == "APP" ? "h1" : nil))
    }

    @Test("A token for somebody else than was asked for is not taken")
    func echo() throws {
        let server = try LoopbackServer { _ in Self.answer(#","client_id":"B2""#) }
        let asked = ManagedIdentity.Selector.clientID("A1")
        guard case .refused(let error) = try signIn(asked, metadata(server)) else {
            Issue.record("taken")
            return
        }
        #expect(error.summary == "the token is for B2, not for client A1")
        let honest = try LoopbackServer { _ in Self.answer() }
        guard case .token = try signIn(asked, metadata(honest)) else {
            Issue.record("the token's own claim was not looked at")
            return
        }
    }

    @Test(
        "What passes is not taken for a refusal, and a refusal is one",
        arguments: [404, 410, 429, 500, 503, 400, 403])
    func statuses(status: Int) throws {
        let body = #"{"error":"invalid_request","error_description":"Identity not found"}"#
        let server = try LoopbackServer { _ in .json(body, status: status) }
        let isRefusal = status == 400 || status == 403
        switch try signIn(.system, metadata(server)) {
        case .refused(let error):
            #expect(isRefusal && error.summary.hasSuffix("HTTP \(status): Identity not found"))
            #expect(error.kind == .permanent)
        case .nothing(let why): #expect(!isRefusal && why.contains("HTTP \(status)"))
        case .token: Issue.record("a token")
        }
    }

    private func arc(_ server: LoopbackServer) -> [String: String] {
        ["IDENTITY_ENDPOINT": "\(server.url)/arc", "IMDS_ENDPOINT": server.url]
    }

    /// An agent that challenges with this realm and then wants the key.
    private func agent(realm: String) throws -> LoopbackServer {
        try LoopbackServer { request in
            if request["authorization"] == "Basic k3y" { return Self.answer() }
            return .json("{}", status: 401, headers: ["WWW-Authenticate: Basic realm=\(realm)"])
        }
    }

    @Test("The Arc agent's challenge is answered with the file it names")
    func arcChallenge() throws {
        let path = "\(folder.path)/one.key"
        try "k3y".write(toFile: path, atomically: true, encoding: .utf8)
        let server = try agent(realm: path)
        guard case .token = try signIn(.system, arc(server)) else {
            Issue.record("no token")
            return
        }
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0["metadata"] == "true" })
    }

    @Test("A challenge that could make us send some other file is not followed")
    func arcTraps() throws {
        let inner = "\(folder.path)/inner"
        try FileManager.default.createDirectory(
            atPath: inner, withIntermediateDirectories: false)
        for name in ["one.txt", "inner/two.key"] {
            try "k3y".write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/link.key", withDestinationPath: "\(inner)/two.key")
        let large = String(repeating: "k", count: 4_097)
        try large.write(toFile: "\(folder.path)/large.key", atomically: true, encoding: .utf8)
        let traps = [
            "\(folder.path)/one.txt", "\(inner)/two.key", "\(folder.path)/../x.key",
            "\(folder.path)/link.key", "\(folder.path)/large.key", "\(folder.path)/gone.key",
            "\(folder.path)/inner", "\(folder.path)/.key", "/etc/passwd", "",
        ]
        for trap in traps {
            let server = try agent(realm: trap)
            guard case .refused(let error) = try signIn(.system, arc(server)) else {
                Issue.record("\(trap) was followed")
                continue
            }
            #expect(error.summary.hasPrefix("the agent's challenge is not followed"))
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        "Services whose endpoint is another are told apart",
        arguments: [
            ["IDENTITY_ENDPOINT": "e", "IDENTITY_HEADER": "h", "IDENTITY_SERVER_THUMBPRINT": "t"],
            ["MSI_ENDPOINT": "e"], ["MSI_ENDPOINT": "e", "MSI_SECRET": "s"],
        ])
    func unknown(environment: [String: String]) {
        #expect(ManagedIdentity(.system, environment: environment) == nil)
    }

    @Test("An issuer learns from its token who it is, and from Graph what time it is")
    func issuer() throws {
        let graph = LoopbackServer.Reply.json(
            #"{"value":[]}"#, headers: ["Date: Sat, 07 May 2022 06:53:52 GMT"])
        let server = try LoopbackServer { request in
            request.target.hasPrefix("/metadata") ? Self.answer() : graph
        }
        let identity = try #require(ManagedIdentity(.system, environment: metadata(server)))
        let issuer = AzureIssuer(
            AzureConnection(
                name: "machine", tenantID: "t1", clientID: nil,
                hosts: AzureHosts(login: server.url, graph: server.url),
                signIn: .managed(identity)),
            http: HTTPClient(), clock: SettableClock(), log: log.logger)
        #expect(issuer.identity == "")
        #expect(try issuer.serverTime() == Instant(1_651_906_432))
        #expect(issuer.identity == "a1")
        #expect(server.requests.last?["authorization"] == "Bearer \(Self.token)")
    }
}
