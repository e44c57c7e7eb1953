import Rotation

extension GraphAnswers {
    /// Owners, federated credentials and deleted objects.
    func relate(
        _ route: Route, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        switch (request.method, route) {
        case ("GET", .owners(let key)): return try owners(key, &tenant)
        case ("POST", .ownerReference(let key, nil)): return try addOwner(key, caller, &tenant)
        case ("DELETE", .ownerReference(let key, let owner?)):
            try tenant.removeOwner(owner, from: key, by: caller, now: now)
            return done
        case (_, .federated), (_, .federatedCredential):
            return try federate(route, caller, &tenant)
        case ("GET", .deletedObjects(let kind)): return try deletedObjects(kind, &tenant)
        case ("GET", .deletedObject(let id)):
            tenant.purge(now: now)
            return deleted(try tenant.deletedObject(id), tenant)
        case ("POST", .restore(let id)):
            return deleted(try tenant.restore(id, by: caller, now: now), tenant)
        case ("DELETE", .deletedObject(let id)):
            try tenant.destroy(id, by: caller)
            return done
        default: throw .methodNotAllowed
        }
    }

    // MARK: Owners

    private func owners(_ key: ObjectKey, _ tenant: inout Tenant) throws(GraphError) -> Reply {
        let view = tenant.view(of: tenant.objectID(of: key), now: now)
        let object = try tenant.object(key, in: view)
        let items = object.owners.map { owner($0, in: view, tenant) }
        return reply(
            200,
            .object([
                context("directoryObjects", nil, ""), .init(name: "value", value: .array(items)),
            ]))
    }

    /// An owner as it is shown, whatever it is.
    func owner(_ id: String, in view: View, _ tenant: Tenant) -> JSON {
        guard let principal = tenant.objects[id] else { return Self.user(id) }
        let members = Resource.members(of: principal, in: view, tenant: tenant.id, select: nil)
        return .object(
            [.init(name: "@odata.type", value: "#microsoft.graph.servicePrincipal")] + members)
    }

    /// An owner that is none of the tenant's service principals.
    private static func user(_ id: String) -> JSON {
        [
            "@odata.type": "#microsoft.graph.user", "id": .string(id), "businessPhones": [],
            "displayName": nil, "givenName": nil, "jobTitle": nil, "mail": nil,
            "mobilePhone": nil, "officeLocation": nil, "preferredLanguage": nil, "surname": nil,
            "userPrincipalName": .string("\(id)@contoso.onmicrosoft.com"),
        ]
    }

    private func addOwner(
        _ key: ObjectKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let reference = try body()["@odata.id"]?.string ?? ""
        guard let id = reference.split(separator: "/").last else {
            throw .badRequest("Request_BadRequest", "A value is required for '@odata.id'.")
        }
        try tenant.addOwner(String(id), to: key, by: caller, now: now)
        return done
    }

    // MARK: Deleted objects

    private func deletedObjects(
        _ kind: Kind, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        tenant.purge(now: now)
        let query = try ListQuery(request.query, kind, isEventual: true)
        let view = View.current(now)
        let items = tenant.deletedObjects(kind)
            .filter { query.filter?.matches($0, in: view) ?? true }
            .map { object in
                JSON.object(
                    Resource.members(of: object, in: view, tenant: tenant.id, select: query.select))
            }
        return reply(
            200,
            .object([
                context("directory/deletedItems/microsoft.graph.\(kind.typeName)", nil, ""),
                .init(name: "value", value: .array(items)),
            ]))
    }

    private func deleted(_ object: DirectoryObject, _ tenant: Tenant) -> Reply {
        let type = JSON.Member(
            name: "@odata.type", value: .string("#microsoft.graph.\(object.kind.typeName)"))
        let members = Resource.members(
            of: object, in: View.current(now), tenant: tenant.id, select: nil)
        return reply(
            200, .object([context("directoryObjects", nil, "/$entity"), type] + members))
    }
}

extension Kind {
    /// The name of the type in OData.
    var typeName: String {
        switch self {
        case .application: "application"
        case .servicePrincipal: "servicePrincipal"
        }
    }
}
