import Rotation

/// One request to the sign-in service or to Graph, with what may befall it.
struct Exchange {
    let request: Request
    let route: Route
    let login: LoginAnswers
    let graph: GraphAnswers
    let signIn: SignInRequest?
    private let now: Instant

    init(
        request: Request, route: Route, signIn: SignInRequest?, now: Instant,
        tenant: inout Tenant
    ) {
        self.request = request
        self.route = route
        self.signIn = signIn
        self.now = now
        let id = tenant.noise.guid()
        login = LoginAnswers(
            request: request, now: now, requestID: id, correlationID: tenant.noise.guid())
        graph = GraphAnswers(request: request, now: now, requestID: id)
    }

    func run(_ tenant: inout Tenant) -> Outcome {
        switch strike(&tenant) {
        case nil: return .reply(reply(&tenant))
        case .lostRequest: return .close
        case .status(let refusal): return .reply(refuse(refusal, &tenant))
        case .lateStatus(let refusal):
            _ = reply(&tenant)
            return .reply(refuse(refusal, &tenant, counts: false))
        case .lostReply:
            _ = reply(&tenant)
            return .close
        case .stall:
            _ = reply(&tenant)
            return .stall
        }
    }

    /// The fault that was asked for, or else the one that chance brings.
    private func strike(_ tenant: inout Tenant) -> Fault.Effect? {
        guard let operation = route.operation else { return nil }
        tenant.requests[operation, default: 0] += 1
        let client = signIn?.clientID?.lowercased()
        let key = route.key ?? client.map { ObjectKey.appID($0) }
        let object = key.flatMap(tenant.objectID).flatMap { tenant.objects[$0] }
        let isSeen = route.key != nil
        return tenant.faults.take(
            operation, clientID: client,
            application: isSeen ? object.map { [$0.objectID, $0.appID] } ?? [] : [])
            ?? tenant.chance(on: object?.objectID)
    }

    private func reply(_ tenant: inout Tenant) -> Reply {
        switch route {
        case .discovery: return login.discovery(in: tenant)
        case .openIDConfiguration(let name): return login.openIDConfiguration(of: name, in: tenant)
        case .token(let name):
            return login.token(signIn ?? SignInRequest(), tenant: name, in: &tenant)
        case .endpoints, .subscriptions, .tenants: return login.management(route, in: tenant)
        case .batch: return batch(&tenant)
        case .control, .managedIdentity, .nowhere: return Reply(status: 404)
        default: return graph.answer(route, in: &tenant)
        }
    }

    private func refuse(
        _ refusal: Fault.Refusal, _ tenant: inout Tenant, counts: Bool = true
    ) -> Reply {
        if counts, let key = route.key, case .action = route { tenant.countRejection(of: key) }
        if refusal.isHTML { return .page(refusal) }
        if signIn != nil { return login.refuse(refusal.entraError, headers: refusal.headers) }
        return graph.refuse(refusal.graphError)
    }
}

extension Tenant {
    /// What goes astray by chance.
    mutating func chance(on objectID: String?) -> Fault.Effect? {
        let loss = knobs.loss
        guard loss.before > 0 || loss.after > 0 || loss.edge > 0 else { return nil }
        var dice = dice(on: objectID)
        if dice.happens(loss.edge) {
            let status = [502, 503, 504][Int(dice.next() % 3)]
            return .status(Fault.Refusal(status: status, isHTML: true))
        }
        let gateway = Fault.Refusal(status: 504)
        if dice.happens(loss.before) {
            return dice.happens(loss.gateway) ? .status(gateway) : .lostRequest
        }
        guard dice.happens(loss.after) else { return nil }
        return dice.happens(loss.gateway) ? .lateStatus(gateway) : .lostReply
    }
}
