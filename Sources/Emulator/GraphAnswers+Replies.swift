import Rotation

extension GraphAnswers {
    /// The body, which has to be an object.
    func body(isOptional: Bool = false) throws(GraphError) -> JSON {
        guard let bytes = request.body, !bytes.isEmpty else {
            guard isOptional else { throw .unreadableBody }
            return .object([])
        }
        do {
            let json = try JSON(parsing: bytes)
            guard case .object = json else { throw GraphError.unreadableBody }
            return json
        } catch {
            throw .unreadableBody
        }
    }

    func context(_ name: String, _ select: [String]?, _ suffix: String) -> JSON.Member {
        let shown = select.map { "(\($0.joined(separator: ",")))" } ?? ""
        let version = request.path.first?.lowercased() ?? "v1.0"
        return JSON.Member(
            name: "@odata.context",
            value: "https://graph.microsoft.com/\(version)/$metadata#\(name)\(shown)\(suffix)")
    }

    private static let contentType = Reply.Header(
        "Content-Type",
        "application/json;odata.metadata=minimal;odata.streaming=true;"
            + "IEEE754Compatible=false;charset=utf-8")
    private static let errorType = Reply.Header("Content-Type", "application/json")
    private static let vary = Reply.Header("Vary", "Accept-Encoding")

    func reply(_ status: Int, _ body: JSON, units: Int = 1, location: String? = nil) -> Reply {
        var headers = headers(units: units)
        headers += [Self.contentType, Self.vary, .init("OData-Version", "4.0")]
        if let location { headers.append(.init("Location", location)) }
        return Reply(status: status, headers: headers, body: body.bytes)
    }

    /// The answer to a write that gives nothing back.
    var done: Reply {
        Reply(status: 204, headers: headers(units: 1))
    }

    /// A refusal in Graph's form.
    func refuse(_ error: GraphError) -> Reply {
        let body: JSON = [
            "error": [
                "code": .string(error.code), "message": .string(error.message),
                "innerError": [
                    "date": .string(now.zoneless), "request-id": .string(requestID),
                    "client-request-id": .string(clientRequestID),
                ],
            ]
        ]
        return Reply(
            status: error.status,
            headers: headers(units: 1) + [Self.errorType, Self.vary] + error.headers,
            body: body.bytes)
    }

    private var clientRequestID: String {
        request.headers["client-request-id"] ?? requestID
    }

    private func headers(units: Int) -> [Reply.Header] {
        [
            .init("Cache-Control", "no-cache"),
            .init("Date", now.httpDate),
            .init("Strict-Transport-Security", "max-age=31536000"),
            .init("request-id", requestID),
            .init("client-request-id", clientRequestID),
            .init("x-ms-ags-diagnostic", Self.diagnostic),
            .init("x-ms-resource-unit", String(units)),
        ]
    }

    private static let diagnostic =
        #"{"ServerInfo":{"DataCenter":"Loopback","Slice":"E","Ring":"5","ScaleUnit":"000","#
        + #""RoleInstance":"EMULATOR"}}"#
}
