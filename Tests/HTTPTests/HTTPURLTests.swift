import HTTP
import Testing

struct HTTPURLTests {
    @Test("A URL is taken apart and given back in one spelling")
    func parts() throws {
        let url = try HTTPURL("HTTPS://Deploy.Example.net:443/a/./b/../c%2Fd?x=1&y#frag")
        #expect(url.scheme == "https")
        #expect(url.host == "deploy.example.net")
        #expect(url.port == 443)
        #expect(url.path == "/a/c%2Fd")
        #expect(url.query == "x=1&y")
        #expect(url.text == "https://deploy.example.net/a/c%2Fd?x=1&y")
        #expect(try HTTPURL("https://h:8443").text == "https://h:8443/")
    }

    @Test(
        "Other schemes, credentials, blanks and half URLs are misuse that does not repeat the text",
        arguments: [
            "ftp://h/", "file:///etc/passwd", "https://user:hunter2@h/", "https://", "/relative",
            "https://h/a b", "https://h\r\nX: y/", "example.net",
        ])
    func refused(_ text: String) {
        let error = #expect(throws: TransportError.self) { try HTTPURL(text) }
        guard case .misuse(let why) = error else {
            Issue.record("expected misuse")
            return
        }
        #expect(!why.contains("hunter2"))
    }

    @Test("Loopback is recognised by name and by every spelling of the address")
    func loopback() throws {
        for text in ["http://localhost/", "http://127.1/", "http://2130706433/", "http://[::1]/"] {
            #expect(try HTTPURL(text).isLoopback, "\(text)")
        }
        #expect(try !HTTPURL("http://localhost.example.net/").isLoopback)
    }
}
