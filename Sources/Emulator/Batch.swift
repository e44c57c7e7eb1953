import Rotation

extension Exchange {
    /// The most requests in one batch.
    private static let most = 20

    /// Carries out the requests of a batch, each as if it had come alone.
    ///
    /// - SeeAlso: "Combine multiple HTTP requests using JSON batching", learn.microsoft.com.
    func batch(_ tenant: inout Tenant) -> Reply {
        do throws(GraphError) {
            guard request.method == "POST" else { throw .methodNotAllowed }
            _ = try tenant.caller(
                authorization: request.headers["Authorization"], host: request.origin.host,
                now: graph.now)
            let parts = try Self.parts(try graph.body())
            var failed: Set<String> = []
            var answers: [JSON] = []
            for part in parts {
                let answer =
                    part.dependsOn.contains(where: failed.contains)
                    ? Self.failedDependency : answer(part, &tenant)
                if answer.status >= 400 { failed.insert(part.id.lowercased()) }
                answers.append(Self.json(answer, id: part.id))
            }
            return graph.reply(200, ["responses": .array(answers)])
        } catch {
            return graph.refuse(error)
        }
    }

    private struct Part {
        let id: String
        let method: String
        let url: String
        let headers: [Reply.Header]
        let body: JSON?
        let dependsOn: [String]
    }

    private func answer(_ part: Part, _ tenant: inout Tenant) -> Reply {
        let inherited = request.headers.fields.filter {
            ["authorization", "host", "x-forwarded-proto", "x-forwarded-host"]
                .contains($0.name.lowercased())
        }
        let version = request.path.first ?? "v1.0"
        let target = "/\(version)/" + part.url.drop { $0 == "/" }
        let inner = Request(
            method: part.method, target: target, headers: Headers(inherited + part.headers),
            body: part.body?.bytes ?? [])
        let route = Route(inner.path)
        guard route.isGraph, route != .batch else {
            return graph.refuse(.noSegment(part.url))
        }
        let exchange = Exchange(
            request: inner, route: route, signIn: nil, now: graph.now, tenant: &tenant)
        if case .reply(let reply) = exchange.run(&tenant) { return reply }
        return graph.refuse(Fault.Refusal(status: 504).graphError)
    }

    private static let failedDependency = Reply(
        status: 424, body: Array(#"{"error":{"code":"FailedDependency","message":""}}"#.utf8))

    private static func json(_ reply: Reply, id: String) -> JSON {
        let headers = reply.headers.map { JSON.Member(name: $0.name, value: .string($0.value)) }
        let body =
            (try? JSON(parsing: reply.body))
            ?? (reply.body.isEmpty ? .null : .string(String(decoding: reply.body, as: UTF8.self)))
        return [
            "id": .string(id), "status": .int(reply.status), "headers": .object(headers),
            "body": body,
        ]
    }

    private static func parts(_ body: JSON) throws(GraphError) -> [Part] {
        guard case .array(let items) = body["requests"], !items.isEmpty else {
            throw .badRequest("BadRequest", "Invalid batch payload format.")
        }
        guard items.count <= most else {
            throw .badRequest(
                "BadRequest", "Number of batch request steps exceeds the maximum value of \(most).")
        }
        var seen: Set<String> = []
        var parts: [Part] = []
        for item in items {
            let part = try part(item)
            guard seen.insert(part.id.lowercased()).inserted else {
                throw .badRequest(
                    "BadRequest", "Request Id \(part.id) has to be unique in a batch.")
            }
            guard part.dependsOn.allSatisfy(seen.contains) else {
                throw .badRequest("BadRequest", "dependsOn of \(part.id) names no earlier request.")
            }
            parts.append(part)
        }
        return parts
    }

    private static func part(_ json: JSON) throws(GraphError) -> Part {
        guard let id = json["id"]?.string, let method = json["method"]?.string,
            let url = json["url"]?.string, !url.contains("://")
        else { throw .badRequest("BadRequest", "Invalid batch payload format.") }
        var headers: [Reply.Header] = []
        if case .object(let members) = json["headers"] {
            headers = members.compactMap { member in
                member.value.string.map { .init(member.name, $0) }
            }
        }
        let body = json["body"].flatMap { $0 == .null ? nil : $0 }
        let hasType = headers.contains { $0.name.lowercased() == "content-type" }
        guard body == nil || hasType else {
            throw .badRequest(
                "BadRequest",
                "Write request id : \(id) does not contain Content-Type header or body.")
        }
        let dependsOn = (json["dependsOn"]?.strings ?? []).map { $0.lowercased() }
        return Part(
            id: id, method: method, url: url, headers: headers, body: body, dependsOn: dependsOn)
    }
}
