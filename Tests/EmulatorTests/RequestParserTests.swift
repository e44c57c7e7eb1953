import Testing

@testable import Emulator

struct RequestParserTests {
    private func read(_ bytes: String, inPiecesOf size: Int = .max) throws -> Request? {
        var parser = RequestParser()
        var rest = Array(bytes.utf8)[...]
        repeat {
            parser.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            if case .request(let request, _) = try parser.next() { return request }
        } while !rest.isEmpty
        return nil
    }

    private let whole = """
        POST /v1.0/a%20b?x=%27 HTTP/1.1\r\nHost: h\r\nX-Thing:  two words \t\r\n\
        Content-Length: 5\r\n\r\nhello
        """

    @Test(
        "A request is the same in however many pieces it arrives", arguments: [1, 2, 3, 7, 1_000])
    func pieces(_ size: Int) throws {
        let request = try #require(try read(whole, inPiecesOf: size))

        #expect(request.method == "POST")
        #expect(request.path == ["v1.0", "a b"])
        #expect(request.query["x"] == "'")
        #expect(request.headers["x-thing"] == "two words")
        #expect(request.text == "hello")
    }

    @Test(
        "What breaks the protocol or a limit has its status",
        arguments: [
            ("nonsense\r\n\r\n", 400), ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\n\r\n", 505), ("GET / FTP/1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nbad name: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nA: \u{0}\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
            (
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400
            ),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 413),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n", 400),
            (
                "GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n", 431
            ),
            ("GET / HTTP/1.1\r\nA: " + String(repeating: "x", count: 70_000) + "\r\n\r\n", 431),
            ("GET /" + String(repeating: "x", count: 70_000), 431),
        ])
    func malformed(_ text: String, _ status: Int) {
        #expect(throws: RequestParser.Malformed(status: status)) { try read(text) }
    }

    @Test("A chunked body is put together, its trailer left out")
    func chunked() throws {
        let text =
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n02\r\nde\r\n0\r\nTrailer: t\r\n\r\n"

        #expect(try read(text)?.text == "abcde")
        #expect(try read(text, inPiecesOf: 1)?.text == "abcde")
    }

    @Test("A client that waits to be asked for its body is asked")
    func expectation() throws {
        var parser = RequestParser()
        parser.append("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".utf8)
        guard case .awaitsContinue = try parser.next() else {
            Issue.record("it was not asked")
            return
        }
        parser.append("ok".utf8)
        guard case .request(let request, _) = try parser.next() else {
            Issue.record("no request")
            return
        }
        #expect(request.text == "ok")
    }

    @Test(
        "The origin is what the client used, also behind proxies",
        arguments: [
            ([("Host", "h:1")], "http://h:1"),
            ([("Host", "h"), ("X-Forwarded-Proto", "https")], "https://h"),
            (
                [
                    ("Host", "h"), ("X-Forwarded-Proto", "https, http"),
                    ("X-Forwarded-Host", "out.test, mid.test"),
                ], "https://out.test"
            ),
        ])
    func origin(_ fields: [(String, String)], _ origin: String) {
        let headers = Headers(fields.map { .init($0.0, $0.1) })

        #expect(Request(method: "GET", target: "/", headers: headers).origin.text == origin)
    }

    @Test(
        "Badly encoded targets are told apart",
        arguments: [
            ("/a%20b", true), ("/a?x=%C3%A9", true), ("/%zz", false), ("/%2", false),
            ("/%ff", false), ("/%00", false),
        ])
    func encoding(_ target: String, _ isGood: Bool) {
        #expect(Request(method: "GET", target: target).isWellEncoded == isGood)
    }
}
