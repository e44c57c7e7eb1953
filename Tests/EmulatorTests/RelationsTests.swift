import Rotation
import Testing

@testable import Emulator

/// Owners, service principals, deleted objects and the tenant itself.
struct RelationsTests {
    private let local: LocalTenant
    private let payments = "/applications/\(LocalTenant.payments)"

    init() throws {
        local = try LocalTenant()
    }

    private func owners(_ path: String) throws -> [JSON] {
        try local.graph("GET", path + "/owners").json["value"]?.items ?? []
    }

    @Test("The connection owns what is its own; owners come and go by reference")
    func owners() throws {
        let id = "5a5a5a5a-0000-4000-8000-000000000001"
        let body = #"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/\#(id)"}"#
        let before = try owners(payments)
        try #require(before.count == 1)
        let first = try local.graph("POST", payments + "/owners/$ref", body: body)
        let second = try local.graph("POST", payments + "/owners/$ref", body: body)
        let after = try owners(payments)
        let removed = try local.graph("DELETE", payments + "/owners/\(id)/$ref")

        #expect(before.map { $0["@odata.type"] } == ["#microsoft.graph.servicePrincipal"])
        #expect(before[0]["appId"] == .string(local.emulator.clientID))
        #expect(first.status == 204 && second.status == 400)
        #expect(after.count == 2)
        #expect(removed.status == 204)
        #expect(try owners(payments).count == 1)
        #expect(try local.graph("DELETE", payments + "/owners/\(id)/$ref").status == 404)
    }

    @Test("Who is made no owner any more can read and no longer write")
    func disowned() throws {
        let id = "33333333-3333-4333-8333-333333333333"
        #expect(try local.graph("DELETE", payments + "/owners/\(id)/$ref").status == 204)
        #expect(try local.graph("POST", payments + "/addPassword").status == 403)
        #expect(try local.graph("GET", payments).status == 200)
    }

    private var principal: String { "/servicePrincipals(appId='\(LocalTenant.paymentsClient)')" }

    @Test("A service principal's own secret signs in, shows no hint, and is not the application's")
    func principalSecrets() throws {
        let added = try local.graph("POST", principal + "/addPassword").json
        let value = added["secretText"]?.string ?? ""

        #expect(added["hint"] == .null)
        #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 200)
        #expect(try local.graph("GET", payments).json["passwordCredentials"] == [])
        let id = added["keyId"]?.string ?? ""
        let body = #"{"keyId":"\#(id)"}"#
        #expect(try local.graph("POST", principal + "/removePassword", body: body).status == 204)
        #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 401)
    }

