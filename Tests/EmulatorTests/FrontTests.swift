import Testing

@testable import Emulator

struct FrontTests {
    private let local: LocalTenant

    init() throws {
        local = try LocalTenant()
    }

    @Test(
        "Bytes that are no request end their connection and nothing else",
        arguments: [
            "\r\n\r\n", "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1",
            "POST /v1.0/applications HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            "POST /v1.0/applications HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /v1.0/applications HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "GET /%ff%00/%zz?%=%&&=;$filter=' HTTP/1.1\r\nHost: \u{1F600}\r\n\r\n",
        ])
    func malformed(_ text: String) throws {
        _ = try local.client.exchange(text)

        #expect(try local.client.send("GET", "/_emulator/requests").status == 200)
    }

    @Test("A body over a mebibyte is read and refused")
    func tooLarge() throws {
        let body = String(repeating: " ", count: 3 << 20)
        let graph = try local.graph(
            "POST", "/applications/\(LocalTenant.payments)/addPassword", body: body)
        let token = try local.client.send(
            "POST", "/\(local.emulator.tenantID)/oauth2/v2.0/token", body: body)

        #expect(graph.status == 413 && token.status == 413)
        #expect(try local.truth(LocalTenant.payments)["credentials"] == [])
    }

    @Test("Requests with bodies follow one another on one connection, however they arrive")
    func keepAliveBodies() throws {
        let socket = try local.client.open()
        defer { local.client.hangUp(socket) }
        for number in 0..<4 {
            let text = local.client.request(
                "POST", "/_emulator/applications", [:], #"{"displayName":"n\#(number)"}"#)
            let cut = text.index(text.endIndex, offsetBy: -number * 9)
            try local.client.write(String(text[..<cut]), to: socket)
            try local.client.write(String(text[cut...]), to: socket)
            #expect(
                try local.client.answer(from: socket).json["displayName"] == .string("n\(number)"))
        }
    }

    @Test("Requests follow one another on one connection")
    func keepAlive() throws {
        let request = "GET /_emulator/requests HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let text = String(decoding: try local.client.exchange(request + request), as: UTF8.self)

        #expect(text.ranges(of: "HTTP/1.1 200 OK").count == 2)
    }

    @Test("A chunked body is put together")
    func chunked() throws {
        let body = #"{"displayName":"chunked"}"#
        let half = body.count / 2
        let text = """
            POST /_emulator/applications HTTP/1.1\r
            Transfer-Encoding: chunked\r
            \r
            \(String(half, radix: 16))\r
            \(body.prefix(half))\r
            \(String(body.count - half, radix: 16))\r
            \(body.dropFirst(half))\r
            0\r
            \r

            """
        let answer = String(decoding: try local.client.exchange(text), as: UTF8.self)

        #expect(answer.contains(#""displayName":"chunked""#))
    }

    @Test(
        "The emulator's own paths answer only programs on this machine that use its address",
        arguments: [
            ["Host": "emulator.test"], ["Host": "127.0.0.1.evil.test"],
            ["X-Forwarded-For": "127.0.0.1"], ["X-Forwarded-Proto": "https"],
            ["Origin": "http://127.0.0.1"],
        ])
    func controlIsLocal(_ headers: [String: String]) throws {
        for path in ["applications", "knobs", "clock", "issuer/keys", "app-service/token"] {
            let answer = try local.client.send("GET", "/_emulator/\(path)", headers: headers)
            #expect(answer.status == 403)
        }
    }

    @Test(
        "What breaks the protocol is answered before the connection ends",
        arguments: [
            ("nonsense\r\n\r\n", "400"), ("GET / HTTP/3\r\n\r\n", "505"),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", "413"),
            ("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 200) + "\r\n", "431"),
        ])
    func answered(_ text: String, _ status: String) throws {
        let answer = String(decoding: try local.client.exchange(text), as: UTF8.self)

        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test(
        "Graph refuses a body of another type, and a target that is badly encoded",
        arguments: [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("", 400)])
    func contentType(_ type: String, _ status: Int) throws {
        let path = "/applications/\(LocalTenant.payments)/addPassword"
        let answer = try local.graph(
            "POST", path, headers: ["Content-Type": type], body: "{}")

        #expect(answer.status == status)
        #expect(try local.graph("GET", "/applications?$filter=%zz").status == 400)
        #expect(try local.graph("GET", "/applications/%ff").status == 400)
    }

    @Test("A path outside both services is a 404, a HEAD has no body")
    func nowhere() throws {
        #expect(try local.client.send("GET", "/").status == 404)
        #expect(try local.client.send("GET", "/favicon.ico").status == 404)
        #expect(try local.client.send("HEAD", "/v1.0/applications").body.isEmpty)
    }
}
