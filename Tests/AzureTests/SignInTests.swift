import Foundation
import HTTP
import Rotation
import TestSupport
import Testing

@testable import Azure

/// Signing in by certificate and by another issuer's token, against a scripted token endpoint.
struct SignInTests {
    private let folder = TemporaryFolder()
    private var openssl: OpenSSL { OpenSSL(folder: folder) }

    /// Signs in once and gives the form that was sent, or the error.
    private func form(_ signIn: SignIn) throws -> Result<[String: String], IssuerError> {
        let tenant = try ScriptedTenant(signIn: signIn)
        do throws(IssuerError) {
            _ = try tenant.issuer.serverTime()
        } catch {
            #expect(tenant.signIns.isEmpty)
            return .failure(error)
        }
        return .success(tenant.signIns.last.map { Self.fields($0.text) } ?? [:])
    }

    private static func fields(_ form: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in form.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            fields[String(parts[0])] = String(parts[1]).removingPercentEncoding
        }
        return fields
    }

    private static func json(_ part: Substring) throws -> [String: Any] {
        let data = try #require(Data(base64URL: part.utf8))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("A certificate signs an assertion that another program accepts, with its thumbprint")
    func certificate() throws {
        let path = try openssl.certificate("own")
        let form = try form(.certificate(path: path)).get()
        #expect(form["client_secret"] == nil)
        #expect(
            form["client_assertion_type"]
                == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        let parts = try #require(form["client_assertion"]).split(separator: ".")
        try #require(parts.count == 3)
        let signature = try #require(Data(base64URL: parts[2].utf8))
        #expect(try openssl.verifies("\(parts[0]).\(parts[1])", signature, by: "own.crt"))
        #expect(try openssl.verifies("\(parts[0]).\(parts[1])x", signature, by: "own.crt") == false)

        let header = try Self.json(parts[0])
        #expect(header["alg"] as? String == "PS256")
        try openssl.run(["x509", "-in", "own.crt", "-outform", "DER", "-out", "own.der"])
        try openssl.run(["dgst", "-sha256", "-binary", "-out", "digest", "own.der"])
        let digest = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/digest"))
        #expect(header["x5t#S256"] as? String == digest.base64URL)
        let claims = try Self.json(parts[1])
        #expect(claims["iss"] as? String == "c1")
        #expect(claims["sub"] as? String == "c1")
        #expect((claims["aud"] as? String)?.hasSuffix("/t1/oauth2/v2.0/token") == true)
        #expect(claims["nbf"] as? Int == 1_700_000_000)
        #expect(claims["exp"] as? Int == 1_700_000_600)
    }

    @Test("No two assertions have the same id")
    func assertionIDs() throws {
        let path = try openssl.certificate("own")
        let ids = try (1...2).map { _ in
            let assertion = try form(.certificate(path: path)).get()["client_assertion"]
            return try Self.json(#require(assertion).split(separator: ".")[1])["jti"] as? String
        }
        #expect(ids[0] != ids[1])
    }

    @Test("A chain behind the certificate, and a key behind it, are read as well")
    func order() throws {
        _ = try openssl.certificate("other")
        _ = try openssl.certificate("own")
        let path = "\(folder.path)/both.pem"
        let text = try [
            openssl.text("other.crt"), openssl.text("own.crt"), openssl.text("own.key"),
        ]
        try text.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: Never.self) { try form(.certificate(path: path)).get() }
    }

    @Test("A certificate file that cannot sign in is refused before anything is sent")
    func badCertificates() throws {
        _ = try openssl.certificate("own")
        _ = try openssl.certificate("other")
        let curve = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        _ = try openssl.certificate("curve", key: curve)
        try openssl.run([
            "pkcs8", "-topk8", "-in", "own.key", "-passout", "pass:x", "-out", "locked.key",
        ])
        let cases: [(name: String, text: String, why: String)] = try [
            ("ec.pem", openssl.text("curve.pem"), "not RSA; Entra accepts RSA certificates only"),
            ("locked.pem", openssl.text("locked.key") + openssl.text("own.crt"), "encrypted key"),
            ("keyless.pem", openssl.text("own.crt"), "holds no private key"),
            ("bare.pem", openssl.text("own.key"), "holds a key but no certificate"),
            ("pair.pem", openssl.text("own.key") + openssl.text("other.crt"), "does not belong"),
            ("prose.pem", "hello", "holds no private key"),
            ("cut.pem", String(openssl.text("own.pem").prefix(900)), "certificate file"),
        ]
        for (name, text, why) in cases {
            let path = "\(folder.path)/\(name)"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            guard
                case .failure(.signInRefused(_, let reason)) = try form(
                    .certificate(path: path))
            else {
                Issue.record("\(name) was taken")
                continue
            }
            #expect(reason.contains(why), "\(name): \(reason)")
            #expect(reason.contains(path))
        }
    }

    @Test("A certificate that has ended is refused with its end")
    func ended() throws {
        let path = try openssl.certificate("own", days: 1)
        let tenant = try ScriptedTenant(signIn: .certificate(path: path))
        tenant.clock.instant = Instant(4_000_000_000)
        #expect {
            try tenant.issuer.serverTime()
        } throws: {
            "\($0)".contains("ended at 20")
        }
        #expect(tenant.signIns.isEmpty)
    }

    @Test("A token file is read anew for every sign-in")
    func federated() throws {
        let path = "\(folder.path)/token"
        let tenant = try ScriptedTenant(signIn: .federated(path: path))
        for token in ["aaaa.bbbb.cccc", "dddd.eeee.ffff"] {
            try "\(token)\n".write(toFile: path, atomically: true, encoding: .utf8)
            _ = try tenant.issuer.serverTime()
            let form = try Self.fields(#require(tenant.signIns.last).text)
            #expect(form["client_assertion"] == token)
        }
    }

    @Test(
        "A token file without a token is refused before anything is sent",
        arguments: [
            (nil, "cannot be read"), ("", "is empty"), ("  \n", "is empty"),
            ("just text", "holds no JWT"), ("a.b", "holds no JWT"), ("ä.b.c", "holds no JWT"),
            (String(repeating: "a", count: 70_000) + ".b.c", "holds no JWT"),
        ] as [(String?, String)])
    func badTokenFile(text: String?, why: String) throws {
        let path = "\(folder.path)/token"
        try text?.write(toFile: path, atomically: true, encoding: .utf8)
        guard case .failure(.signInRefused(_, let reason)) = try form(.federated(path: path))
        else {
            Issue.record("it was taken")
            return
        }
        #expect(reason == "token file \"\(path)\" \(why)")
    }

    @Test(
        "A refused sign-in says what usually is behind it",
        arguments: [
            (7_000_215, "is it the secret's value, not its id?"),
            (90_002, "is this the tenant's cloud?"), (700_027, "is the certificate on the"),
            (700_024, "is this machine's clock right?"), (700_213, "the token's subject"),
        ])
    func advice(code: Int, advice: String) throws {
        let tenant = try ScriptedTenant(token: .entra(401, "invalid_client", code))
        guard case .signInRefused(_, let why) = tenant.failure else {
            Issue.record("not refused")
            return
        }
        #expect(why.contains("AADSTS\(code)") && why.contains(advice))
    }
}

extension ScriptedTenant {
    /// Why a sign-in fails.
    fileprivate var failure: IssuerError? {
        do throws(IssuerError) {
            _ = try issuer.serverTime()
            return nil
        } catch {
            return error
        }
    }
}
