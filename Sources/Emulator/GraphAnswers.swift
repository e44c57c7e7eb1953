import Rotation

/// Microsoft Graph's answers to one request.
struct GraphAnswers {
    let request: Request
    let now: Instant
    let requestID: String

    /// Carries out a request or says why not.
    func answer(_ route: Route, in tenant: inout Tenant) -> Reply {
        var used = 0.0
        var reply: Reply
        do throws(GraphError) {
            try checkForm()
            let caller = try tenant.caller(
                authorization: request.headers["Authorization"], host: request.origin.host,
                now: now)
            guard caller.permission != nil || route.isSelfService else { throw .denied }
            used = try tenant.charge(cost(of: route, in: tenant), to: caller, now: now)
            reply = try answer(route, caller, in: &tenant)
        } catch {
            reply = refuse(error)
        }
        if used > 0.8 {
            let share = Double(Int(used * 100)) / 100
            reply.headers.append(.init("x-ms-throttle-limit-percentage", "\(share)"))
        }
        return reply
    }

    /// Refuses a request whose form is wrong, whatever it asks.
    private func checkForm() throws(GraphError) {
        guard request.isWellEncoded else { throw .badEncoding }
        guard let body = request.body else { throw .tooLarge }
        guard !body.isEmpty, request.method != "GET", request.method != "DELETE" else { return }
        guard let type = request.headers["Content-Type"], !type.isEmpty else {
            throw .noContentType
        }
        guard type.lowercased().hasPrefix("application/json") else { throw .otherContentType }
    }

    private func cost(of route: Route, in tenant: Tenant) -> Cost {
        var cost = Cost()
        if case .objects = route, request.method == "GET" {
            let query = request.query
            let select = query["$select"]
            let top = query["$top"].flatMap { Int($0) } ?? 100
            cost.units = max(1, 2 - (select == nil ? 0 : 1) - (top < 20 ? 1 : 0))
            cost.isKeyList = select?.lowercased().contains("keycredentials") ?? false
        }
        cost.isWrite = request.method != "GET" && route != .batch
        cost.isPersonal =
            cost.isWrite
            && route.key.flatMap(tenant.objectID).flatMap { tenant.objects[$0] }?.isPersonal
                ?? false
        return cost
    }

    private func answer(
        _ route: Route, _ caller: Requester, in tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        switch (request.method, route) {
        case ("GET", .objects(let kind)): return try list(kind, &tenant)
        case ("GET", .count(let kind)): return try count(kind, &tenant)
        case ("POST", .objects(.application)): return try create(caller, &tenant)
        case ("POST", .objects(.servicePrincipal)):
            return try createServicePrincipal(caller, &tenant)
        case ("GET", .object(let key)): return try read(key, &tenant)
        case ("PATCH", .object(let key)): return try update(key, caller, &tenant)
        case ("DELETE", .object(let key)):
            try tenant.delete(key, by: caller, now: now)
            return done
        case ("POST", .action(let action, let key)):
            return try act(action, key, caller, &tenant)
        case ("GET", .organization): return organization(tenant)
        case ("GET", .signInReport): return try signInReport(caller, tenant)
        case ("GET", .managementPolicy): return try managementPolicy(caller, tenant)
        case ("GET", .managementPolicies): return try managementPolicies(caller)
        case (_, .noSegment(let segment)): throw .noSegment(segment)
        default: return try relate(route, caller, &tenant)
        }
    }
}

extension Route {
    /// Whether a client without permissions may ask it about itself.
    fileprivate var isSelfService: Bool {
        switch self {
        case .action(.addKey, _), .action(.removeKey, _): true
        default: false
        }
    }
}
