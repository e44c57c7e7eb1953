import Rotation

/// The answers of the emulator's own paths, which show and steer the tenant.
struct ControlAnswers {
    let request: Request
    let now: Instant

    /// Why a control request cannot be carried out.
    struct Refused: Error {
        var status = 400
        let message: String
    }

    /// Carries out a request to `/_emulator/…`, except those of the clock.
    func answer(_ path: [String], in tenant: inout Tenant) -> Reply {
        do throws(Refused) {
            return reply(200, try answer(path[...], &tenant))
        } catch {
            return refuse(error)
        }
    }

    private func answer(
        _ path: ArraySlice<String>, _ tenant: inout Tenant
    ) throws(Refused) -> JSON {
        switch (request.method, path.first, path.count) {
        case ("GET", "applications", 1):
            return .array(
                (tenant.order[.application] ?? []).compactMap {
                    tenant.truth(of: $0.objectID, now: now)
                })
        case ("GET", "applications", 2):
            return try truth(of: path.last ?? "", tenant)
        case ("POST", "applications", 1): return try create(&tenant)
        case ("GET", "requests", 1): return tenant.requestCounts
        case ("POST", "faults", 1):
            tenant.faults.add(try Fault(try body()))
            return [:]
        case ("DELETE", "faults", 1):
            tenant.faults.removeAll()
            return [:]
        case ("POST", "lag", 1):
            try tenant.knobs.setLag(try body())
            return [:]
        case ("GET", "knobs", 1): return tenant.knobs.json
        case ("PUT", "knobs", 1): return try turn(&tenant.knobs)
        case (_, "applications", _), (_, "requests", 1), (_, "faults", 1), (_, "lag", 1),
            (_, "knobs", 1):
            throw Refused(status: 405, message: "method not allowed")
        default: throw Refused(status: 404, message: "no such path")
        }
    }

    private func truth(of id: String, _ tenant: Tenant) throws(Refused) -> JSON {
        let id = id.lowercased()
        let objectID = tenant.index[.application]?[id] ?? tenant.index[.servicePrincipal]?[id]
        guard let truth = tenant.truth(of: objectID ?? id, now: now) else {
            throw Refused(status: 404, message: "no application \"\(id)\"")
        }
        return truth
    }

    /// Makes an application as if it had been there for 30 days, so that no lag hides it.
    private func create(_ tenant: inout Tenant) throws(Refused) -> JSON {
        let body = try body()
        let created = now - .days(30)
        let owned = body["owned"]?.bool ?? true
        let client = body["appId"]?.string?.lowercased() ?? ""
        let id = tenant.insert(
            Properties(
                displayName: body["displayName"]?.string ?? "application",
                signInAudience: body["signInAudience"]?.string ?? "AzureADMyOrg",
                tags: body["tags"]?.strings ?? []),
            objectID: body["objectId"]?.string, appID: body["appId"]?.string,
            owners: owned ? [tenant.connection.servicePrincipalID] : [],
            isComplete: tenant.index[.servicePrincipal]?[client] == nil, at: created)
        guard let application = tenant.objects[id] else {
            throw Refused(message: "not created")
        }
        var members: [JSON.Member] = [
            .init(name: "objectId", value: .string(id)),
            .init(name: "appId", value: .string(application.appID)),
            .init(name: "displayName", value: .string(application.properties.displayName)),
            .init(name: "signInAudience", value: .string(application.properties.signInAudience)),
        ]
        if body["withSecret"]?.bool ?? false {
            let terms = try terms(body, created)
            let record = tenant.append(terms, to: id, createdBy: "seed", at: created)
            members.append(.init(name: "keyId", value: .string(record.keyID)))
            members.append(.init(name: "value", value: .string(record.value)))
        }
        return .object(members)
    }

    /// Sets the knobs of a profile, or those the body names, and shows all.
    private func turn(_ knobs: inout Knobs) throws(Refused) -> JSON {
        var body = try body()
        if case .object(let members) = body, let name = body["profile"]?.string {
            guard let profile = Profile(rawValue: name) else {
                let names = Profile.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refused(message: "profile is none of \(names)")
            }
            knobs = profile.knobs
            body = .object(members.filter { $0.name != "profile" })
        }
        do throws(Knobs.Wrong) {
            try knobs.apply(body)
        } catch {
            throw Refused(message: error.message)
        }
        return knobs.json
    }

    private func terms(_ body: JSON, _ created: Instant) throws(Refused) -> PasswordTerms {
        let start = Timestamp(created)
        guard let text = body["endDateTime"]?.string else {
            return PasswordTerms(displayName: "seed", start: start, end: start.adding(years: 2))
        }
        guard let end = Timestamp(parsing: text) else {
            throw Refused(message: "endDateTime \"\(text)\" is no RFC 3339 time")
        }
        return PasswordTerms(displayName: "seed", start: start, end: end)
    }

    func body() throws(Refused) -> JSON {
        guard let bytes = request.body, !bytes.isEmpty else { return .object([]) }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Refused(message: "the body is no JSON")
        }
    }

    /// The answer of the built-in issuer.
    func answer(_ path: ArraySlice<String>, by issuer: BuiltInIssuer) -> Reply {
        do throws(Refused) {
            let answers = IssuerAnswers(request: request, now: now, issuer: issuer)
            return reply(200, try answers.answer(path))
        } catch {
            return refuse(error)
        }
    }

    /// The answer to a control request that did not come straight from this machine.
    var forbidden: Reply {
        refuse(Refused(status: 403, message: "only for programs on this machine, by its address"))
    }

    func refuse(_ refused: Refused) -> Reply {
        reply(refused.status, ["error": .string(refused.message)])
    }

    func reply(_ status: Int, _ body: JSON) -> Reply {
        Reply(
            status: status,
            headers: [.init("Content-Type", "application/json"), .init("Date", now.httpDate)],
            body: body.bytes)
    }
}
