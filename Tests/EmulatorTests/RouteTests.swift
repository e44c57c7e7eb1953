import Testing

@testable import Emulator

struct RouteTests {
    @Test(
        "Paths are read without regard to case, by object id and by client id, bare and qualified",
        arguments: [
            ("/v1.0/applications", .objects(.application)),
            ("/v1.0/Applications/AB", .object(.objectID("AB"))),
            ("/v1.0/applications(appId='c')", .object(.appID("c"))),
            ("/V1.0/applications(AppId='c')/addpassword", .action(.addPassword, .appID("c"))),
            ("/v1.0/applications('o')/removePassword", .action(.removePassword, .objectID("o"))),
            (
                "/v1.0/applications/o/microsoft.graph.addPassword",
                .action(.addPassword, .objectID("o"))
            ),
            (
                "/v1.0/applications/o/Microsoft.Graph.RemovePassword",
                .action(.removePassword, .objectID("o"))
            ),
            ("/v1.0/applications/o/addKey", .action(.addKey, .objectID("o"))),
            ("/beta/servicePrincipals", .objects(.servicePrincipal)),
            ("/v1.0/serviceprincipals/o", .object(.objectID("o", .servicePrincipal))),
            ("/v1.0/servicePrincipals(appId='c')", .object(.appID("c", .servicePrincipal))),
            ("/v1.0/applications/$count", .count(.application)),
            ("/v1.0/applications/o/Owners", .owners(.objectID("o"))),
            ("/v1.0/applications/o/owners/$ref", .ownerReference(.objectID("o"), nil)),
            ("/v1.0/applications/o/owners/x/$ref", .ownerReference(.objectID("o"), "x")),
            ("/v1.0/applications/o/federatedIdentityCredentials", .federated(.objectID("o"))),
            (
                "/v1.0/applications/o/federatedIdentityCredentials/n",
                .federatedCredential(.objectID("o"), "n")
            ),
            (
                "/v1.0/directory/deletedItems/microsoft.graph.application",
                .deletedObjects(.application)
            ),
            ("/v1.0/directory/deletedItems/o", .deletedObject("o")),
            ("/v1.0/directory/deletedItems/o/restore", .restore("o")),
            ("/v1.0/$batch", .batch), ("/v1.0/organization", .organization),
            ("/metadata/identity/oauth2/token", .managedIdentity(.machine)),
            ("/_emulator/arc/token", .managedIdentity(.arc)),
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
            ("/v1.0/applications/o/addLock", .noSegment("addLock")),
            (
                "/v1.0/servicePrincipals/o/federatedIdentityCredentials",
                .noSegment("federatedIdentityCredentials")
            ),
            ("/v1.0/applications/o/addPassword/x", .noSegment("addPassword")),
            ("/v1.0/applications(appId=c)", .noSegment("applications(appId=c)")),
            ("/", .nowhere), ("/t", .nowhere), ("/t/oauth2/token", .nowhere),
        ] as [(String, Route)])
    func nowhere(_ path: String, _ route: Route) {
        #expect(Route(path.split(separator: "/").map(String.init)) == route)
    }
}
