import Foundation
import HTTP
import Hooks
import Rotation
import TestSupport
import Testing

struct HTTPFunctionTests {
    private static let handle = SecretHandle(name: "API", version: 7)

    private func calls(_ server: LoopbackServer, _ method: String = "POST") -> Calls {
        var calls = Calls(http: ["\(method) \(server.url)/hooks/"])
        calls.secrets[Self.handle] = #"7Q~se+cr"et"#
        return calls
    }

    private func map(_ server: LoopbackServer, _ members: [String: Value]) -> Value {
        let usual: [String: Value] = [
            "method": "POST", "url": .string(server.url + "/hooks/x"),
        ]
        return .map(usual.merging(members) { $1 })
    }

    @Test("A call sends what it is told and gives status, headers and body back")
    func roundTrip() throws {
        let server = try LoopbackServer(replies: [
            .respond(status: 201, headers: ["X-A: 1", "X-a: 2"], body: "made")
        ])
        let result = calls(server).call(
            "http", map(server, ["headers": ["X-One": "1"], "body": "text"]))
        #expect(result.value["status"] == 201)
        #expect(result.value["headers"]?["x-a"] == "1, 2")
        #expect(result.value["body"] == "made")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/hooks/x")
        #expect(request["x-one"] == "1" && request.text == "text")
    }

