import Rotation
import Testing

@testable import Emulator

/// Owners, and the report of sign-ins with its lag.
struct ReportAnswersTests {
    private let path = "/beta/reports/appCredentialSignInActivities"

    private func report(
        _ local: LocalTenant, _ filter: String = ""
    ) throws -> LoopbackClient.Answer {
        try local.client.send(
            "GET", path + filter, headers: ["Authorization": "Bearer \(try local.token())"])
    }

    @Test("An application's owners are service principals")
    func owners() throws {
        let local = try LocalTenant()
        let answer = try local.graph("GET", "/applications/\(LocalTenant.payments)/owners")
        #expect(answer.status == 200)
        let owner = try #require(try answer.json["value"]?.items.first)
        #expect(owner["@odata.type"] == "#microsoft.graph.servicePrincipal")
        #expect(owner["id"] == "33333333-3333-4333-8333-333333333333")
        #expect(try local.graph("GET", "/applications/none/owners").status == 404)
    }

    @Test("The report shows the last sign-in of each credential, later than it was by its lag")
    func lag() throws {
        let local = try LocalTenant()
        let line = try #require(try report(local).json["value"]?.items.first)
        #expect(line["keyId"] == .string(Tenant.connectionKeyID))
        #expect(line["appId"] == .string(local.emulator.clientID))
        let time = line["signInActivity"]?["lastSignInDateTime"]
        #expect(time == .string(LocalTenant.start.description))

        try local.control("POST", "/lag", #"{"report":60}"#)
        #expect(try report(local).json["value"]?.items.isEmpty == true)
        try local.control("POST", "/clock", #"{"advance":60}"#)
        #expect(try report(local).json["value"]?.items.count == 1)
    }

    @Test(
        "It is filtered by key or client",
        arguments: [
            ("keyId%20eq%20'\(Tenant.connectionKeyID)'", 1), ("keyId%20eq%20'none'", 0),
            ("appId%20eq%20'22222222-2222-4222-8222-222222222222'", 1),
        ])
    func filters(filter: String, count: Int) throws {
        let answer = try report(LocalTenant(), "?$filter=\(filter)")
        #expect(try answer.json["value"]?.items.count == count)
        #expect(try report(LocalTenant(), "?$filter=id%20eq%20'x'").status == 400)
    }

    @Test("Without the permission it is denied; version 1.0 has none")
    func permission() throws {
        #expect(try report(LocalTenant { $0.readsReports = false }).status == 403)
        let old = try LocalTenant().graph("GET", "/reports/appCredentialSignInActivities")
        #expect(old.status == 400)
    }
}
