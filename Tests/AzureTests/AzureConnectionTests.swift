import Azure
import Testing

struct AzureConnectionTests {
    @Test("Each cloud has its own pair of hosts")
    func clouds() {
        #expect(AzureHosts.cloudNames == ["china", "dod", "public", "usgov"])
        #expect(AzureHosts.named("public") == .public)
        #expect(AzureHosts.named("dod")?.graph == "https://dod-graph.microsoft.us")
        #expect(AzureHosts.named("china")?.login == "https://login.partner.microsoftonline.cn")
        #expect(AzureHosts.named("germany") == nil)
    }

    @Test("A slash at the end of a host is of no importance")
    func slash() {
        let hosts = AzureHosts(login: "http://127.0.0.1:1/", graph: "http://127.0.0.1:1//")
        #expect(hosts == AzureHosts(login: "http://127.0.0.1:1", graph: "http://127.0.0.1:1"))
    }
}
