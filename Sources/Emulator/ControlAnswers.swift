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
            return .array(tenant.order.compactMap { tenant.truth(of: $0, now: now) })
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
            tenant.lag = try Lag(try body())
            return [:]
        case (_, "applications", _), (_, "requests", 1), (_, "faults", 1), (_, "lag", 1):
            throw Refused(status: 405, message: "method not allowed")
        default: throw Refused(status: 404, message: "no such path")
        }
    }

    private func truth(of id: String, _ tenant: Tenant) throws(Refused) -> JSON {
        let id = id.lowercased()
        guard let truth = tenant.truth(of: tenant.objectIDs[id] ?? id, now: now) else {
            throw Refused(status: 404, message: "no application \"\(id)\"")
        }
        return truth
    }

    /// Makes an application as if it had been there for 30 days, so that no lag hides it.
    private func create(_ tenant: inout Tenant) throws(Refused) -> JSON {
        let body = try body()
        let created = now - .days(30)
        let owned = body["owned"]?.bool ?? true
        let id = tenant.insert(
            Properties(
                displayName: body["displayName"]?.string ?? "application",
                signInAudience: body["signInAudience"]?.string ?? "AzureADMyOrg",
                tags: body["tags"]?.strings ?? []),
            objectID: body["objectId"]?.string, appID: body["appId"]?.string,
            owners: owned ? [tenant.connection.servicePrincipalID] : [], at: created)
        guard let application = tenant.applications[id] else {
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

    private func body() throws(Refused) -> JSON {
        guard let bytes = request.body, !bytes.isEmpty else { return .object([]) }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Refused(message: "the body is no JSON")
        }
    }

    private func refuse(_ refused: Refused) -> Reply {
        reply(refused.status, ["error": .string(refused.message)])
    }

    private func reply(_ status: Int, _ body: JSON) -> Reply {
        Reply(
            status: status,
            headers: [.init("Content-Type", "application/json"), .init("Date", now.httpDate)],
            body: body.bytes)
    }
}

extension ControlAnswers {
    /// Carries out a request to `/_emulator/clock`.
    func clock(_ clock: EmulatorClock) -> Outcome {
        do throws(Refused) {
            clock.forgetTheDead()
            switch request.method {
            case "GET":
                if let client = try client(request.query["client"]) { clock.know(client) }
                return .reply(reply(200, state(clock)))
            case "DELETE":
                if let client = try client(request.query["client"]) { clock.leave(client) }
                return .reply(reply(200, state(clock)))
            case "POST": return try steer(clock, try body())
            default: throw Refused(status: 405, message: "method not allowed")
            }
        } catch {
            return .reply(refuse(error))
        }
    }

    private func steer(_ clock: EmulatorClock, _ body: JSON) throws(Refused) -> Outcome {
        if let until = body["until"]?.int {
            guard let client = try client(body["client"]) else {
                throw Refused(message: "a wait needs the client's process id")
            }
            clock.know(client)
            return .wait(ClockWait(client: client, until: Int64(until)))
        }
        let moved: Bool
        switch (body["advance"]?.int, body["set"]?.int) {
        case (let seconds?, nil): moved = clock.move { $0 + .seconds(seconds) }
        case (nil, let time?): moved = clock.move { _ in Instant(Int64(time)) }
        default: throw Refused(message: "give until, advance or set, in whole seconds")
        }
        guard moved else { throw Refused(status: 409, message: "the clock is the system's") }
        return .reply(reply(200, state(clock)))
    }

    private func state(_ clock: EmulatorClock) -> JSON {
        ["now": .int(Int(clock.now.seconds)), "virtual": .bool(clock.isVirtual)]
    }

    private func client(_ value: JSON?) throws(Refused) -> Int32? {
        if let number = value?.int { return try client(String(number)) }
        return try client(value?.string)
    }

    private func client(_ text: String?) throws(Refused) -> Int32? {
        guard let text else { return nil }
        guard let id = Int32(text), id > 0 else {
            throw Refused(message: "client \"\(text)\" is no process id")
        }
        return id
    }
}
