import Testing

@testable import Emulator

struct RecordingsTests {
    /// What is served and can be asked for again as it was asked for.
    private static let served: Set<String> = [
        "GET /v1.0/applications", "POST /v1.0/applications", "GET /v1.0/applications/{id}",
        "PATCH /v1.0/applications/{id}", "DELETE /v1.0/applications/{id}",
        "POST /v1.0/applications/{id}/addPassword",
        "POST /v1.0/applications/{id}/microsoft.graph.addPassword",
        "POST /v1.0/applications/{id}/removePassword",
        "POST /v1.0/applications/{id}/microsoft.graph.removePassword",
        "GET login:/{id}/v2.0/.well-known/openid-configuration",
        "GET login:/common/discovery/instance",
    ]

    @Test(
        "Every recorded session, asked for again, has the same statuses, members and types",
        .enabled(if: RecordedExchange.areThere, "no recordings beside the checkout"))
    func replay() throws {
        let exchanges = try RecordedExchange.all { Self.served.contains($0) }
        var session: Session?
        var compared = 0
        for exchange in exchanges {
            if session?.name != exchange.session { session = try Session(exchange.session) }
            guard let answer = try session?.send(exchange) else { continue }
            compared += 1
            compare(answer, with: exchange)
        }
        #expect(compared > 900)
        #expect(compared > exchanges.count * 95 / 100)
    }

    @Test(
        "Sign-ins with a good and a wrong secret are answered like the recorded ones",
        .enabled(if: RecordedExchange.areThere, "no recordings beside the checkout"))
    func signIns() throws {
        let local = try LocalTenant()
        let good = try local.signIn(local.emulator.clientID, local.emulator.clientSecret)
        let wrong = try local.signIn(local.emulator.clientID, "wrong")
        var compared = 0
        for exchange in try RecordedExchange.all({ $0 == "POST login:/{id}/oauth2/v2.0/token" }) {
            let isGood = exchange.status == 200 && exchange.body["refresh_token"] == nil
            guard isGood || exchange.body["error_codes"] == [7_000_215] else { continue }
            compared += 1
            compare(isGood ? good : wrong, with: exchange)
            #expect(try (isGood ? good : wrong).json.names == exchange.body.names)
        }
        #expect(compared == 5)
    }

    private func compare(_ answer: LoopbackClient.Answer, with exchange: RecordedExchange) {
        let place: Comment = "\(exchange.session) \(exchange.sequence) \(exchange.endpoint)"
        #expect(answer.status == exchange.status, place)
        guard exchange.status != 204 else {
            #expect(answer.body.isEmpty && answer.headers["content-type"] == nil, place)
            return
        }
        let type = exchange.contentType?.replacing("; ", with: ";")
        #expect(answer.headers["content-type"]?.replacing("; ", with: ";") == type, place)
        let differences = (try? answer.json).map { Shape.differences($0, exchange.body) }
        #expect(differences == [], place)
    }
}

/// A session that is asked for again, with its ids in the place of the recorded ones.
private final class Session {
    let name: String
    private let local: LocalTenant
    private let token: String
    private var ids: [(recorded: String, ours: String)] = []

    init(_ name: String) throws {
        self.name = name
        local = try LocalTenant { $0.applications = [] }
        token = try local.token()
    }

    /// Sends a request again; nil for one about something the session did not make.
    func send(_ exchange: RecordedExchange) throws -> LoopbackClient.Answer? {
        let target = translate(exchange.target)
        let body = translate(String(decoding: exchange.requestBody.bytes, as: UTF8.self))
        guard isAboutKnown(exchange, target, body) else { return nil }
        let answer = try local.client.send(
            exchange.method, target,
            headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
            body: ["POST", "PATCH"].contains(exchange.method) && body != "null" ? body : nil)
        if answer.status < 204, exchange.method == "POST" {
            for name in ["id", "appId", "keyId"] {
                guard let recorded = exchange.body[name]?.string,
                    let ours = try answer.json[name]?.string
                else { continue }
                ids.append((recorded, ours))
            }
        }
        return answer
    }

    private func translate(_ text: String) -> String {
        let text = ids.reduce(text) { $0.replacing($1.recorded, with: $1.ours) }
        guard text.hasSuffix("openid-configuration") else { return text }
        return "/\(local.emulator.tenantID)/v2.0/.well-known/openid-configuration"
    }

    private func isAboutKnown(
        _ exchange: RecordedExchange, _ target: String, _ body: String
    ) -> Bool {
        if exchange.endpoint.contains("applications/{id}"), exchange.status != 404 {
            guard ids.contains(where: { target.contains($0.ours) }) else { return false }
        }
        if exchange.endpoint.hasSuffix("emovePassword") {
            guard ids.contains(where: { body.contains($0.ours) }) else { return false }
        }
        return true
    }
}

/// What two JSON values have in common besides their contents.
private enum Shape {
    /// Where an answer lacks a recorded member or has another type there.
    ///
    /// The application resource grew over the years, so more members than recorded are allowed. A
    /// null says nothing about the type, an empty list nothing about its items. Three collections
    /// are kept as they were sent, where the real service adds members to their items.
    static func differences(_ ours: JSON, _ recorded: JSON, at path: String = "") -> [String] {
        switch (ours, recorded) {
        case (.null, _), (_, .null), (.bool, .bool), (.int, .int), (.string, .string): return []
        case (.array(let ours), .array(let recorded)):
            guard let one = ours.first, let other = recorded.first else { return [] }
            return differences(one, other, at: path + "[]")
        case (.object, .object(let members)):
            return members.flatMap { member in
                guard !kept.contains(member.name) else { return [] as [String] }
                guard let value = ours[member.name] else { return ["\(path).\(member.name) lacks"] }
                return differences(value, member.value, at: "\(path).\(member.name)")
            }
        default: return ["\(path) is \(ours) for \(recorded)"]
        }
    }

    private static let kept: Set<String> = ["appRoles", "keyCredentials", "optionalClaims"]
}
