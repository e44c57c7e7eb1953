import Foundation
import HTTP
import Rotation
import Testing

@testable import Azure

/// Reads recorded traffic of the real servers, where a copy lies beside the checkout.
@Suite(.enabled(if: Recordings.exist, "no recordings beside the checkout"))
struct RecordingsTests {
    @Test("Every recorded application is read with its ids, dates and credentials")
    func applications() throws {
        let single = try Recordings.rows {
            $0.path.hasPrefix("/v1.0/applications") && $0.path.split(separator: "/").count == 3
                && [200, 201].contains($0.status) && $0.method == "GET"
        }
        let created = try Recordings.rows {
            $0.path == "/v1.0/applications" && $0.status == 201
        }
        #expect(single.count == 158)
        #expect(created.count == 110)
        for row in single + created where !row.selectsOnlyID {
            try check(JSONDecoder().decode(GraphApplication.self, from: row.body), row)
        }
    }

    @Test("Every recorded page of applications is read")
    func pages() throws {
        let rows = try Recordings.rows { $0.path == "/v1.0/applications" && $0.method == "GET" }
        #expect(rows.count == 436)
        for row in rows where !row.selectsOnlyID {
            let page = try JSONDecoder().decode(
                GraphPage<GraphApplication>.self, from: row.body)
            #expect(page.value.count == (row.json["value"] as? [Any])?.count)
            for application in page.value { check(application, row) }
        }
    }

    @Test("Every recorded new credential is read, and its value is nowhere else")
    func credentials() throws {
        let rows = try Recordings.rows {
            $0.path.lowercased().hasSuffix("addpassword") && $0.status == 200
        }
        #expect(rows.count == 77)
        for row in rows {
            var body = Array(row.body)
            let value = try #require(SecretText.take(from: &body))
            #expect(value == SecretValue(try #require(row.json["secretText"] as? String)))
            let made = try JSONDecoder().decode(GraphPasswordCredential.self, from: Data(body))
            let credential = made.credential
            #expect(credential.keyID == (row.json["keyId"] as? String)?.lowercased())
            #expect(credential.startsAt != nil && credential.endsAt != nil)
            #expect(credential.displayName == row.json["displayName"] as? String)
            #expect(credential.hint == row.json["hint"] as? String)
        }
    }

    @Test("Every recorded refusal of Graph is one of the known kinds")
    func graphErrors() throws {
        let rows = try Recordings.rows { $0.host.hasPrefix("graph.") && $0.status >= 400 }
        #expect(rows.count == 76)
        for row in rows {
            let error = GraphError(row.response, now: Instant(0))
            #expect(error.kind == (row.status == 404 ? .notFound : .denied))
            #expect(error.requestID != nil)
        }
    }

    @Test("Every reported refusal without a recording is one of the known kinds")
    func templates() throws {
        let rows = try Recordings.rows("graph-error-templates") { _ in true }
        #expect(rows.count == 19)
        for row in rows where row.body.first == UInt8(ascii: "{") {
            let isSignIn = row.json["error"] is String
            if isSignIn {
                #expect(EntraError(row.response, now: Instant(0)).kind == .unknownCredential)
            } else {
                let error = GraphError(row.response, now: Instant(0))
                let expected = try #require(Self.kinds[row.status], "status \(row.status)")
                #expect(expected.contains(error.kind), "\(row.status) \(error.summary)")
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test("Every recorded sign-in answer is a token or a known refusal")
    func signIns() throws {
        let rows = try Recordings.rows { $0.path.hasSuffix("/oauth2/v2.0/token") }
        #expect(rows.count == 17)
        for row in rows where row.status != 200 && !row.json.isEmpty {
            let error = EntraError(row.response, now: Instant(0))
            #expect(!error.codes.isEmpty && error.summary.hasPrefix("AADSTS"))
            let isSecret = error.codes == [7_000_215]
            #expect(error.kind == (isSecret ? .unknownCredential : .permanent), "\(error)")
        }
    }

    /// What the templates of a status may be; the ones that matter are named in `GraphErrorTests`.
    private static let kinds: [Int: Set<GraphError.Kind>] = [
        400: [.lifetimeForbidden, .blocked, .noSuchCredential, .permanent],
        401: [.unauthenticated, .denied], 404: [.notFound, .transient], 409: [.conflict],
        429: [.throttled],
    ]

    private func check(_ read: GraphApplication, _ row: Recordings.Row) {
        let application = read.application
        #expect(!application.objectID.isEmpty && !application.clientID.isEmpty)
        #expect(application.createdAt != nil || read.createdDateTime == nil)
        for credential in application.credentials {
            #expect(credential.endsAt != nil && credential.startsAt != nil)
        }
    }
}

/// The recorded traffic: `graph/*.jsonl` in a directory `shared` beside the package.
enum Recordings {
    struct Row {
        let method: String
        let host: String
        let path: String
        let query: String
        let status: Int
        let body: Data
        let json: [String: Any]
        let fields: [HTTPField]

        /// Two recordings ask for `$select=Id`, which we never do.
        var selectsOnlyID: Bool { query == "$select=Id" || query.hasSuffix("&$select=Id") }

        var response: HTTPResponse {
            HTTPResponse(status: status, headers: fields, body: Array(body))
        }
    }

    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/graph")

    static var exist: Bool {
        FileManager.default.fileExists(
            atPath: directory.appending(path: "graph-recordings.jsonl").path)
    }

    static func rows(
        _ file: String = "graph-recordings", where isWanted: (Row) -> Bool
    ) throws -> [Row] {
        let text = try String(
            contentsOf: directory.appending(path: file + ".jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try row(Data($0.utf8)) }.filter(isWanted)
    }

    private static func row(_ line: Data) throws -> Row {
        let object = try #require(
            try JSONSerialization.jsonObject(with: line) as? [String: Any])
        let answer = object["resp_body"] ?? object["resp_body_template"]
        let json = answer as? [String: Any] ?? [:]
        let url = (object["url"] as? String).flatMap { try? HTTPURL($0) }
        let fields = object["resp_headers"] as? [String: String] ?? [:]
        return Row(
            method: object["method"] as? String ?? "", host: url?.host ?? "",
            path: url?.path ?? "", query: url?.query ?? "",
            status: try #require(object["status"] as? Int),
            body: try body(answer), json: json,
            fields: fields.map { HTTPField($0.key, $0.value) })
    }

    private static func body(_ answer: Any?) throws -> Data {
        if let answer = answer as? [String: Any] {
            return try JSONSerialization.data(withJSONObject: answer)
        }
        return Data((answer as? String ?? "").utf8)
    }
}
