import Rotation

extension GraphAnswers {
    func list(_ kind: Kind, _ tenant: inout Tenant) throws(GraphError) -> Reply {
        let query = try ListQuery(request.query, kind, isEventual: request.isEventual)
        var view = tenant.view(of: nil, now: now)
        view.isSearch = request.isEventual
        let page = tenant.list(kind, query, in: view)
        var members = [context(kind.collection, query.select, "")]
        if let total = page.total {
            members.append(.init(name: "@odata.count", value: .int(total)))
        }
        if let next = page.next {
            let token = ListQuery.token(for: next, isAfterEmpty: page.isEmptied)
            members.append(
                .init(name: "@odata.nextLink", value: .string(link(kind.collection, token))))
        }
        let items = page.objects.map { object -> JSON in
            let owners = query.expandsOwners ? ownersMember(of: object, in: view, tenant) : []
            return JSON.object(
                Resource.members(of: object, in: view, tenant: tenant.id, select: query.select)
                    + owners)
        }
        members.append(.init(name: "value", value: .array(items)))
        let discount = (query.select == nil ? 0 : 1) + (query.isTopGiven && query.top < 20 ? 1 : 0)
        return reply(200, .object(members), units: max(1, 2 - discount))
    }

    /// The first twenty owners, the most that are shown along.
    private func ownersMember(
        of object: DirectoryObject, in view: View, _ tenant: Tenant
    ) -> [JSON.Member] {
        let owners = object.owners.prefix(20).map { owner($0, in: view, tenant) }
        return [.init(name: "owners", value: .array(Array(owners)))]
    }

    /// The address of the next page: the same query with another page token.
    private func link(_ collection: String, _ token: String) -> String {
        let kept = request.rawQuery.split(separator: "&").filter {
            !FormData.decode($0).lowercased().hasPrefix("$skiptoken=")
        }
        let query = (kept.map(String.init) + ["$skiptoken=\(token)"]).joined(separator: "&")
        let version = request.path.first ?? "v1.0"
        return "\(request.origin.text)/\(version)/\(collection)?\(query)"
    }

    func count(_ kind: Kind, _ tenant: inout Tenant) throws(GraphError) -> Reply {
        guard request.isEventual else {
            throw .badRequest(
                "Request_BadRequest",
                "$count is not currently supported without the request header.")
        }
        var query = try ListQuery(request.query, kind, isEventual: true)
        query.counts = true
        var view = tenant.view(of: nil, now: now)
        view.isSearch = true
        let total = tenant.list(kind, query, in: view).total ?? 0
        var reply = reply(200, .int(total))
        reply.headers.removeAll { $0.name == "Content-Type" }
        reply.headers.append(.init("Content-Type", "text/plain"))
        return reply
    }

    func read(_ key: ObjectKey, _ tenant: inout Tenant) throws(GraphError) -> Reply {
        let query = try ListQuery(request.query, key.kind, isEventual: request.isEventual)
        let view = tenant.view(of: tenant.objectID(of: key), now: now)
        let object = try tenant.object(key, in: view)
        let members = Resource.members(
            of: object, in: view, tenant: tenant.id, select: query.select)
        return reply(
            200, .object([context(key.kind.collection, query.select, "/$entity")] + members))
    }

    func create(_ caller: Requester, _ tenant: inout Tenant) throws(GraphError) -> Reply {
        let body = try body()
        let properties = try ObjectBody.application(body)
        let keys = try KeyBody.entries(body["keyCredentials"], isNew: true)
        let object = try tenant.create(properties, by: caller, now: now)
        for case .new(let terms) in keys {
            tenant.append(terms, to: object.objectID, createdBy: caller.clientID, at: now)
        }
        return created(tenant.objects[object.objectID] ?? object, tenant)
    }

    func createServicePrincipal(
        _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let body = try body()
        guard let appID = body["appId"]?.string, appID.isGUID else {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for property 'appId' of resource 'ServicePrincipal'.")
        }
        let object = try tenant.createServicePrincipal(
            appID: appID,
            { properties throws(GraphError) in
                try ObjectBody.apply(body, to: &properties, .servicePrincipal, isNew: true)
            }, by: caller, now: now)
        return created(object, tenant)
    }

    /// The answer to a creation shows everything at once, whatever lag reads have.
    private func created(_ object: DirectoryObject, _ tenant: Tenant) -> Reply {
        let view = View.current(now)
        let members = Resource.members(
            of: object, in: view, tenant: tenant.id, select: nil, isNew: true)
        let location =
            "https://graph.microsoft.com/v2/\(tenant.id)/directoryObjects/"
            + "\(object.objectID)/Microsoft.DirectoryServices.\(object.kind.rawValue)"
        return reply(
            201, .object([context(object.kind.collection, nil, "/$entity")] + members),
            location: location)
    }

    func update(
        _ key: ObjectKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let changes = try body()
        let keys = try changes["keyCredentials"].map { json throws(GraphError) in
            try KeyBody.entries(json, isNew: false)
        }
        let before = tenant.objectID(of: key).flatMap { tenant.objects[$0] }
        try tenant.update(key, by: caller, now: now) { properties throws(GraphError) in
            try ObjectBody.apply(changes, to: &properties, key.kind)
        }
        guard let keys else { return done }
        do throws(GraphError) {
            try tenant.replaceKeys(of: key, with: keys, by: caller, now: now)
        } catch {
            if let before { tenant.objects[before.objectID] = before }
            throw error
        }
        return done
    }

    func organization(_ tenant: Tenant) -> Reply {
        let item: JSON = [
            "id": .string(tenant.id), "displayName": .string(tenant.name), "tenantType": "AAD",
            "verifiedDomains": [
                [
                    "capabilities": "Email", "isDefault": true, "isInitial": true,
                    "name": .string("\(tenant.name.lowercased()).onmicrosoft.com"),
                    "type": "Managed",
                ]
            ],
        ]
        return reply(
            200, .object([context("organization", nil, ""), .init(name: "value", value: [item])]))
    }

    /// No application has a policy of its own.
    func managementPolicies(_ caller: Requester) throws(GraphError) -> Reply {
        guard caller.roles.contains(where: { $0.hasPrefix("Policy.Read") }) else { throw .denied }
        return reply(
            200,
            .object([
                context("appManagementPolicies", nil, ""), .init(name: "value", value: .array([])),
            ]))
    }

    /// Seen only with a permission of its own, as in the real tenant.
    func managementPolicy(_ caller: Requester, _ tenant: Tenant) throws(GraphError) -> Reply {
        guard caller.roles.contains(where: { $0.hasPrefix("Policy.Read") }) else { throw .denied }
        guard case .object(let members) = tenant.managementPolicy else { throw .internal }
        return reply(
            200,
            .object([context("policies/defaultAppManagementPolicy", nil, "/$entity")] + members))
    }
}

extension View {
    /// All that was written, at once.
    static func current(_ now: Instant) -> View {
        View(now: now, replica: 0, replicas: 1, lag: .init(), seed: 0)
    }
}
