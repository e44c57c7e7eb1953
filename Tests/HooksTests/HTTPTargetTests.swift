import Rotation
import Testing

@testable import Hooks

struct HTTPTargetTests {
    private func matches(_ pattern: String, _ method: String, _ url: String) throws -> Bool {
        let pattern = try #require(HTTPPattern(pattern))
        return pattern.matches(try HTTPTarget(method: method, url: url))
    }

    @Test("A prefix ends at a segment")
    func segments() throws {
        let host = "https://deploy.example.net"
        for url in ["/hooks", "/hooks/", "/hooks/a/b?x=1"] {
            #expect(try matches("POST \(host)/hooks", "POST", host + url), "\(url)")
        }
        #expect(try !matches("POST \(host)/hooks", "POST", host + "/hooksx"))
        #expect(try !matches("POST \(host)/hooks/", "POST", host + "/hooks"))
        #expect(try matches("POST \(host)", "POST", host + "/anything"))
    }

    @Test("Method, scheme, host and port are exact")
    func origin() throws {
        let pattern = "POST https://deploy.example.net/hooks/"
        #expect(try matches(pattern, "POST", "https://DEPLOY.example.net:443/hooks/x"))
        for url in [
            "https://deploy.example.net:8443/hooks/x", "http://deploy.example.net/hooks/x",
            "https://example.net/hooks/x", "https://deploy.example.net.evil.org/hooks/x",
            "https://deploy.example.net./hooks/x",
        ] {
            #expect(try !matches(pattern, "POST", url), "\(url)")
        }
        #expect(try !matches(pattern, "PUT", "https://deploy.example.net/hooks/x"))
    }

    @Test("Dot segments and needless escapes are undone before the comparison")
    func normalising() throws {
        let pattern = "POST https://h.example/hooks/"
        #expect(try !matches(pattern, "POST", "https://h.example/hooks/../admin"))
        #expect(try !matches(pattern, "POST", "https://h.example/hooks/%2e%2E/admin"))
        #expect(try !matches(pattern, "POST", "https://h.example/hooks/a/%2e./%2E%2E/admin"))
        #expect(try matches(pattern, "POST", "https://h.example/%68ooks/a/../b"))
        let target = try HTTPTarget(method: "GET", url: "https://h.example/%68ooks/a/..%7e?q=%41")
        #expect(target.text == "https://h.example/hooks/a/..~?q=%41")
    }

    @Test("An escaped slash is kept, as long as it hides no way up")
    func escapedSlash() throws {
        let target = try HTTPTarget(method: "GET", url: "https://h.example/p/group%2fproject")
        #expect(target.text == "https://h.example/p/group%2Fproject")
    }

    @Test(
        "A path that some servers would read as a way up is misuse",
        arguments: [
            "/hooks/..%2fadmin", "/hooks/a%2F..%2Fadmin", "/hooks/..%5cadmin", "/hooks/..\\admin",
            "/hooks/..;/admin", "/hooks/..%3Bx/admin", "/hooks/%", "/hooks/%4", "/hooks/%zz",
            "/hooks/%2e%2e%2fadmin",
        ])
    func hidden(_ path: String) {
        #expect(throws: HostError.self) {
            try HTTPTarget(method: "GET", url: "https://h.example" + path)
        }
    }

    @Test("Only an address or localhost counts as named literally")
    func literal() throws {
        #expect(try #require(HTTPPattern("GET http://127.0.0.1:9000/x")).namesAddress)
        #expect(try #require(HTTPPattern("GET https://[fd00::1]/")).namesAddress)
        #expect(try !#require(HTTPPattern("GET https://intranet/")).namesAddress)
    }

    @Test(
        "What is no pattern matches nothing",
        arguments: [
            "", "POST", "https://h/", "post https://h/", "POST ftp://h/", "POST  https://h/",
            "POST https://h/?q", "POST https://u:p@h/", "* https://h/", "POST https://h/..%2f",
        ])
    func malformed(_ text: String) {
        #expect(HTTPPattern(text) == nil)
    }
}
