import Foundation
import Rotation
import Testing

@testable import Emulator

struct AssertionTests {
    private let local: LocalTenant
    private let certificate: TestCertificate

    init() throws {
        let certificate = try #require(TestCertificate.first)
        self.certificate = certificate
        local = try LocalTenant { $0.certificates = [certificate.pem] }
    }

    private func signIn(
        _ assertion: String, client: String? = nil,
        type: String = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        headers: [String: String] = [:]
    ) throws -> LoopbackClient.Answer {
        try local.client.send(
            "POST", "/\(local.emulator.tenantID)/oauth2/v2.0/token", headers: headers,
            body: LocalTenant.form([
                "grant_type": "client_credentials",
                "client_id": client ?? local.emulator.clientID,
                "client_assertion_type": type, "client_assertion": assertion,
                "scope": "https://graph.microsoft.com/.default",
            ]))
    }

    /// Good claims, with changes; a nil takes a claim away.
    private func claims(_ changes: [String: JSON?] = [:]) -> JSON {
        let now = Int(LocalTenant.start.seconds)
        let client = JSON.string(local.emulator.clientID)
        var claims: [String: JSON?] = [
            "aud": "\(local.emulator.baseURL)/\(local.emulator.tenantID)/oauth2/v2.0/token",
            "iss": client, "sub": client, "jti": "j", "nbf": .int(now), "exp": .int(now + 600),
        ]
        claims.merge(changes) { $1 }
        return .object(
            claims.compactMap { name, value in value.map { .init(name: name, value: $0) } })
    }

    @Test(
        "Both algorithms and every way to name the certificate sign in, times and again",
        arguments: ["PS256", "RS256"], TestCertificate.Thumbprint.allCases)
    func certificate(_ algorithm: String, _ thumbprint: TestCertificate.Thumbprint) throws {
        let assertion = try certificate.sign(
            claims(), algorithm: algorithm, thumbprint: thumbprint)

        #expect(try signIn(assertion).status == 200)
        #expect(try signIn(assertion).status == 200)
    }

    @Test("The audience may be the address outside a proxy, and times may have a fraction")
    func proxied() throws {
        let now = LocalTenant.start.seconds
        let assertion = try certificate.sign(
            claims([
                "aud": "https://login.test/\(local.emulator.tenantID)/oauth2/v2.0/token",
                "nbf": .decimal("\(now).5"), "exp": .decimal("\(now + 600).25"),
            ]))
        let headers = ["Host": "login.test", "X-Forwarded-Proto": "https"]

        #expect(try signIn(assertion, headers: headers).status == 200)
        #expect(try signIn(assertion).json["error_codes"] == [700_023])
    }

    @Test(
        "Each mistake in the claims has its number",
        arguments: [
            (["aud": "https://elsewhere.test/token"], 700_023),
            (["iss": "somebody"], 700_021), (["sub": "somebody"], 700_021),
            (["exp": 1_767_990_000], 700_024), (["nbf": 1_768_000_400], 700_024),
            (["exp": nil], 50_027),
        ] as [([String: JSON?], Int)])
    func mistakes(_ changes: [String: JSON?], _ number: Int) throws {
        let answer = try signIn(try certificate.sign(claims(changes)))

        #expect(answer.status == 401)
        #expect(try answer.json["error"] == "invalid_client")
        #expect(try answer.json["error_codes"] == [.int(number)])
    }

    @Test("What is signed by another key, or changed after signing, is refused")
    func forged() throws {
        let other = try #require(TestCertificate.second)
        let unknown = try signIn(try other.sign(claims()))
        let good = try certificate.sign(claims())
        let parts = good.split(separator: ".").map(String.init)
        let changed = "\(parts[0]).\(Base64.encode(claims(["jti": "k"]).bytes)).\(parts[2])"
        let stolen = try other.sign(claims()).split(separator: ".").map(String.init)

        #expect(try unknown.json["error_codes"] == [700_027])
        #expect(try unknown.json["error_description"]?.string?.contains("not found") == true)
        for text in [changed, "\(parts[0]).\(stolen[1]).\(stolen[2])"] {
            let answer = try signIn(text)
            #expect(try answer.json["error_codes"] == [700_027])
            #expect(try answer.json["error_description"]?.string?.contains("verify") == true)
        }
    }

    @Test("An elliptic certificate and other algorithms are refused as unsupported")
    func algorithms() throws {
        let elliptic = try TestCertificate.elliptic()
        for text in [
            try elliptic.sign(claims(), algorithm: "ES256"),
            try certificate.sign(claims(), algorithm: "none"),
            try certificate.sign(claims(), algorithm: "HS256"),
        ] {
            let answer = try signIn(text)
            #expect(try answer.json["error_codes"] == [700_027])
            #expect(try answer.json["error_description"]?.string?.contains("unsupported") == true)
        }
    }

