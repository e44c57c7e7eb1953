import Foundation
import Rotation
import Testing

@testable import Emulator

struct ManagedIdentityTests {
    private let local: LocalTenant
    private let folder: URL

    init() throws {
        let folder = URL(filePath: NSTemporaryDirectory())
            .appending(path: "arc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        local = try LocalTenant { $0.arcFolder = folder.path }
    }

    private let machine =
        "/metadata/identity/oauth2/token?api-version=2018-02-01"
        + "&resource=https://graph.microsoft.com/"
    private let metadata = ["Metadata": "true"]

    @Test("The machine's token is the connection's, and its numbers are texts")
    func imds() throws {
        let answer = try local.client.send("GET", machine, headers: metadata)
        let json = try answer.json
        let token = json["access_token"]?.string ?? ""
        let read = try local.graph(
            "GET", "/applications", headers: ["Authorization": "Bearer \(token)"])

        #expect(answer.status == 200)
        #expect(json["expires_in"] == "3599")
        #expect(json["expires_on"] == .string("\(LocalTenant.start.seconds + 3_599)"))
        #expect(json["client_id"] == .string(local.emulator.clientID))
        #expect(read.status == 200)
    }

    @Test("Any selector has to name the one identity")
    func selectors() throws {
        let id = ManagedIdentity.resourceID
        for (selector, status) in [
            ("client_id=\(local.emulator.clientID)", 200), ("client_id=x", 400),
            ("object_id=33333333-3333-4333-8333-333333333333", 200), ("object_id=x", 400),
            ("msi_res_id=\(id)", 200), ("msi_res_id=x", 400),
        ] {
            let answer = try local.client.send("GET", "\(machine)&\(selector)", headers: metadata)
            #expect(answer.status == status, "\(selector)")
        }
    }

    @Test(
        "The machine's service refuses what lacks header, resource or version",
        arguments: [
            ("?api-version=2018-02-01&resource=r", [:]),
            ("?api-version=2018-02-01&resource=r", ["Metadata": "True"]),
            ("?api-version=2018-02-01", ["Metadata": "true"]),
            ("?resource=r", ["Metadata": "true"]),
            ("?api-version=1&resource=r", ["Metadata": "true"]),
            (
                "?api-version=2018-02-01&resource=r",
                ["Metadata": "true", "X-Forwarded-For": "10.0.0.1"]
            ),
        ] as [(String, [String: String])])
    func refused(_ query: String, _ headers: [String: String]) throws {
        let answer = try local.client.send(
            "GET", "/metadata/identity/oauth2/token\(query)", headers: headers)

        #expect(answer.status == 400)
        #expect(try answer.json["error_description"]?.string?.isEmpty == false)
    }

    @Test("App Service wants its header and spells the resource id its way")
    func appService() throws {
        let path = "/_emulator/app-service/token?api-version=2019-08-01&resource=https://x"
        let headers = ["X-IDENTITY-HEADER": local.emulator.identityHeader]
        let good = try local.client.send("GET", path, headers: headers)

        #expect(good.status == 200)
        #expect(try good.json["expires_on"]?.string != nil)
        #expect(try good.json["expires_in"] == nil)
        #expect(try local.client.send("GET", path).status == 401)
        #expect(
            try local.client.send("GET", path, headers: ["X-IDENTITY-HEADER": "x"]).status == 401)
        #expect(
            try local.client.send("GET", path + "&mi_res_id=x", headers: headers).status == 400)
        #expect(
            try local.client.send("GET", path + "&msi_res_id=x", headers: headers).status == 200)
    }

    @Test("The Arc agent believes whoever can read its file, once")
    func arc() throws {
        let path = "/_emulator/arc/token?api-version=2020-06-01&resource=https://x"
        let first = try local.client.send("GET", path, headers: metadata)
        let challenge = try #require(first.headers["www-authenticate"])
        let file = String(challenge.dropFirst("Basic realm=".count))
        let secret = try String(contentsOfFile: file, encoding: .utf8)
        let headers = metadata.merging(["Authorization": "Basic \(secret)"]) { $1 }

        #expect(first.status == 401)
        #expect(file.hasPrefix(folder.path) && file.hasSuffix(".key"))
        #expect(try local.client.send("GET", path, headers: headers).status == 200)
        #expect(try local.client.send("GET", path, headers: headers).status == 401)
        let wrong = metadata.merging(["Authorization": "Basic x"]) { $1 }
        #expect(try local.client.send("GET", path, headers: wrong).status == 401)
        #expect(try local.client.send("GET", path).status == 400)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("Without a folder there is no Arc agent")
    func noAgent() throws {
        let local = try LocalTenant()
        let path = "/_emulator/arc/token?api-version=2020-06-01&resource=https://x"

        #expect(try local.client.send("GET", path, headers: metadata).status == 404)
    }
}