    @Test("A disabled service principal signs nobody in")
    func disabled() throws {
        let value = try local.graph("POST", payments + "/addPassword").json["secretText"]?.string
        let changed = try local.graph("PATCH", principal, body: #"{"accountEnabled":false}"#)
        let refused = try local.signIn(LocalTenant.paymentsClient, value ?? "")

        #expect(changed.status == 204)
        #expect(refused.status == 401)
        #expect(try refused.json["error_codes"] == [7_000_112])
        #expect(try local.graph("GET", principal).json["accountEnabled"] == false)
    }

    @Test("A new application signs in only once it has a service principal, of which there is one")
    func newPrincipal() throws {
        let made = try local.graph("POST", "/applications", body: #"{"displayName":"n"}"#).json
        let id = made["id"]?.string ?? ""
        let client = made["appId"]?.string ?? ""
        let secret = try local.graph("POST", "/applications/\(id)/addPassword").json["secretText"]
        let before = try local.signIn(client, secret?.string ?? "")
        let body = #"{"appId":"\#(client)"}"#
        let first = try local.graph("POST", "/servicePrincipals", body: body)
        let second = try local.graph("POST", "/servicePrincipals", body: body)

        #expect(try before.json["error_codes"] == [7_000_229])
        #expect(first.status == 201 && second.status == 409)
        #expect(try first.json["servicePrincipalNames"] == [.string(client)])
        #expect(try local.signIn(client, secret?.string ?? "").status == 200)
        let unknown = #"{"appId":"00000000-0000-4000-8000-000000000000"}"#
        #expect(try local.graph("POST", "/servicePrincipals", body: unknown).status == 400)
    }

    @Test("A lock on the application keeps secrets off its service principal")
    func locked() throws {
        let lock = #"{"servicePrincipalLockConfiguration":{"isEnabled":true,"allProperties":true}}"#
        _ = try local.graph("PATCH", payments, body: lock)
        let answer = try local.graph("POST", principal + "/addPassword")

        #expect(answer.status == 400)
        #expect(
            try answer.json["error"]?["code"] == "CannotUpdateLockedServicePrincipalProperty")
        #expect(try local.graph("POST", payments + "/addPassword").status == 200)
    }

    @Test("A deleted application can be brought back for 30 days, or ended for good")
    func deletedItems() throws {
        let value = try local.graph("POST", payments + "/addPassword").json["secretText"]?.string
        let list = "/directory/deletedItems/microsoft.graph.application"
        let item = "/directory/deletedItems/\(LocalTenant.payments)"
        _ = try local.graph("DELETE", payments)
        let deleted = try local.graph("GET", list).json["value"]?.items ?? []

        try #require(deleted.map { $0["id"] } == [.string(LocalTenant.payments)])
        #expect(deleted[0]["deletedDateTime"] == "2026-01-09T23:06:40Z")
        #expect(try local.signIn(LocalTenant.paymentsClient, value ?? "").status == 400)
        #expect(try local.graph("POST", item + "/restore").status == 200)
        #expect(try local.graph("GET", payments).json["passwordCredentials"]?.items.count == 1)
        #expect(try local.graph("GET", item).status == 404)

        _ = try local.graph("DELETE", payments)
        #expect(try local.graph("DELETE", item).status == 204)
        #expect(try local.graph("POST", item + "/restore").status == 404)
    }

    @Test("After 30 days a deleted application is gone")
    func purged() throws {
        _ = try local.graph("DELETE", payments)
        let item = "/directory/deletedItems/\(LocalTenant.payments)"
        try local.control("POST", "/clock", #"{"advance":2591999}"#)
        #expect(try local.graph("GET", item).status == 200)
        try local.control("POST", "/clock", #"{"advance":1}"#)
        #expect(try local.graph("GET", item).status == 404)
    }

    @Test("The organization is the tenant; its policy shows only to who may read it")
    func tenant() throws {
        let organization = try local.graph("GET", "/organization").json["value"]?.items.first
        let reader = try LocalTenant { $0.roles = ["Policy.Read.All"] }
        try reader.control("PUT", "/knobs", #"{"policy":{"secretLifetime":7776000}}"#)
        let policy = try reader.graph("GET", "/policies/defaultAppManagementPolicy").json
        let secrets = policy["applicationRestrictions"]?["passwordCredentials"]?.items ?? []

        #expect(organization?["id"] == .string(local.emulator.tenantID))
        #expect(
            try local.graph("GET", "/policies/defaultAppManagementPolicy").status == 403)
        #expect(secrets.map { $0["maxLifetime"] } == [.null, "P90D"])
    }

    private func search(_ query: String) throws -> [String?] {
        let answer = try local.graph(
            "GET", "/applications?$count=true&\(query)", headers: ["ConsistencyLevel": "eventual"])
        return try answer.json["value"]?.items.map { $0["displayName"]?.string } ?? []
    }

    @Test("Searches, orders and advanced filters work with the header and only so")
    func advanced() throws {
        for name in ["Zeta api", "alpha API gateway", "beta"] {
            try local.control("POST", "/applications", #"{"displayName":"\#(name)"}"#)
        }
        #expect(
            try search("$search=%22displayName:api%22") == [
                "payments-api", "Zeta api", "alpha API gateway",
            ])
        #expect(try search("$search=%22displayName:alp%22%20OR%20%22displayName:bet%22").count == 2)
        #expect(try search("$orderby=displayName%20desc&$top=2") == ["Zeta api", "quickstart"])
        #expect(try search("$filter=endsWith(displayName,'api')") == ["payments-api", "Zeta api"])
        #expect(try search("$filter=not(startswith(displayName,'q'))").count == 4)
        #expect(
            try search("$filter=displayName%20in%20('beta','quickstart')").count == 2)
        for query in [
            "$search=%22displayName:api%22", "$filter=endsWith(displayName,'api')",
            "$filter=displayName%20ne%20'x'", "$search=x", "$orderby=id",
            "$filter=startswith(displayName,'x')&$orderby=displayName",
        ] {
            #expect(try local.graph("GET", "/applications?\(query)").status == 400, "\(query)")
        }
    }

    @Test("The number of matches can be asked for alone")
    func count() throws {
        let path = "/applications/$count?$filter=startswith(displayName,'pay')"
        let answer = try local.graph("GET", path, headers: ["ConsistencyLevel": "eventual"])

        #expect(String(decoding: answer.body, as: UTF8.self) == "1")
        #expect(answer.headers["content-type"] == "text/plain")
        #expect(try local.graph("GET", path).status == 400)
    }
}
