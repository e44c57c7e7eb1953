import Testing

@testable import Emulator

struct RouteTests {
    @Test(
        "Paths are read without regard to case, by object id and by client id, bare and qualified",
        arguments: [
            ("/v1.0/applications", .applications),
            ("/v1.0/Applications/AB", .application(.objectID("AB"))),
            ("/v1.0/applications(appId='c')", .application(.appID("c"))),
            ("/V1.0/applications(AppId='c')/addpassword", .addPassword(.appID("c"))),
            ("/v1.0/applications('o')/removePassword", .removePassword(.objectID("o"))),
            ("/v1.0/applications/o/microsoft.graph.addPassword", .addPassword(.objectID("o"))),
            (
                "/v1.0/applications/o/Microsoft.Graph.RemovePassword",
                .removePassword(.objectID("o"))
            ),
            ("/t/oauth2/v2.0/token", .token(tenant: "t")),
            ("/t/v2.0/.well-known/openid-configuration", .openIDConfiguration(tenant: "t")),
            ("/common/discovery/instance", .discovery),
            ("/_emulator/applications/x", .control(["applications", "x"])),
        ] as [(String, Route)])
    func reads(_ path: String, _ route: Route) {
        #expect(Route(path.split(separator: "/").map(String.init)) == route)
    }

    @Test(
        "A path that leads nowhere says at which part",
        arguments: [
            ("/v1.0/users", .noSegment("users")), ("/v1.0", .noSegment("")),
            ("/v1.0/applications/o/addKey", .noSegment("addKey")),
            ("/v1.0/applications/o/addPassword/x", .noSegment("addPassword")),
            ("/v1.0/applications(appId=c)", .noSegment("applications(appId=c)")),
            ("/", .nowhere), ("/t", .nowhere), ("/t/oauth2/token", .nowhere),
        ] as [(String, Route)])
    func nowhere(_ path: String, _ route: Route) {
        #expect(Route(path.split(separator: "/").map(String.init)) == route)
    }
}
