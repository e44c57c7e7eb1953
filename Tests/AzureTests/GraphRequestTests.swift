import Rotation
import Testing

@testable import Azure

/// Which calls of Graph a script may ask for at all.
struct GraphRequestTests {
    private func misuse(
        _ method: String, _ path: String, _ json: Value = .null,
        host: String = "https://graph.microsoft.com"
    ) -> String? {
        do throws(HostError) {
            _ = try GraphRequest(method: method, path: path, json: json, host: host)
            return nil
        } catch {
            guard case .misuse(let text) = error else { return "another error" }
            return text
        }
    }

    @Test(
        "Ordinary calls are let through",
        arguments: [
            ("GET", "/v1.0/users"), ("GET", "/beta/users?$filter=startswith(mail,'a')&$top=5"),
            ("GET", "/v1.0/applications/x?$select=id,passwordCredentials"),
            ("GET", "/v1.0/users('a%40b.example')"), ("POST", "/v1.0/groups"),
            ("PATCH", "/v1.0/applications/x"), ("DELETE", "/v1.0/groups/x/members/y/$ref"),
        ])
    func ordinary(method: String, path: String) {
        #expect(misuse(method, path) == nil)
    }

    @Test(
        "A path never leads to another host or out of the versions",
        arguments: [
            "//evil.example/v1.0/users", "@evil.example/v1.0/", "https://evil.example/v1.0/x",
            "/v1.0", "v1.0/users", "", "/", "/v2.0/users", "/v1.0/../admin", "/v1.0/../../x",
            #"/v1.0\..\x"#, #"\\evil.example\v1.0\"#, "/v1.0/%2e%2e/admin", "/v1.0/..%2f..%2fx",
            "/v1.0/a/..;/..;/x", "/v1.0//users", "/v1.0/x#y", "/v1.0/x y", "/v1.0/x\n", "/v1.0/é",
            "/v1.0/%zz", "/v1.0/x\u{0}", "/v1.0/.%2e/x", "/\t/v1.0/users",
        ])
    func elsewhere(path: String) {
        #expect(misuse("GET", path)?.hasPrefix("bad argument 'path' to graph") == true, "\(path)")
    }

    @Test("A host cannot be completed by a path")
    func hostSuffix() throws {
        let host = "http://127.0.0.1:80"
        #expect(misuse("GET", "/v1.0/users", host: host) == nil)
        #expect(misuse("GET", "80/v1.0/users", host: host) != nil)
        #expect(misuse("GET", ".evil.example/v1.0/", host: host) != nil)
    }

    @Test(
        "What writes credentials is refused in any spelling",
        arguments: [
            "/v1.0/applications/x/addPassword", "/v1.0/applications/x/ADDPASSWORD",
            "/v1.0/applications/x/microsoft.graph.addPassword",
            "/v1.0/applications(appId='x')/removePassword", "/v1.0/applications/x/addKey",
            "/v1.0/applications/x/microsoft.graph.removeKey()", "/v1.0/$batch", "/beta/$BATCH",
            "/v1.0/%24batch", "/v1.0/applications/x/add%50assword",
            "/v1.0/applications/x/add%2550assword", "/v1.0/applications/x/%61ddKey",
            "/v1.0/servicePrincipals/x/addTokenSigningCertificate",
            "/v1.0/applications/x/federatedIdentityCredentials",
            "/v1.0/applications/x/passwordCredentials/$ref",
            "/v1.0/servicePrincipals/x/synchronization/secrets",
            "/v1.0/users/x/authentication/methods/y/resetPassword", "/v1.0/me/changePassword",
        ])
    func credentialPaths(path: String) {
        #expect(misuse("POST", path)?.contains("never writes credentials") == true, "\(path)")
        let isRead =
            path.contains("federated") || path.contains("passwordCredentials")
            || path.contains("secrets") || path.contains("Signing") || path.hasSuffix("etPassword")
            || path.hasSuffix("gePassword")
        #expect((misuse("GET", path) == nil) == isRead, "\(path)")
    }

    @Test(
        "A body with a credential anywhere in it is refused",
        arguments: [
            "passwordCredentials", "PasswordCredentials", "keyCredentials",
            "keyCredentials@odata.type", "microsoft.graph.passwordCredential", "passwordProfile",
            "secretText", "federatedIdentityCredentials",
        ])
    func credentialBodies(name: String) {
        let inner = Value.map([name: .list([])])
        for body in [inner, .map(["a": .list([.map(["b": inner])])]), .list([inner])] {
            #expect(
                misuse("PATCH", "/v1.0/applications/x", body)?.contains("never writes credentials")
                    == true)
        }
        let harmless = Value.map(["displayName": .string(name)])
        #expect(misuse("PATCH", "/v1.0/applications/x", harmless) == nil)
    }

    @Test("A body holds no secret and no name that is written differently; GET has none")
    func bodies() {
        let secret = Value.secret(SecretHandle(name: "S", version: 1))
        #expect(misuse("POST", "/v1.0/groups", .map(["a": .list([secret])])) != nil)
        #expect(misuse("POST", "/v1.0/groups", .map(["$secret": .string("S")])) != nil)
        #expect(misuse("GET", "/v1.0/groups", .map(["a": .int(1)])) != nil)
    }

    @Test("A pattern is a known method and a path without query")
    func patterns() {
        for text in ["GET /v1.0/users", "POST /beta/groups/", "PATCH /v1.0/applications/x"] {
            #expect(GraphPattern(text) != nil)
        }
        for text in ["GET", "GET /", "GET users", "get /v1.0/x", "HEAD /v1.0/x", "GET /v1.0/x?y"] {
            #expect(GraphPattern(text) == nil, "\(text)")
            let grants = Grants(byPolicy: ["p": Needs([.graph: [text]])])
            #expect(grants.graphProblem?.contains(text) == true)
        }
    }
}
