import Azure
import Testing

struct AzureConnectionTests {
    @Test("Each cloud has its own pair of hosts")
    func clouds() {
        #expect(AzureHosts.cloudNames == ["china", "dod", "public", "usgov"])
        #expect(AzureHosts.named("public") == .public)
        #expect(
            AzureHosts.named("usgov")
                == AzureHosts(
                    login: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us"))
        #expect(AzureHosts.named("china")?.graph == "https://microsoftgraph.chinacloudapi.cn")
        #expect(AzureHosts.named("dod")?.login == AzureHosts.named("usgov")?.login)
        #expect(AzureHosts.named("dod")?.graph == "https://dod-graph.microsoft.us")
        #expect(AzureHosts.named("china")?.login == "https://login.partner.microsoftonline.cn")
        #expect(AzureHosts.named("germany") == nil)
    }

    @Test("A sign-in host alone tells the Graph host of its cloud")
    func graphHost() {
        for cloud in ["public", "usgov", "china"] {
            let hosts = AzureHosts.named(cloud)
            #expect(AzureHosts.graph(forLogin: (hosts?.login ?? "") + "/") == hosts?.graph)
        }
        #expect(AzureHosts.graph(forLogin: "https://a.example") == AzureHosts.public.graph)
    }

    @Test("A slash at the end of a host is of no importance")
    func slash() {
        let hosts = AzureHosts(login: "http://127.0.0.1:1/", graph: "http://127.0.0.1:1//")
        #expect(hosts == AzureHosts(login: "http://127.0.0.1:1", graph: "http://127.0.0.1:1"))
    }
}
