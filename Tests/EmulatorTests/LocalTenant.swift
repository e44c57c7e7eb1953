import Foundation
import Rotation

@testable import Emulator

/// An emulator for one test, with its client, on virtual time.
final class LocalTenant {
    static let start = Instant(1_768_000_000)
    static let quickstart = "0b1d0001-0000-4000-8000-000000000001"
    static let payments = "0b1d0001-0000-4000-8000-000000000002"
    static let paymentsClient = "6f3c0001-0000-4000-8000-000000000002"

    let emulator: RunningEmulator
    let client: LoopbackClient

    init(_ configure: (inout EmulatorConfiguration) -> Void = { _ in }) throws {
        var configuration = EmulatorConfiguration()
        configuration.clock = .virtual(start: Self.start)
        configure(&configuration)
        emulator = try RunningEmulator.start(configuration)
        client = LoopbackClient(port: emulator.port)
    }

    deinit {
        emulator.stop()
    }

    /// Asks for a token with a client secret.
    func signIn(_ clientID: String, _ secret: String) throws -> LoopbackClient.Answer {
        try client.send(
            "POST", "/\(emulator.tenantID)/oauth2/v2.0/token",
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Self.form([
                "grant_type": "client_credentials", "client_id": clientID,
                "client_secret": secret, "scope": "https://graph.microsoft.com/.default",
            ]))
    }

    /// A token of the connection.
    func token() throws -> String {
        let answer = try signIn(emulator.clientID, emulator.clientSecret)
        return try answer.json["access_token"]?.string ?? ""
    }

    /// Sends a request to Graph as the connection.
    func graph(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil
    ) throws -> LoopbackClient.Answer {
        var headers = headers
        if headers["Authorization"] == nil { headers["Authorization"] = "Bearer \(try token())" }
        if body != nil, headers["Content-Type"] == nil {
            headers["Content-Type"] = "application/json"
        }
        return try client.send(method, "/v1.0" + path, headers: headers, body: body)
    }

    /// Sends a request to the emulator's own paths.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: String? = nil) throws -> JSON {
        try client.send(method, "/_emulator" + path, body: body).json
    }

    /// What the tenant really holds of an application.
    func truth(_ id: String) throws -> JSON {
        try control("GET", "/applications/\(id)")
    }

    static func form(_ fields: [String: String]) -> String {
        let allowed = CharacterSet(charactersIn: "-._~").union(.alphanumerics)
        return fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
    }
}

extension JSON {
    var items: [JSON] {
        if case .array(let items) = self { items } else { [] }
    }

    var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}
