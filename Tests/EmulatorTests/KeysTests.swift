import Rotation
import Testing

@testable import Emulator

struct KeysTests {
    private let local: LocalTenant
    private let first: TestCertificate
    private let second: TestCertificate
    private let payments = "/applications/\(LocalTenant.payments)"

    init() throws {
        first = try #require(TestCertificate.first)
        second = try #require(TestCertificate.second)
        local = try LocalTenant()
    }

    /// Puts certificates in the place of those there are.
    private func patch(_ entries: String...) throws -> LoopbackClient.Answer {
        try local.graph(
            "PATCH", payments,
            body: #"{"keyCredentials":[\#(entries.joined(separator: ","))]}"#)
    }

    private func entry(_ certificate: TestCertificate) -> String {
        #"{"type":"AsymmetricX509Cert","usage":"Verify","key":"\#(certificate.base64)"}"#
    }

    private func listed() throws -> [JSON] {
        try local.graph("GET", payments).json["keyCredentials"]?.items ?? []
    }

    private func proof(_ signer: TestCertificate, _ changes: [String: JSON] = [:]) throws -> String
    {
        let now = Int(LocalTenant.start.seconds)
        var claims: [String: JSON] = [
            "aud": "00000002-0000-0000-c000-000000000000", "iss": .string(LocalTenant.payments),
            "nbf": .int(now), "exp": .int(now + 600),
        ]
        claims.merge(changes) { $1 }
        return try signer.sign(
            .object(claims.map { .init(name: $0.key, value: $0.value) }), algorithm: "RS256",
            thumbprint: .sha1)
    }

    private func add(_ certificate: TestCertificate, _ proof: String) throws
        -> LoopbackClient.Answer
    {
        try local.graph(
            "POST", payments + "/microsoft.graph.addKey",
            body: #"{"keyCredential":\#(entry(certificate)),"passwordCredential":null,"#
                + #""proof":"\#(proof)"}"#)
    }

    @Test("A PATCH replaces the list: what it does not name by key or id is gone")
    func patching() throws {
        #expect(try patch(entry(first)).status == 204)
        let one = try listed()
        try #require(one.count == 1)
        let id = one[0]["keyId"]?.string ?? ""
        #expect(try patch(#"{"keyId":"\#(id)"}"#, entry(second)).status == 204)
        let both = try listed()
        try #require(both.count == 2)
        #expect(try patch(entry(second)).status == 204)

        #expect(one[0]["customKeyIdentifier"]?.string?.count == 40)
        #expect(one[0]["key"] == .null && one[0]["displayName"] == "CN=emulator test")
        #expect(both.contains { $0["keyId"]?.string == id })
        #expect(try listed().map { $0["keyId"] } == [both[0]["keyId"]])
    }

    @Test("The certificate itself is shown only where the list is selected by name")
    func selected() throws {
        _ = try patch(entry(first))
        let json = try local.graph("GET", payments + "?$select=keyCredentials").json

        #expect(json["keyCredentials"]?.items.first?["key"] == .string(first.base64))
    }

    @Test(
        "A list with what is no certificate is refused and changes nothing",
        arguments: [
            #"{"key":"bm9uc2Vuc2U="}"#, #"{"key":7}"#, #"{"usage":"Verify"}"#,
            #"{"keyId":"0c0c0c0c-0000-4000-8000-000000000001"}"#, #"{"keyId":"7"}"#,
        ])
    func badEntries(_ entry: String) throws {
        _ = try patch(self.entry(first))
        #expect(try patch(entry).status == 400)
        #expect(try listed().count == 1)
    }

    @Test("A valid certificate vouches for another, by which the application then signs in")
    func addKey() throws {
        _ = try patch(entry(first))
        let added = try add(second, try proof(first))
        let now = Int(LocalTenant.start.seconds)
        let address = "\(local.emulator.baseURL)/\(local.emulator.tenantID)/oauth2/v2.0/token"
        let client = JSON.string(LocalTenant.paymentsClient)
        let assertion = try second.sign([
            "aud": .string(address), "iss": client, "sub": client, "nbf": .int(now),
            "exp": .int(now + 600),
        ])
        let signIn = try local.client.send(
            "POST", "/\(local.emulator.tenantID)/oauth2/v2.0/token",
            body: LocalTenant.form([
                "grant_type": "client_credentials", "client_id": LocalTenant.paymentsClient,
                "client_assertion_type":
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion, "scope": "https://graph.microsoft.com/.default",
            ]))

        #expect(added.status == 200)
        #expect(try added.json["keyId"]?.string?.isGUID == true)
        #expect(try listed().count == 2)
        #expect(signIn.status == 200)
        #expect(try local.truth(LocalTenant.payments)["writes"]?["addKey"] == 1)
    }

    @Test("An application may change its own certificates without any permission")
    func selfService() throws {
        _ = try patch(entry(first))
        let secret = try local.graph("POST", payments + "/addPassword").json["secretText"]
        let own = try local.signIn(LocalTenant.paymentsClient, secret?.string ?? "").json
        let answer = try local.graph(
            "POST", payments + "/addKey",
            headers: ["Authorization": "Bearer \(own["access_token"]?.string ?? "")"],
            body: #"{"keyCredential":\#(entry(second)),"proof":"\#(try proof(first))"}"#)
        let other = try local.graph(
            "POST", "/applications/\(LocalTenant.quickstart)/addKey",
            headers: ["Authorization": "Bearer \(own["access_token"]?.string ?? "")"],
            body: #"{"keyCredential":\#(entry(second)),"proof":"\#(try proof(first))"}"#)

        #expect(answer.status == 200)
        #expect(other.status == 403)
    }

    @Test("A proof that says or signs anything else is a 401 and changes nothing")
    func badProofs() throws {
        _ = try patch(entry(first))
        let now = Int(LocalTenant.start.seconds)
        let good = try proof(first)
        for bad in [
            try proof(second), good + "=", "", "x",
            try proof(first, ["aud": "https://graph.microsoft.com"]),
            try proof(first, ["iss": .string(LocalTenant.paymentsClient)]),
            try proof(first, ["exp": .int(now + 601)]),
            try proof(first, ["nbf": .int(now - 2_000), "exp": .int(now - 1_400)]),
        ] {
            let answer = try add(second, bad)
            #expect(answer.status == 401)
            #expect(try answer.json["error"]?["code"] == "Authentication_MissingOrMalformed")
        }
        #expect(try listed().count == 1)
        #expect(try local.truth(LocalTenant.payments)["rejected"] == 8)
    }

    @Test("Removing a certificate needs its id and a proof, and is a 204")
    func removeKey() throws {
        _ = try patch(entry(first), entry(second))
        let ids = try listed().compactMap { $0["keyId"]?.string }
        try #require(ids.count == 2)
        func remove(_ id: String, _ proof: String) throws -> Int {
            try local.graph(
                "POST", payments + "/removeKey", body: #"{"keyId":"\#(id)","proof":"\#(proof)"}"#
            ).status
        }

        #expect(try remove(ids[0], "x") == 401)
        #expect(try remove("0c0c0c0c-0000-4000-8000-000000000001", try proof(first)) == 400)
        #expect(try remove(ids[0], try proof(first)) == 204)
        #expect(try listed().map { $0["keyId"] } == [.string(ids[1])])
    }
}
