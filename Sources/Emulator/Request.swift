import FlyingFox

/// A request, taken apart.
struct Request: Sendable {
    /// In upper case.
    let method: String
    /// The parts of the path, decoded.
    let path: [String]
    /// The query as it was sent.
    let rawQuery: String
    let headers: HTTPHeaders
    /// Nil when it was too large to be kept.
    let body: [UInt8]?
    /// Scheme, host and port by which the other side knows us.
    let origin: Origin

    struct Origin: Equatable, Sendable {
        let scheme: String
        let host: String

        var text: String { "\(scheme)://\(host)" }
    }

    init(_ request: HTTPRequest, body: [UInt8]?) {
        method = request.method.rawValue.uppercased()
        path = request.target.path().split(separator: "/").map { FormData.decode($0) }
        rawQuery = request.target.query()
        headers = request.headers
        self.body = body
        origin = Origin(
            scheme: request.headers[Self.forwardedProto] == "https" ? "https" : "http",
            host: request.headers[.host] ?? "127.0.0.1")
    }

    private static let forwardedProto = HTTPHeader("X-Forwarded-Proto")
    static let clientRequestID = HTTPHeader("client-request-id")
    static let returnClientRequestID = HTTPHeader("return-client-request-id")
    static let consistencyLevel = HTTPHeader("ConsistencyLevel")

    /// The query, decoded.
    var query: FormData { FormData(parsing: rawQuery) }

    /// The body as text.
    var text: String { String(decoding: body ?? [], as: UTF8.self) }
}
