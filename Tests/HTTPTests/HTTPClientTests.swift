import Glibc
import HTTP
import TestSupport
import Testing

struct HTTPClientTests {
    let client = HTTPClient()

    private func failure(_ request: HTTPRequest) -> TransportError? {
        do {
            _ = try client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("A request arrives with its method, path, headers and body, and the answer comes back")
    func roundTrip() throws {
        let server = try LoopbackServer(replies: [
            .respond(status: 418, headers: ["X-Kind: Tea"], body: "short and stout")
        ])
        let response = try client.send(
            HTTPRequest(
                "PUT", server.url + "/pot?full=1", headers: [HTTPField("X-One", "1")],
                body: Array("water".utf8), repeatable: false))
        let request = try #require(server.requests.first)
        #expect(request.method == "PUT")
        #expect(request.target == "/pot?full=1")
        #expect(request["x-one"] == "1")
        #expect(request["user-agent"] == "runtime/0.1")
        #expect(request["content-type"] == nil)
        #expect(request["expect"] == nil)
        #expect(request.text == "water")
        #expect(response.status == 418)
        #expect(response["x-KIND"] == "Tea")
        #expect(response.body == Array("short and stout".utf8))
    }

    @Test("An empty header value is sent, and an empty POST body has length 0")
    func emptyParts() throws {
        let server = try LoopbackServer(replies: [.json("{}")])
        _ = try client.send(
            HTTPRequest(
                "POST", server.url + "/", headers: [HTTPField("X-Empty", "")], repeatable: true))
        let request = try #require(server.requests.first)
        #expect(request["x-empty"] == "")
        #expect(request["content-length"] == "0")
    }

    @Test("HEAD and 204 answers end without a body")
    func bodiless() throws {
        let server = try LoopbackServer(replies: [
            .respond(status: 200, headers: [], body: "never sent"),
            .raw("HTTP/1.1 204 No Content\r\n\r\n"),
        ])
        #expect(
            try client.send(HTTPRequest("HEAD", server.url, repeatable: true)).body.isEmpty)
        #expect(
            try client.send(HTTPRequest("DELETE", server.url, repeatable: true)).status == 204)
        #expect(server.requests.map(\.method) == ["HEAD", "DELETE"])
    }