    @Test("Every call carries its idempotency key, the same for a repetition")
    func idempotencyKey() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let calls = calls(server)
        _ = calls.call("http", map(server, [:]))
        _ = calls.call("http", map(server, [:]))
        #expect(server.requests.map { $0["idempotency-key"] } == ["event-1-3", "event-1-3"])
    }

    @Test("Handles become values in body, header and JSON, with JSON's own escapes")
    func handles() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let calls = calls(server)
        let secret = Value.secret(Self.handle)
        _ = calls.call(
            "http",
            map(
                server,
                [
                    "headers": ["Authorization": .list(["Bearer ", secret])],
                    "body": .list(["SECRET=", secret, "\n"]),
                ]))
        _ = calls.call(
            "http",
            map(server, ["json": ["b": .list([secret, 1, 1.5, true, .null]), "a": "\"x\n"]]))
        _ = calls.call("http", map(server, ["body": secret]))
        #expect(server.requests[0]["authorization"] == #"Bearer 7Q~se+cr"et"#)
        #expect(server.requests[0].text == "SECRET=7Q~se+cr\"et\n")
        #expect(
            server.requests[1].text
                == #"{"a":"\"x\n","b":["7Q~se+cr\"et",1,1.5,true,null]}"#)
        #expect(server.requests[1]["content-type"] == "application/json")
        #expect(server.requests[2].text == #"7Q~se+cr"et"#)
    }

    @Test("A value that comes back is masked in body and headers, and is in no log line")
    func masked() throws {
        let server = try LoopbackServer { request in
            .respond(
                status: 200, headers: ["X-Echo: \(request.text)"],
                body: "you said \(request.text), in JSON 7Q~se+cr\\\"et, in a query 7Q~se%2Bcr%22et"
            )
        }
        let calls = calls(server)
        let result = calls.call("http", map(server, ["body": .secret(Self.handle)]))
        #expect(result.value["headers"]?["x-echo"] == "<secret API v7>")
        #expect(
            result.value["body"]
                == "you said <secret API v7>, in JSON <secret API v7>, in a query <secret API v7>")
        #expect(!calls.log.lines.isEmpty)
        #expect(!calls.log.lines.contains { $0.contains("7Q~") })
    }

    @Test("A handle in the URL is misuse, and nothing is sent")
    func handleInURL() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        for url in [Value.secret(Self.handle), .list([.string(server.url), .secret(Self.handle)])] {
            let result = calls(server).call("http", map(server, ["url": url]))
            #expect(result.misuse?.contains("string expected, got") == true)
        }
        #expect(server.acceptedConnections == 0)
    }

    @Test("Wrong arguments are misuse that names the argument and what was expected")
    func misuse() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let rows: [([String: Value], String)] = [
            (["timeout": "soon"], "bad argument 'timeout' to http: seconds expected, got string"),
            (["timeout": 0], "bad argument 'timeout' to http: more than 0 and at most 300"),
            (["tiemout": 1], "bad argument 'tiemout' to http: unknown; did you mean 'timeout'?"),
            (["url": .null], "bad argument 'url' to http: string expected, got nothing"),
            (["url": "nonsense"], "bad argument 'url' to http: not a usable URL"),
            (["url": "http://h.example/"], "plain http is for loopback addresses only"),
            (["method": "post"], "bad argument 'method' to http"),
            (
                ["headers": "X: y"],
                "bad argument 'headers' to http: table of text, secret or a list of them expected, got string"
            ),
            (["headers": ["X": 1]], "bad argument 'headers' to http"),
            (["headers": ["Idempotency-Key": "x"]], "'Idempotency-Key' is set by the host"),
            (["headers": ["Host": "x"]], "'Host' is set by the host"),
            (["headers": ["X": "a\r\nY: b"]], "line break"),
            (["headers": ["X\r\nY": "a"]], "not a header name"),
            (["body": ["a": 1]], "bad argument 'body' to http"),
            (["body": 7], "bad argument 'body' to http: text, secret or a list of them expected"),
            (["body": "a", "json": "b"], "give 'body' or 'json', not both"),
            (["json": .function(1)], "bad argument 'json' to http"),
            (["json": .number(.nan)], "bad argument 'json' to http"),
        ]
        for (members, expected) in rows {
            let text = calls(server).call("http", map(server, members)).misuse
            #expect(text?.contains(expected) == true, "\(members): \(text ?? "none")")
        }
        #expect(calls(server).call("http").misuse != nil)
        #expect(calls(server).call("http", "GET").misuse != nil)
        #expect(server.acceptedConnections == 0)
    }

    @Test("A secret that holds a line break cannot break out of a header")
    func injectionBySecret() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        var calls = calls(server)
        calls.secrets[Self.handle] = "abcdefgh\r\nX-Evil: 1"
        let result = calls.call(
            "http", map(server, ["headers": ["X": .secret(Self.handle)]]))
        #expect(result.misuse?.contains("line break") == true)
        #expect(result.misuse?.contains("Evil") == false)
        #expect(server.acceptedConnections == 0)
    }

    @Test(
        "What is declared but not granted is denied with the line to add, before any secret is asked for"
    )
    func notGranted() throws {
        var calls = Calls(http: ["POST https://deploy.example.net/hooks/"])
        calls.granted = Needs()
        let call = Value.map([
            "method": "POST", "url": "https://deploy.example.net/hooks/x",
            "body": .secret(SecretHandle(name: "UNKNOWN", version: 1)),
        ])
        let text = calls.call("http", call).denied
        let line =
            #"grants = { ["payments-api"] = { http = { "#
            + #""POST https://deploy.example.net/hooks/" } } }"#
        #expect(text?.hasSuffix("add to config.lua: " + line) == true, "\(text ?? "none")")
    }

    @Test("What is granted but not declared is denied with the line for the policy")
    func notDeclared() throws {
        var calls = Calls(http: ["POST https://deploy.example.net/"])
        calls.caller = Caller(name: "payments-api", needs: Needs())
        let call = Value.map(["method": "POST", "url": "https://deploy.example.net/hooks/x"])
        let text = calls.call("http", call).denied
        #expect(
            text?.hasSuffix(
                #"needs = { http = { "POST https://deploy.example.net/hooks/" } }"#) == true)
    }

    @Test("A grant of another policy is no grant")
    func otherPolicy() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        var calls = calls(server)
        calls.caller = Caller(name: "other", needs: calls.granted)
        #expect(calls.call("http", map(server, [:])).denied != nil)
        #expect(server.acceptedConnections == 0)
    }

    /// The machine's own name leads to an address of its own, as far as it leads anywhere.
    private static let ownName = ProcessInfo.processInfo.hostName

    @Test("A granted name that leads to a private address is refused, before a packet is sent")
    func privateAddress() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let url = "https://\(Self.ownName):\(server.port)/"
        let result = Calls(http: ["GET \(url)"]).call("http", .map(["url": .string(url)]))
        let isUnknown = result.failureCode == "unreachable"
        #expect(isUnknown || result.denied?.contains("must be granted as an address") == true)
        #expect(server.acceptedConnections == 0)
    }

    @Test("A redirect is a result, not a journey")
    func redirect() throws {
        let server = try LoopbackServer { _ in
            .respond(status: 302, headers: ["Location: https://evil.example/"], body: "")
        }
        let result = calls(server).call("http", map(server, [:]))
        #expect(result.value["status"] == 302)
        #expect(server.requests.count == 1)
    }

    @Test("A write is never sent twice by the transport, whatever the connection did before")
    func onceOnly() throws {
        let server = try LoopbackServer { $0.method == "GET" ? .json("{}") : .close }
        var calls = calls(server)
        calls.granted[.http].append("GET \(server.url)/")
        calls.caller = Caller(name: "payments-api", needs: calls.granted)
        _ = calls.call("http", .map(["url": .string(server.url + "/hooks/x")]))
        let result = calls.call("http", map(server, [:]))
        #expect(result.failureCode == "no_answer")
        #expect(server.requests.map(\.method) == ["GET", "POST"])
    }

    @Test("An answer longer than a script may hold is a failure that repeating does not mend")
    func tooLarge() throws {
        let server = try LoopbackServer { _ in
            .respond(status: 200, headers: [], body: String(repeating: "x", count: 1 << 20 + 1))
        }
        let result = calls(server).call("http", map(server, [:]))
        #expect(result.failureCode == "too_large")
    }
}
