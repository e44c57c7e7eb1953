import Rotation

extension GraphAnswers {
    func federate(
        _ route: Route, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        switch (request.method, route) {
        case ("GET", .federated(let key)):
            let view = tenant.view(of: tenant.objectID(of: key), now: now)
            let object = try tenant.object(key, in: view)
            let items = object.federated.map { JSON.object(Resource.members(of: $0)) }
            return reply(
                200,
                .object([
                    federationContext(object, ""), .init(name: "value", value: .array(items)),
                ]))
        case ("POST", .federated(let key)): return try addFederated(key, caller, &tenant)
        case ("GET", .federatedCredential(let key, let name)):
            let view = tenant.view(of: tenant.objectID(of: key), now: now)
            let object = try tenant.object(key, in: view)
            guard let index = object.federatedIndex(name) else { throw .notFound(name) }
            return shown(object.federated[index], of: object, 200)
        case ("PATCH", .federatedCredential(let key, let name)):
            let body = try body()
            try tenant.changeFederated(name, of: key, by: caller, now: now) {
                credential throws(GraphError) in
                try FederatedBody.apply(body, to: &credential)
            }
            return done
        case ("DELETE", .federatedCredential(let key, let name)):
            try tenant.changeFederated(name, of: key, by: caller, now: now, nil)
            return done
        default: throw .methodNotAllowed
        }
    }

    private func addFederated(
        _ key: ObjectKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let fresh = try FederatedBody.credential(try body(), id: tenant.identities.guid())
        let credential = try tenant.addFederated(fresh, to: key, by: caller, now: now)
        guard let object = tenant.objectID(of: key).flatMap({ tenant.objects[$0] }) else {
            throw .notFound(key.text)
        }
        return shown(
            credential, of: object, 201,
            location: "https://graph.microsoft.com/v2/\(tenant.id)/federatedIdentityCredentials/"
                + credential.id)
    }

    private func shown(
        _ credential: FederatedCredential, of object: DirectoryObject, _ status: Int,
        location: String? = nil
    ) -> Reply {
        let members = [federationContext(object, "/$entity")] + Resource.members(of: credential)
        return reply(status, .object(members), location: location)
    }

    private func federationContext(_ object: DirectoryObject, _ suffix: String) -> JSON.Member {
        context("applications('\(object.objectID)')/federatedIdentityCredentials", nil, suffix)
    }
}
