import Foundation

@testable import Emulator

/// One request to Microsoft's servers with the answer they gave.
struct RecordedExchange {
    let session: String
    let sequence: Int
    let endpoint: String
    let method: String
    /// Path and query.
    let target: String
    let requestBody: JSON
    let status: Int
    let contentType: String?
    let body: JSON
}

extension RecordedExchange {
    private static var file: URL {
        var package = URL(filePath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.appending(path: "shared/graph/graph-recordings.jsonl")
    }

    /// Whether there are recordings beside the checkout.
    static var areThere: Bool {
        FileManager.default.fileExists(atPath: file.path)
    }

    /// The recordings of some endpoints, in the order of each session.
    static func all(_ isWanted: (String) -> Bool) throws -> [RecordedExchange] {
        try Data(contentsOf: file).split(separator: 10)
            .map { try Self(JSON(parsing: Array($0))) }
            .filter { isWanted($0.endpoint) }
            .sorted { ($0.session, $0.sequence) < ($1.session, $1.sequence) }
    }

    private init(_ line: JSON) throws {
        let url = URLComponents(string: line["url"]?.string ?? "")
        session = line["source"]?["path"]?.string ?? ""
        sequence = line["seq"]?.int ?? 0
        endpoint = line["endpoint"]?.string ?? ""
        method = line["method"]?.string ?? ""
        let query = url?.percentEncodedQuery.map { "?\($0)" } ?? ""
        target = (url?.percentEncodedPath ?? "") + query
        requestBody = line["req_body"] ?? .null
        status = line["status"]?.int ?? 0
        body = line["resp_body"] ?? .null
        guard case .object(let headers) = line["resp_headers"] else {
            contentType = nil
            return
        }
        contentType = headers.first { $0.name.lowercased() == "content-type" }?.value.string
    }

    /// The ids of the object the answer is about.
    var ids: [String] {
        ["id", "appId", "keyId"].compactMap { body[$0]?.string }
    }
}
