import Foundation
import Rotation
import TestSupport
import Testing

/// Each way to sign in, with one success and two failures that are named, against a tenant that
/// verifies assertions and keys as Entra does.
struct SignInMatrixTests {
    private let folder = TemporaryFolder()

    /// Signs in with a connection of these fields; the process gets these variables besides.
    private func signIn(
        _ town: Town, _ fields: String, with variables: [String: String] = [:]
    ) throws -> RuntimeProcess.Result {
        let hosts = "login = '\(town.baseURL)', graph = '\(town.baseURL)'"
        let tenant = try #require(town.environment["AZURE_TENANT_ID"])
        try town.configure(
            "return { connections = { x = { tenant = '\(tenant)', \(hosts), \(fields) } } }")
        return try town.runtime("connection", "test", "x", with: variables)
    }

    private func expectSuccess(
        _ result: RuntimeProcess.Result, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(
            result.output.contains("client 22222222-2222-4222-8222-222222222222"),
            sourceLocation: sourceLocation)
    }

    private func expectFailure(
        _ result: RuntimeProcess.Result, _ texts: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.status != 0, sourceLocation: sourceLocation)
        #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: sourceLocation)
        for text in texts {
            #expect(
                result.errors.contains(text), "\(result.errors)", sourceLocation: sourceLocation)
        }
    }

    private let client = "client = '22222222-2222-4222-8222-222222222222'"

    @Test("Client secret: good, wrong, of an unknown application")
    func secret() throws {
        let town = try Town()
        let secret = "secret = 'env:THE_SECRET'"
        let good = ["THE_SECRET": town.connectionSecret]
        expectSuccess(try signIn(town, "\(client), \(secret)", with: good))
        expectFailure(
            try signIn(town, "\(client), \(secret)", with: ["THE_SECRET": "wrong"]),
            "AADSTS7000215", "is it the secret's value, not its id?")
        expectFailure(
            try signIn(town, "client = '\(UUID())', \(secret)", with: good), "AADSTS700016",
            "is the application in this tenant")
        expectFailure(
            try signIn(town, "\(client), \(secret)"), "environment variable THE_SECRET is not set")
    }

    /// Makes a PEM file with a key and its certificate.
    private func pem(_ name: String, _ key: String...) throws -> String {
        let base = "\(folder.path)/\(name)"
        let result = try RuntimeProcess.run(
            ["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=\(name)", "-newkey"] + key
                + ["-keyout", "\(base).key", "-out", "\(base).crt"],
            program: "/usr/bin/openssl")
        try #require(result.status == 0, "\(result.errors)")
        let texts = try ["key", "crt"].map {
            try String(contentsOfFile: "\(base).\($0)", encoding: .utf8)
        }
        try texts.joined().write(toFile: "\(base).pem", atomically: true, encoding: .utf8)
        return base
    }

    @Test("Certificate: registered, not registered, not RSA")
    func certificate() throws {
        let own = try pem("own", "rsa:2048")
        // The certificate is good from today on, so the tenant's clock must show a later time.
        let tomorrow = Instant(Int64(Date.now.timeIntervalSince1970) + 86_400).description
        let town = try Town("--certificate", own + ".crt", "--virtual-clock", tomorrow)
        expectSuccess(try signIn(town, "\(client), certificate = '\(own).pem'"))
        let other = try pem("other", "rsa:2048")
        expectFailure(
            try signIn(town, "\(client), certificate = '\(other).pem'"), "AADSTS700027",
            "is the certificate on the application")
        let curve = try pem("curve", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        expectFailure(
            try signIn(town, "\(client), certificate = '\(curve).pem'"), "curve.pem",
            "Entra accepts RSA certificates only")
    }

    @Test("Token file: replaced between requests, of another subject, no token")
    func federated() throws {
        let town = try Town("--trust-subject", "system:serviceaccount:ops:runtime")
        let path = "\(folder.path)/token"
        let fields = "\(client), token_file = '\(path)'"
        let good = try town.federatedToken("system:serviceaccount:ops:runtime")
        try "aaaa.bbbb.cccc".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try signIn(town, fields).status != 0)
        try good.write(toFile: path, atomically: true, encoding: .utf8)
        expectSuccess(try signIn(town, fields))
        try town.federatedToken("system:serviceaccount:ops:other")
            .write(toFile: path, atomically: true, encoding: .utf8)
        expectFailure(
            try signIn(town, fields), "AADSTS700213", "the token's subject is in none")
        try "".write(toFile: path, atomically: true, encoding: .utf8)
        expectFailure(try signIn(town, fields), "token file \"\(path)\" is empty")
    }

    @Test("Metadata service: the machine's identity, an unknown one, nobody there")
    func metadata() throws {
        let town = try Town()
        let here = ["AZURE_POD_IDENTITY_AUTHORITY_HOST": town.baseURL]
        expectSuccess(try signIn(town, "managed = true", with: here))
        expectFailure(
            try signIn(town, "managed = { client_id = '\(UUID())' }", with: here),
            "the metadata service", "HTTP 400")
        expectFailure(
            try signIn(
                town, "managed = true",
                with: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"]),
            "the metadata service http://127.0.0.1:1 gives no token")
    }

    @Test("App Service: its header, a wrong header, an unknown identity")
    func appService() throws {
        let town = try Town()
        let endpoint = ["IDENTITY_ENDPOINT": "\(town.baseURL)/_emulator/app-service/token"]
        let good = endpoint.merging(["IDENTITY_HEADER": town.identityHeader]) { $1 }
        expectSuccess(try signIn(town, "managed = true", with: good))
        let wrong = endpoint.merging(["IDENTITY_HEADER": "wrong"]) { $1 }
        expectFailure(try signIn(town, "managed = true", with: wrong), "the identity endpoint")
        expectFailure(
            try signIn(town, "managed = { object_id = '\(UUID())' }", with: good),
            "the identity endpoint", "HTTP 400")
    }

    @Test(
        "Arc: its key file, no such agent, a service of another kind",
        .enabled(if: geteuid() == 0, "the one folder of key files belongs to the administrator"))
    func arc() throws {
        let keys = "/var/opt/azcmagent/tokens"
        let existed = FileManager.default.fileExists(atPath: keys)
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        defer { if !existed { try? FileManager.default.removeItem(atPath: "/var/opt/azcmagent") } }
        let town = try Town("--arc-folder", keys)
        let agent = [
            "IDENTITY_ENDPOINT": "\(town.baseURL)/_emulator/arc/token",
            "IMDS_ENDPOINT": town.baseURL,
        ]
        expectSuccess(try signIn(town, "managed = true", with: agent))

        let elsewhere = try Town("--arc-folder", folder.path)
        let trap = [
            "IDENTITY_ENDPOINT": "\(elsewhere.baseURL)/_emulator/arc/token",
            "IMDS_ENDPOINT": elsewhere.baseURL,
        ]
        expectFailure(
            try signIn(elsewhere, "managed = true", with: trap),
            "the agent's challenge is not followed", "is not in \(keys)")
        expectFailure(
            try signIn(town, "managed = true", with: ["MSI_ENDPOINT": town.baseURL]),
            "the identity endpoint of this service is not known")
    }
}
