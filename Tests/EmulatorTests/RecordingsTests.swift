import Foundation
import Testing

@testable import Emulator

struct RecordingsTests {
    /// What no client of applications asks for.
    private static let foreign: Set<String> = [
        // Sign-ins of users, and one whose body the recorder cut off.
        "POST login:/{id}/oauth2/v2.0/token",
        // A permission that the recorded client lacked and ours has.
        "GET /v1.0/servicePrincipals",
    ]

    /// Deviations that are meant: these collections are kept as they were sent, where the real
    /// service adds members to their items.
    private static let intended = [".appRoles[]", ".optionalClaims."]

    @Test(
        "Every recorded session, asked for again, has the same statuses, members and types",
        .enabled(if: RecordedExchange.areThere, "no recordings beside the checkout"))
    func replay() throws {
        let exchanges = try RecordedExchange.all { !Self.foreign.contains($0) }
        var session: Session?
        var compared = 0
        var intended = 0
        var deviations: [String] = []
        for exchange in exchanges {
            if session?.name != exchange.session { session = try Session(exchange.session) }
            guard let answer = try session?.send(exchange) else { continue }
            compared += 1
            let all = Self.deviations(answer, from: exchange)
            let meant = all.count { deviation in Self.intended.contains { deviation.contains($0) } }
            intended += meant
            deviations += all.filter { deviation in
                !Self.intended.contains { deviation.contains($0) }
            }.map { "\(exchange.session) \(exchange.sequence) \(exchange.endpoint): \($0)" }
        }
        print(
            "recordings: \(compared) of \(exchanges.count) compared, \(deviations.count) "
                + "deviations, \(intended) more that are intended")
        #expect(deviations == [])
        #expect(compared > 1_050)
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
            #expect(Self.deviations(isGood ? good : wrong, from: exchange) == [])
            #expect(try (isGood ? good : wrong).json.names == exchange.body.names)
        }
        #expect(compared == 5)
    }

    private static func deviations(
        _ answer: LoopbackClient.Answer, from exchange: RecordedExchange
    ) -> [String] {
        var all: [String] = []
        if answer.status != exchange.status {
            all.append("status \(answer.status) for \(exchange.status)")
        }
        guard exchange.status != 204 else {
            return all + (answer.body.isEmpty ? [] : ["a body for none"])
        }
        let type = exchange.contentType?.replacing("; ", with: ";")
        let ours = answer.headers["content-type"]?.replacing("; ", with: ";")
        if ours != type { all.append("content type \(ours ?? "-") for \(type ?? "-")") }
        guard let json = try? answer.json else { return all + ["no JSON"] }
        return all + Shape.differences(json, exchange.body)
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
        try prepare(exchange, target)
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

    /// Owners were given by requests that are not among the recordings.
    private func prepare(_ exchange: RecordedExchange, _ target: String) throws {
        guard exchange.method == "DELETE", exchange.endpoint.contains("/owners/") else { return }
        let parts = target.split(separator: "/").map(String.init)
        guard let owner = parts.dropLast().last, let list = target.range(of: "/owners/") else {
            return
        }
        _ = try local.graph(
            "POST", String(target[..<list.lowerBound].dropFirst(5)) + "/owners/$ref",
            headers: ["Authorization": "Bearer \(token)"],
            body: #"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/\#(owner)"}"#)
    }

    private func translate(_ text: String) -> String {
        let text = ids.reduce(text) { $0.replacing($1.recorded, with: $1.ours) }
        guard text.hasSuffix("openid-configuration") else { return text }
        return "/\(local.emulator.tenantID)/v2.0/.well-known/openid-configuration"
    }

    private func isAboutKnown(
        _ exchange: RecordedExchange, _ target: String, _ body: String
    ) -> Bool {
        let isAboutOne = ["s/{id}", "deletedItems/{id}"].contains(where: exchange.endpoint.contains)
        if isAboutOne, exchange.status != 404 {
            guard ids.contains(where: { target.contains($0.ours) }) else { return false }
        }
        let isOther =
            exchange.endpoint.hasSuffix("emovePassword")
            || exchange.endpoint.lowercased() == "post /v1.0/serviceprincipals"
        return !isOther || ids.contains { body.contains($0.ours) }
    }
}

/// What two JSON values have in common besides their contents.
private enum Shape {
    /// Where an answer lacks a recorded member or has another type there.
    ///
    /// The application resource grew over the years, so more members than recorded are allowed. A
    /// null says nothing about the type, an empty list nothing about its items. Owners are compared
    /// as what they are: the recorded ones were people.
    static func differences(_ ours: JSON, _ recorded: JSON, at path: String = "") -> [String] {
        switch (ours, recorded) {
        case (.null, _), (_, .null), (.bool, .bool), (.int, .int), (.string, .string): return []
        case (.array(let ours), .array(let recorded)):
            guard let one = ours.first, let other = recorded.first,
                one["@odata.type"] == other["@odata.type"]
            else { return [] }
            return differences(one, other, at: path + "[]")
        case (.object, .object(let members)):
            return members.flatMap { member in
                guard let value = ours[member.name] else { return ["\(path).\(member.name) lacks"] }
                return differences(value, member.value, at: "\(path).\(member.name)")
            }
        default: return ["\(path) is \(ours) for \(recorded)"]
        }
    }
}
