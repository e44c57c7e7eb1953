import Azure
import HTTP
import Logging
import Rotation
import Synchronization
import TestSupport

/// An issuer talking over real HTTP to a scripted sign-in host and Graph.
struct ScriptedTenant {
    static let secret = "conn~Secret+/value._-&=%"
    let server: LoopbackServer
    let issuer: AzureIssuer
    let log = CapturedLog()
    let clock = SettableClock()

    /// Answers every sign-in with `token`, and the Graph calls with `graph` in turn, then silence.
    init(
        token: LoopbackServer.Reply = .token("T0"), graph: [LoopbackServer.Reply] = [],
        signIn: SignIn = .secret { SecretValue(secret) }
    ) throws {
        try self.init(tokens: [], otherwise: token, graph: graph, signIn: signIn)
    }

    /// Answers the sign-ins with `tokens` in turn and then always with `otherwise`.
    init(
        tokens: [LoopbackServer.Reply], otherwise: LoopbackServer.Reply = .token("T9"),
        graph: [LoopbackServer.Reply] = [], signIn: SignIn = .secret { SecretValue(secret) }
    ) throws {
        let state = Queues(tokens: tokens, graph: graph)
        server = try LoopbackServer { request in
            request.target.hasSuffix("/token")
                ? state.nextToken() ?? otherwise : state.nextGraph() ?? .silence
        }
        let connection = AzureConnection(
            name: "contoso", tenantID: "t1", clientID: "c1",
            hosts: AzureHosts(login: server.url, graph: server.url + "/"),
            signIn: signIn)
        issuer = AzureIssuer(
            connection, http: HTTPClient(), clock: clock, log: log.logger)
    }

    /// The requests that went to Graph.
    var graphRequests: [LoopbackServer.Request] {
        server.requests.filter { !$0.target.hasSuffix("/token") }
    }

    /// The sign-ins.
    var signIns: [LoopbackServer.Request] {
        server.requests.filter { $0.target.hasSuffix("/token") }
    }
}

extension LoopbackServer.Reply {
    /// A token answer.
    static func token(_ value: String, seconds: Int = 3_599) -> Self {
        .json(
            #"{"token_type":"Bearer","expires_in":\#(seconds),"access_token":"\#(value)"}"#,
            headers: ["Date: Sat, 07 May 2022 06:53:52 GMT"])
    }

    /// A refusal of the token endpoint.
    static func entra(
        _ status: Int, _ error: String, _ code: Int, headers: [String] = []
    ) -> Self {
        .json(
            #"{"error":"\#(error)","error_description":"AADSTS\#(code): First. Second.\r\nTrace "#
                + #"ID: x","error_codes":[\#(code)]}"#,
            status: status, headers: headers)
    }

    /// A refusal of Graph.
    static func graph(_ status: Int, _ code: String, _ message: String = "said so") -> Self {
        .json(
            #"{"error":{"code":"\#(code)","message":"\#(message)","innerError":"#
                + #"{"date":"2022-05-07T06:54:18","request-id":"r-1"}}}"#, status: status)
    }
}

/// A clock that a test sets.
final class SettableClock: Clock {
    var instant = Instant(1_700_000_000)

    func now() -> Instant { instant }

    func wait(until instant: Instant) -> Bool {
        self.instant = max(self.instant, instant)
        return true
    }
}

private final class Queues: Sendable {
    private let state: Mutex<(tokens: [LoopbackServer.Reply], graph: [LoopbackServer.Reply])>

    init(tokens: [LoopbackServer.Reply], graph: [LoopbackServer.Reply]) {
        state = Mutex((tokens, graph))
    }

    func nextToken() -> LoopbackServer.Reply? {
        state.withLock { $0.tokens.isEmpty ? nil : $0.tokens.removeFirst() }
    }

    func nextGraph() -> LoopbackServer.Reply? {
        state.withLock { $0.graph.isEmpty ? nil : $0.graph.removeFirst() }
    }
}

/// What `body` throws, or nil.
func issuerError<Result>(_ body: () throws(IssuerError) -> Result) -> IssuerError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// A text that a script learns only after its server has started.
final class SharedText: Sendable {
    private let kept = Mutex("")

    var text: String {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
