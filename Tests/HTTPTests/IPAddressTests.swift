import HTTP
import Testing

struct IPAddressTests {
    @Test(
        "Special-purpose addresses are not public, in any clothes",
        arguments: [
            "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254",
            "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.168.1.1", "198.18.0.1",
            "224.0.0.1", "255.255.255.255", "::", "::1", "[::1]", "fe80::1", "fc00::1", "fd12::1",
            "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:1::",
            "2001:db8::1",
        ])
    func notPublic(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic == false)
    }

    @Test(
        "Ordinary addresses are public",
        arguments: ["20.190.128.1", "100.128.0.1", "172.32.0.1", "8.8.8.8", "2603:1010::1"])
    func isPublic(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test("Names are not addresses", arguments: ["localhost", "1.2.3", "example.net", ""])
    func names(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("An address prints in its usual spelling")
    func spelling() {
        #expect(IPAddress("[FE80:0::1]")?.description == "fe80::1")
        #expect(IPAddress("::ffff:10.0.0.1")?.description == "10.0.0.1")
    }
}
