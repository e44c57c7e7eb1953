import Foundation
import HTTP
import TestSupport
import Testing

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

        /// The same answer, as a server here gives it.
        var reply: LoopbackServer.Reply {
            let kept = fields.filter { !Self.framing.contains($0.name.lowercased()) }
            return .respond(
                status: status, headers: kept.map { "\($0.name): \($0.value)" },
                body: String(decoding: body, as: UTF8.self))
        }

        /// Headers that say how the bytes travelled.
        private static let framing: Set = ["content-length", "transfer-encoding", "connection"]
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
