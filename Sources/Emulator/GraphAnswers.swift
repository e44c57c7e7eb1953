import FlyingFox
import Rotation

/// Microsoft Graph's answers to one request.
struct GraphAnswers {
    let request: Request
    let now: Instant
    let requestID: String

    /// Carries out a request or says why not.
    func answer(_ route: Route, in tenant: inout Tenant) -> Reply {
        do throws(GraphError) {
            guard request.body != nil else { throw .tooLarge }
            let caller = try tenant.caller(
                authorization: request.headers[.authorization], host: request.origin.host, now: now)
            guard caller.permission != nil else { throw .denied }
            return try answer(route, caller, in: &tenant)
        } catch {
            return refuse(error)
        }
    }

    private func answer(
        _ route: Route, _ caller: Requester, in tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        switch (request.method, route) {
        case ("GET", .applications): return try list(tenant)
        case ("POST", .applications): return try create(caller, &tenant)
        case ("GET", .application(let key)): return try read(key, tenant)
        case ("PATCH", .application(let key)): return try update(key, caller, &tenant)
        case ("DELETE", .application(let key)):
            try tenant.delete(key, by: caller, now: now)
            return done
        case ("POST", .addPassword(let key)): return try addPassword(key, caller, &tenant)
        case ("POST", .removePassword(let key)):
            let keyID = try PasswordBody.keyID(try body())
            try tenant.removePassword(keyID, from: key, by: caller, now: now)
            return done
        case ("GET", .owners(let key)): return try owners(of: key, in: tenant)
        case ("GET", .signInReport): return try signInReport(of: tenant)
        case (_, .noSegment(let segment)): throw .noSegment(segment)
        default: throw .methodNotAllowed
        }
    }

    // MARK: Operations

    private func list(_ tenant: Tenant) throws(GraphError) -> Reply {
        let isEventual = request.headers[Request.consistencyLevel]?.lowercased() == "eventual"
        let query = try ListQuery(request.query, isEventual: isEventual)
        let page = tenant.list(query, now: now)
        let moment = tenant.visible(at: now)
        var members = [context("applications", query.select, "")]
        if let total = page.total {
            members.append(.init(name: "@odata.count", value: .int(total)))
        }
        if let next = page.next {
            members.append(.init(name: "@odata.nextLink", value: .string(link(to: next))))
        }
        let items = page.applications.map { application in
            JSON.object(
                ApplicationResource.members(of: application, asOf: moment, select: query.select))
        }
        members.append(.init(name: "value", value: .array(items)))
        let discount = (query.select == nil ? 0 : 1) + (query.isTopGiven && query.top < 20 ? 1 : 0)
        return reply(200, .object(members), units: max(1, 2 - discount))
    }

    /// The address of the next page: the same query with another page token.
    private func link(to position: Int) -> String {
        let kept = request.rawQuery.split(separator: "&").filter {
            !FormData.decode($0).lowercased().hasPrefix("$skiptoken=")
        }
        let token = "$skiptoken=\(ListQuery.token(for: position))"
        let query = (kept.map(String.init) + [token]).joined(separator: "&")
        return "\(request.origin.text)/v1.0/applications?\(query)"
    }

    private func read(_ key: ApplicationKey, _ tenant: Tenant) throws(GraphError) -> Reply {
        let query = try ListQuery(request.query, isEventual: false)
        let application = try tenant.application(key, now: now)
        let members = ApplicationResource.members(
            of: application, asOf: tenant.visible(at: now), select: query.select)
        return reply(200, .object([context("applications", query.select, "/$entity")] + members))
    }

    private func create(_ caller: Requester, _ tenant: inout Tenant) throws(GraphError) -> Reply {
        let properties = try ApplicationBody.properties(try body())
        let application = try tenant.create(properties, by: caller, now: now)
        let members = ApplicationResource.members(
            of: application, asOf: now, select: nil, isNew: true)
        let location =
            "https://graph.microsoft.com/v2/\(tenant.id)/directoryObjects/"
            + "\(application.objectID)/Microsoft.DirectoryServices.Application"
        return reply(
            201, .object([context("applications", nil, "/$entity")] + members), location: location)
    }

    private func update(
        _ key: ApplicationKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let changes = try body()
        try tenant.update(key, by: caller, now: now) { properties throws(GraphError) in
            try ApplicationBody.apply(changes, to: &properties)
        }
        return done
    }

    private func addPassword(
        _ key: ApplicationKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let password = try PasswordBody.request(try body(isOptional: true))
        let record = try tenant.addPassword(password, to: key, by: caller, now: now)
        let context = context("microsoft.graph.passwordCredential", nil, "")
        return reply(
            200, .object([context] + ApplicationResource.members(of: record, isNew: true)),
            location: "https://graph.microsoft.com")
    }

    // MARK: Parts

    private func body(isOptional: Bool = false) throws(GraphError) -> JSON {
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
        return JSON.Member(
            name: "@odata.context",
            value: "https://graph.microsoft.com/v1.0/$metadata#\(name)\(shown)\(suffix)")
    }

    private static let contentType = Reply.Header(
        "Content-Type",
        "application/json;odata.metadata=minimal;odata.streaming=true;"
            + "IEEE754Compatible=false;charset=utf-8")
    private static let errorType = Reply.Header("Content-Type", "application/json")
    private static let vary = Reply.Header("Vary", "Accept-Encoding")

    func reply(
        _ status: Int, _ body: JSON, units: Int = 1, location: String? = nil
    ) -> Reply {
        var headers = headers(units: units)
        headers += [Self.contentType, Self.vary, .init("OData-Version", "4.0")]
        if let location { headers.append(.init("Location", location)) }
        return Reply(status: status, headers: headers, body: body.bytes)
    }

    private var done: Reply {
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
        request.headers[Request.clientRequestID] ?? requestID
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