    @Test("Repeatable requests share one connection, the others get their own")
    func connectionReuse() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let read = HTTPRequest("GET", server.url, repeatable: true)
        var proof = HTTPRequest("POST", server.url, repeatable: true)
        proof.freshConnection = true
        let write = HTTPRequest("POST", server.url, repeatable: false)
        for request in [read, read, write, read, proof, write, read] {
            _ = try client.send(request)
        }
        #expect(server.requests.map(\.connection) == [0, 0, 1, 0, 2, 3, 0])
    }

    @Test("A POST that is applied before the kept connection dies is sent exactly once")
    func writeIsNeverResent() throws {
        let server = try LoopbackServer { $0.method == "POST" ? .close : .json("{}") }
        _ = try client.send(HTTPRequest("GET", server.url, repeatable: true))
        let write = HTTPRequest("POST", server.url, body: [1], repeatable: false)
        guard case .noAnswer(let why) = failure(write) else {
            Issue.record("expected noAnswer")
            return
        }
        #expect(why.contains("(curl 52)"))
        #expect(server.requests.filter { $0.method == "POST" }.count == 1)
    }

    @Test("What libcurl would do otherwise: a repeatable POST is resent when its connection died")
    func repeatableIsResent() throws {
        let server = try LoopbackServer { $0.method == "POST" ? .close : .json("{}") }
        _ = try client.send(HTTPRequest("GET", server.url, repeatable: true))
        _ = failure(HTTPRequest("POST", server.url, body: [1], repeatable: true))
        #expect(server.requests.filter { $0.method == "POST" }.count == 2)
    }

    @Test("A redirect is an answer, not a journey")
    func redirectIsNotFollowed() throws {
        let other = try LoopbackServer { _ in .json("{}") }
        let server = try LoopbackServer(replies: [
            .respond(status: 302, headers: ["Location: \(other.url)/"], body: "")
        ])
        let response = try client.send(HTTPRequest("GET", server.url, repeatable: true))
        #expect(response.status == 302)
        #expect(response["location"] == other.url + "/")
        #expect(other.acceptedConnections == 0)
    }

    @Test("Folded header lines are joined, and only the last response's headers count")
    func headerFolding() throws {
        let server = try LoopbackServer(replies: [
            .raw(
                "HTTP/1.1 100 Continue\r\nX-Early: yes\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nX-Long: one\r\n   two\r\n\tthree\r\n"
                    + "Content-Length: 2\r\n\r\nok")
        ])
        let response = try client.send(HTTPRequest("GET", server.url, repeatable: true))
        #expect(response["x-long"] == "one two three")
        #expect(response["x-early"] == nil)
    }

    @Test("An answer at the limit is taken, one byte more is not")
    func sizeLimit() throws {
        let server = try LoopbackServer { _ in
            .respond(status: 200, headers: [], body: String(repeating: "x", count: 40_000))
        }
        var request = HTTPRequest("GET", server.url, repeatable: true)
        request.maxBodyBytes = 40_000
        #expect(try client.send(request).body.count == 40_000)
        request.maxBodyBytes = 39_999
        #expect(failure(request) == .tooLarge(limitBytes: 39_999))
    }

    @Test("Endless headers end the transfer")
    func headerLimit() throws {
        let line = "X-Filler: " + String(repeating: "x", count: 8_000) + "\r\n"
        let server = try LoopbackServer(replies: [
            .raw("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 40) + "\r\n")
        ])
        let error = failure(HTTPRequest("GET", server.url, repeatable: true))
        #expect(error == .tooLarge(limitBytes: 8 << 20))
    }

    @Test("Silence ends at the time limit as 'no answer'")
    func timeout() throws {
        let server = try LoopbackServer { _ in .silence }
        var request = HTTPRequest("POST", server.url, repeatable: false)
        request.timeout = .milliseconds(150)
        guard case .noAnswer(let why) = failure(request) else {
            Issue.record("expected noAnswer")
            return
        }
        #expect(why.contains("(curl 28)"))
    }

    @Test("An answer cut short is no answer")
    func cutShort() throws {
        let server = try LoopbackServer(replies: [
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        ])
        guard case .noAnswer(let why) = failure(HTTPRequest("GET", server.url, repeatable: true))
        else {
            Issue.record("expected noAnswer")
            return
        }
        #expect(why.contains("(curl 18)"))
    }

    @Test("A refused connection and an unknown host are known not to have been reached")
    func notSent() throws {
        let port = try LoopbackServer { _ in .silence }.port
        let closed = failure(HTTPRequest("POST", "http://127.0.0.1:\(port)", repeatable: false))
        guard case .notSent(let why) = closed else {
            Issue.record("expected notSent, got \(String(describing: closed))")
            return
        }
        #expect(why.contains("(curl 7)"))
    }

    @Test("Cancelling ends a transfer under way")
    func cancel() throws {
        let server = try LoopbackServer { _ in .silence }
        let client = HTTPClient(isCancelled: { !server.requests.isEmpty })
        #expect(throws: TransportError.self) {
            try client.send(HTTPRequest("GET", server.url, repeatable: true))
        }
    }

    @Test("Plain http to anything but loopback is refused without a packet")
    func plainHTTPIsForLoopback() {
        for host in ["192.0.2.1", "graph.microsoft.com", "127.0.0.1.example.net", "[2001:db8::1]"] {
            guard
                case .forbidden(let why) = failure(
                    HTTPRequest("GET", "http://\(host)/", repeatable: true))
            else {
                Issue.record("\(host) was not refused")
                continue
            }
            #expect(why.contains("plain http is for loopback only"))
        }
    }

    @Test("A request that may only reach the public internet does not reach loopback")
    func privateAddressesAreRefused() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        for host in ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"] {
            var request = HTTPRequest(
                "GET", "https://\(host):\(server.port)/", repeatable: true)
            request.allowsPrivateAddresses = false
            guard case .forbidden(let why) = failure(request) else {
                Issue.record("\(host) was not refused")
                continue
            }
            #expect(why.contains("may not be reached"))
        }
        #expect(server.acceptedConnections == 0)
    }

    @Test("A private address is refused before a proxy hears of it")
    func privateBehindProxy() async {
        // A process of its own, because the environment is shared by all tests.
        await #expect(processExitsWith: .success) {
            setenv("https_proxy", "http://127.0.0.1:9", 1)
            var request = HTTPRequest("GET", "https://10.1.2.3/", repeatable: true)
            request.allowsPrivateAddresses = false
            #expect {
                try HTTPClient().send(request)
            } throws: { error in
                if case .forbidden? = error as? TransportError { true } else { false }
            }
        }
    }

    @Test("Line breaks and zero bytes in headers, and odd methods, are misuse")
    func injection() throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let fields = [
            HTTPField("X", "a\r\nY: b"), HTTPField("X", "a\nb"), HTTPField("X", "a\0b"),
            HTTPField("X: y\r\nZ", "a"), HTTPField("", "a"), HTTPField("X Y", "a"),
        ]
        for field in fields {
            let request = HTTPRequest("GET", server.url, headers: [field], repeatable: true)
            guard case .misuse = failure(request) else {
                Issue.record("\(field) was accepted")
                continue
            }
        }
        guard
            case .misuse = failure(
                HTTPRequest("GET / HTTP/1.1\r\nX:", server.url, repeatable: true))
        else {
            Issue.record("the method was accepted")
            return
        }
        #expect(server.acceptedConnections == 0)
    }
}
