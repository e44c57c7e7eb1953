import Foundation
import Rotation
import TestSupport
import Testing

/// `policies/payments.lua`, run by the real program with a deploy hook on loopback.
struct PaymentsPolicyTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    /// The policy with `deploy` in the place of its deploy host, granted what it needs.
    private func policy(
        calling deploy: LoopbackServer, isolate: Bool = false
    ) throws -> String {
        let hooks = "http://127.0.0.1:\(deploy.port)/hooks/"
        let text = try String(contentsOfFile: Town.policy("payments.lua"), encoding: .utf8)
        try town.configure(
            """
            return { isolate = \(isolate),
              grants = { ["payments-api"] = { http = { "POST \(hooks)" }, files = { "payments.env" } } },
            }
            """)
        return try town.write(
            text.replacingOccurrences(of: "https://deploy.example.net/hooks/", with: hooks),
            to: "payments.lua")
    }

    private var file: String { "\(town.home)/files/payments.env" }

    @Test(
        "The rotated hook writes the file with both values and calls the deploy hook once",
        arguments: [false, true])
    func delivered(isolate: Bool) throws {
        let deploy = try LoopbackServer(replies: [.json("{}")])
        let policy = try policy(calling: deploy, isolate: isolate)
        let result = try town.runtime("run", "--once", policy)

        #expect(result.status == 0, "\(result.errors)")
        let secret = try town.runtime("secret", "get", "PAYMENTS_CLIENT_SECRET").output.trimmed
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(
            text == "CLIENT_ID=6f3c0001-0000-4000-8000-000000000002\nCLIENT_SECRET=\(secret)\n")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let requests = deploy.requests
        #expect(requests.count == 1)
        #expect(requests.first?.text.contains(#""version":1"#) == true)
        #expect(requests.first?.text.contains(secret) == false)
        #expect(requests.first?["idempotency-key"]?.isEmpty == false)
        #expect(try town.signIn("6f3c0001-0000-4000-8000-000000000002", secret) == 200)
    }

    @Test("A deploy hook that fails is called again; the file is not written twice")
    func retried() throws {
        let deploy = try LoopbackServer(replies: [.json("{}", status: 503), .json("{}")])
        let result = try town.runtime("run", "--once", policy(calling: deploy))

        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("deploy answered 503"))
        #expect(deploy.requests.count == 2)
    }

    @Test("Without grants the hook is denied with the line to add, and nothing is retired")
    func denied() throws {
        let deploy = try LoopbackServer(replies: [])
        let policy = try policy(calling: deploy)
        try town.configure("return {}")
        let result = try town.runtime("run", "--once", policy)

        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                #"grants = { ["payments-api"] = { files = { "payments.env" } } }"#))
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(deploy.requests.isEmpty)
    }
}
