import Testing

@testable import HTTP

struct ProxySettingsTests {
    private func proxy(for url: String, _ variables: [String: String]) throws -> String? {
        ProxySettings(variable: { variables[$0] }).proxy(for: try HTTPURL(url))
    }

    @Test("The environment's proxy is used, in either spelling, https_proxy before all_proxy")
    func fromEnvironment() throws {
        let url = "https://graph.microsoft.com/"
        #expect(try proxy(for: url, [:]) == nil)
        #expect(try proxy(for: url, ["HTTPS_PROXY": "http://p:1"]) == "http://p:1")
        #expect(
            try proxy(for: url, ["all_proxy": "http://a:1", "https_proxy": "http://p:1"])
                == "http://p:1")
        #expect(try proxy(for: url, ["https_proxy": ""]) == nil)
    }

    @Test("Loopback and metadata addresses are never reached through a proxy")
    func neverForLocal() throws {
        for host in ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "[fe80::1]"] {
            #expect(try proxy(for: "https://\(host)/", ["https_proxy": "http://p:1"]) == nil)
        }
    }

    @Test("no_proxy lists hosts, domains or everything")
    func exceptions() throws {
        func isProxied(_ host: String, _ list: String) throws -> Bool {
            try proxy(for: "https://\(host)/", ["https_proxy": "p:1", "no_proxy": list]) != nil
        }
        #expect(try !isProxied("deploy.example.net", "a.b, .example.net"))
        #expect(try !isProxied("example.net", "example.net"))
        #expect(try isProxied("badexample.net", "example.net"))
        #expect(try !isProxied("anything.org", "*"))
    }
}