    @Test("An expired certificate signs nobody in")
    func expired() throws {
        let old = try TestCertificate.first(endingAt: LocalTenant.start)
        let local = try LocalTenant { $0.certificates = [old.pem] }
        let answer = try local.client.send(
            "POST", "/\(local.emulator.tenantID)/oauth2/v2.0/token",
            body: LocalTenant.form([
                "grant_type": "client_credentials", "client_id": local.emulator.clientID,
                "client_assertion_type":
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": try old.sign(claims()),
                "scope": "https://graph.microsoft.com/.default",
            ]))

        #expect(try answer.json["error_codes"] == [700_027])
        #expect(try answer.json["error_description"]?.string?.contains("expired") == true)
    }

    @Test(
        "What is no assertion is refused",
        arguments: ["", "x", "a.b.c", "e30.e30.e30", "e30.e30", "e30.W10.e30"])
    func malformed(_ text: String) throws {
        #expect(try signIn(text).status == 401)
    }

    @Test("Another type of assertion is refused")
    func type() throws {
        #expect(try signIn(try certificate.sign(claims()), type: "saml").status == 400)
    }

    @Test("A configured certificate that is none keeps the emulator from starting")
    func noCertificate() {
        #expect(throws: EmulatorError.self) { try LocalTenant { $0.certificates = ["nonsense"] } }
    }

    // MARK: Federation

    private func federated(
        _ local: LocalTenant, _ token: String, client: String? = nil
    ) throws -> LoopbackClient.Answer {
        try local.client.send(
            "POST", "/\(local.emulator.tenantID)/oauth2/v2.0/token",
            body: LocalTenant.form([
                "grant_type": "client_credentials",
                "client_id": client ?? local.emulator.clientID,
                "client_assertion_type":
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": token, "scope": "https://graph.microsoft.com/.default",
            ]))
    }

    private func token(
        _ local: LocalTenant, subject: String = "repo:a/b", audience: String? = nil,
        issuer: String? = nil, lifetime: Int = 3_600
    ) throws -> String {
        var members: [JSON.Member] = [
            .init(name: "subject", value: .string(subject)),
            .init(name: "lifetime", value: .int(lifetime)),
        ]
        if let audience { members.append(.init(name: "audience", value: .string(audience))) }
        if let issuer { members.append(.init(name: "issuer", value: .string(issuer))) }
        let body = String(decoding: JSON.object(members).bytes, as: UTF8.self)
        return try local.control("POST", "/issuer/token", body)["token"]?.string ?? ""
    }

    @Test(
        "A token of the emulator's own issuer signs the connection in; each mismatch has its number"
    )
    func ownIssuer() throws {
        let local = try LocalTenant { $0.federatedCredentials = [.init(subject: "repo:a/b")] }
        func code(_ token: String) throws -> JSON? {
            try federated(local, token).json["error_codes"]
        }

        #expect(try federated(local, try token(local)).status == 200)
        #expect(try code(try token(local, subject: "repo:A/b")) == [700_213])
        #expect(try code(try token(local, audience: "api://other")) == [700_212])
        #expect(try code(try token(local, issuer: "http://127.0.0.1:1/x")) == [700_211])
        #expect(try code(try token(local, lifetime: -400)) == [700_024])
        let parts = try token(local).split(separator: ".").map(String.init)
        let forged = try token(local, lifetime: 7_200).split(separator: ".").map(String.init)
        #expect(try code("\(parts[0]).\(forged[1]).\(parts[2])") == [50_013])
    }

    @Test("An application takes the tokens of another loopback issuer, and of none beyond")
    func otherIssuer() throws {
        let issuer = try LocalTenant()
        let path = "/applications/\(LocalTenant.payments)/federatedIdentityCredentials"
        func add(_ name: String, _ issuer: String) throws -> Int {
            try local.graph(
                "POST", path,
                body: """
                    {"name":"\(name)","issuer":"\(issuer)","subject":"repo:a/b",\
                    "audiences":["api://AzureADTokenExchange"]}
                    """
            ).status
        }
        #expect(try add("one", issuer.emulator.issuer) == 201)
        #expect(try add("far", "https://issuer.example.net") == 201)
        #expect(try add("one", "http://127.0.0.1:1") == 409)
        let good = try federated(
            local, try token(issuer), client: LocalTenant.paymentsClient)
        let far = try federated(
            local, try token(issuer, issuer: "https://issuer.example.net"),
            client: LocalTenant.paymentsClient)

        #expect(good.status == 200)
        #expect(try far.json["error_codes"] == [50_166])
        _ = try local.graph("DELETE", path + "/one")
        let after = try federated(local, try token(issuer), client: LocalTenant.paymentsClient)
        #expect(try after.json["error_codes"] == [700_211])
    }
}
