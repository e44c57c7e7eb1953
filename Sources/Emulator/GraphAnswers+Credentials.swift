import Rotation

extension GraphAnswers {
    func act(
        _ action: Route.Action, _ key: ObjectKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        switch action {
        case .addPassword: return try addPassword(key, caller, &tenant)
        case .removePassword:
            let keyID = try PasswordBody.keyID(try body(), "removePassword")
            try tenant.removePassword(keyID, from: key, by: caller, now: now)
            return done
        case .addKey: return try addKey(key, caller, &tenant)
        case .removeKey:
            let body = try body()
            let keyID = try PasswordBody.keyID(body, "removeKey")
            let proof = body["proof"]?.string ?? ""
            try tenant.removeKey(keyID, proof: proof, from: key, by: caller, now: now)
            return done
        }
    }

    private func addPassword(
        _ key: ObjectKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let password: PasswordRequest
        do {
            password = try PasswordBody.request(try body(isOptional: true))
        } catch {
            tenant.countRejection(of: key)
            throw error
        }
        let record = try tenant.addPassword(password, to: key, by: caller, now: now)
        let context = context("microsoft.graph.passwordCredential", nil, "")
        let members = Resource.members(
            of: record, in: View.current(now), hasHint: key.kind == .application, isNew: true)
        return reply(200, .object([context] + members), location: "https://graph.microsoft.com")
    }

    private func addKey(
        _ key: ObjectKey, _ caller: Requester, _ tenant: inout Tenant
    ) throws(GraphError) -> Reply {
        let body = try body()
        guard let credential = body["keyCredential"], credential != .null else {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for parameter 'keyCredential' of 'addKey'.")
        }
        let terms = try KeyBody.terms(credential)
        let proof = body["proof"]?.string ?? ""
        let record = try tenant.addKey(terms, proof: proof, to: key, by: caller, now: now)
        let context = context("microsoft.graph.keyCredential", nil, "")
        let members = Resource.members(of: record, in: View.current(now))
        return reply(200, .object([context] + members), location: "https://graph.microsoft.com")
    }
}
