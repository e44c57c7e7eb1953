import Foundation
import Rotation
import Testing

@testable import Emulator

struct LoginAnswersTests {
    private let local: LocalTenant

    init() throws {
        local = try LocalTenant()
    }

    private func token(
        _ changes: [String: String?] = [:], tenant: String? = nil, headers: [String: String] = [:]
    ) throws -> LoopbackClient.Answer {
        var fields: [String: String?] = [
            "grant_type": "client_credentials", "client_id": local.emulator.clientID,
            "client_secret": local.emulator.clientSecret,
            "scope": "https://graph.microsoft.com/.default",
        ]
        fields.merge(changes) { $1 }
        return try local.client.send(
            "POST", "/\(tenant ?? local.emulator.tenantID)/oauth2/v2.0/token",
            headers: headers, body: LocalTenant.form(fields.compactMapValues { $0 }))
    }

    @Test("Instance discovery leads to the tenant's own configuration")
    func discovery() throws {
        let tenant = local.emulator.tenantID
        let endpoint = "https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/authorize"
        let path = "/common/discovery/instance?api-version=1.1&authorization_endpoint=\(endpoint)"
        let answer = try local.client.send("GET", path)
        #expect(answer.status == 200)
        let json = try answer.json
        #expect(
            json["tenant_discovery_endpoint"]?.string?
                .hasSuffix("/v2.0/.well-known/openid-configuration") == true)
        #expect(json["metadata"]?.items.isEmpty == false)
    }

    @Test("A sign-in answers with a bearer token in the shape of a JWT and the recorded headers")
    func success() throws {
        let answer = try token()
        let json = try answer.json

        #expect(answer.status == 200)
        #expect(json.names == ["access_token", "expires_in", "ext_expires_in", "token_type"])
        #expect(json["token_type"] == "Bearer")
        #expect(json["expires_in"] == 3_599 && json["ext_expires_in"] == 3_599)
        #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
        #expect(answer.headers["cache-control"] == "no-store, no-cache")
        #expect(answer.headers["pragma"] == "no-cache")
        #expect(answer.headers["expires"] == "-1")
        #expect(answer.headers["p3p"] == #"CP="DSP CUR OTPi IND OTRi ONL FIN""#)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["x-ms-request-id"]?.isGUID == true)
    }

    @Test("The token's claims name audience, issuer, application, tenant, roles and times")
    func claims() throws {
        let parts = try #require(try token().json["access_token"]?.string).split(separator: ".")
        var text = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        let claims = try JSON(parsing: Array(try #require(Data(base64Encoded: String(text)))))
        let issued = Int(LocalTenant.start.seconds)

        #expect(claims["aud"] == "https://graph.microsoft.com")
        #expect(claims["iss"] == "https://sts.windows.net/\(local.emulator.tenantID)/")
        #expect(claims["appid"] == .string(local.emulator.clientID))
        #expect(claims["oid"] == "33333333-3333-4333-8333-333333333333")
        #expect(claims["tid"] == .string(local.emulator.tenantID))
        #expect(claims["roles"] == ["Application.ReadWrite.OwnedBy"])
        #expect(claims["iat"] == .int(issued) && claims["nbf"] == .int(issued))
        #expect(claims["exp"] == .int(issued + 3_599))
    }

    @Test(
        "Each mistake has its status, error and number",
        arguments: [
            (["client_secret": "wrong"], 401, "invalid_client", 7_000_215),
            (["client_secret": nil], 401, "invalid_client", 7_000_218),
            (["client_id": "nobody"], 400, "unauthorized_client", 700_016),
            (["client_id": nil], 400, "invalid_request", 900_144),
            (["grant_type": nil], 400, "invalid_request", 900_144),
            (["grant_type": "password"], 400, "unsupported_grant_type", 70_003),
            (["scope": nil], 400, "invalid_request", 900_144),
            (["scope": "https://graph.microsoft.com/User.Read"], 400, "invalid_scope", 1_002_012),
            (["scope": "a/.default b/.default"], 400, "invalid_scope", 70_011),
        ] as [([String: String?], Int, String, Int)])
    func mistakes(
        _ changes: [String: String?], _ status: Int, _ error: String, _ number: Int
    ) throws {
        let answer = try token(changes)
        let json = try answer.json

        #expect(answer.status == status)
        #expect(json["error"] == .string(error))
        #expect(json["error_codes"] == [.int(number)])
        #expect(json["error_description"]?.string?.hasPrefix("AADSTS\(number): ") == true)
        #expect(json["error_uri"] == "https://login.microsoftonline.com/error?code=\(number)")
        #expect(json["trace_id"]?.string == answer.headers["x-ms-request-id"])
        #expect(json["timestamp"] == "2026-01-09 23:06:40Z")
    }

    @Test("An unknown tenant is refused, the tenant's domain and any case of its id are not")
    func tenants() throws {
        let unknown = try token(tenant: "44444444-4444-4444-8444-444444444444")

        #expect(unknown.status == 400)
        #expect(try unknown.json["error_codes"] == [90_002])
        #expect(try token(tenant: "common").json["error_codes"] == [50_059])
        #expect(try token(tenant: "contoso.onmicrosoft.com").status == 200)
        #expect(try token(tenant: local.emulator.tenantID.uppercased()).status == 200)
    }

    @Test("An expired secret is refused with its own number in the newer wording")
    func expired() throws {
        let made = try local.control(
            "POST", "/applications",
            #"{"displayName":"x","withSecret":true,"endDateTime":"2026-01-01T00:00:00Z"}"#)
        let id = try #require(made["appId"]?.string)
        let answer = try local.signIn(id, made["value"]?.string ?? "")

        #expect(answer.status == 401)
        #expect(try answer.json["error_codes"] == [7_000_222])
        #expect(
            try answer.json["error_description"]?.string?.hasPrefix(
                "AADSTS7000222: The provided client secret keys for app '\(id)' are expired. ")
                == true)
    }

    @Test("An application for personal accounts only signs in to no tenant")
    func consumersOnly() throws {
        let made = try local.control(
            "POST", "/applications",
            #"{"displayName":"x","withSecret":true,"signInAudience":"PersonalMicrosoftAccount"}"#)
        let answer = try local.signIn(
            try #require(made["appId"]?.string), made["value"]?.string ?? "")
        #expect(answer.status == 400)
        #expect(try answer.json["error_codes"] == [9_002_331])
    }

    @Test("HTTP Basic credentials are accepted in place of form fields")
    func basic() throws {
        let secret = local.emulator.clientSecret
        let pair = Data("\(local.emulator.clientID):\(secret)".utf8).base64EncodedString()
        let none: [String: String?] = ["client_id": nil, "client_secret": nil]

        #expect(try token(none, headers: ["Authorization": "Basic \(pair)"]).status == 200)
        #expect(try token(none, headers: ["Authorization": "Basic !"]).status == 400)
    }

    @Test("The client's request id is the correlation id and comes back when that is asked for")
    func correlation() throws {
        let id = "937e8365-59a0-4d69-bde7-287b37c7eb25"
        let answer = try token(
            ["client_secret": "wrong"],
            headers: ["client-request-id": id, "return-client-request-id": "true"])

        #expect(try answer.json["correlation_id"] == .string(id))
        #expect(answer.headers["client-request-id"] == id)
    }

    @Test("The metadata name endpoints at the host, port and scheme the client asked")
    func metadata() throws {
        let path = "/\(local.emulator.tenantID)/v2.0/.well-known/openid-configuration"
        let base = "\(local.emulator.baseURL)/\(local.emulator.tenantID)"
        let plain = try local.client.send("GET", path)
        let proxied = try local.client.send(
            "GET", path, headers: ["Host": "login.test:8443", "X-Forwarded-Proto": "https"])

        #expect(try plain.json["token_endpoint"] == "\(base)/oauth2/v2.0/token")
        #expect(try plain.json["issuer"] == "\(base)/v2.0")
        #expect(
            try proxied.json["token_endpoint"]
                == "https://login.test:8443/\(local.emulator.tenantID)/oauth2/v2.0/token")
        let unknown = try local.client.send("GET", "/nobody/v2.0/.well-known/openid-configuration")
        #expect(unknown.status == 400)
        #expect(try unknown.json["error"] == "invalid_tenant")
    }

    @Test("Azure's command line is given a cloud whose addresses are all ours")
    func cloud() throws {
        let headers = ["Host": "out.test", "X-Forwarded-Proto": "https"]
        let cloud = try local.client.send("GET", "/metadata/endpoints", headers: headers).json
        let tenants = try local.client.send("GET", "/tenants", headers: headers).json

        #expect(cloud["authentication"]?["loginEndpoint"] == "https://out.test")
        #expect(cloud["microsoftGraphResourceId"] == "https://out.test/")
        #expect(tenants["value"]?.items.first?["tenantId"] == .string(local.emulator.tenantID))
        #expect(try local.client.send("GET", "/subscriptions").json["value"] == [])
    }

    @Test("A GET of the token endpoint is refused")
    func method() throws {
        let answer = try local.client.send("GET", "/\(local.emulator.tenantID)/oauth2/v2.0/token")

        #expect(answer.status == 405)
        #expect(try answer.json["error"] == "invalid_request")
    }
}
