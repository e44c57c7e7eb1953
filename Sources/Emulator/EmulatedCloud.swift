import Rotation
import Synchronization

/// A tenant with its clock: turns a request into what happens to it.
final class EmulatedCloud: Sendable {
    let clock: EmulatorClock
    private let tenant: Mutex<Tenant>

    init(_ configuration: EmulatorConfiguration) {
        clock = EmulatorClock(configuration.clock)
        tenant = Mutex(Tenant(configuration, now: clock.now))
    }

    /// The connection that may manage the tenant's applications.
    var connection: Tenant.Connection {
        tenant.withLock { $0.connection }
    }

    /// Carries out a request.
    func answer(_ request: Request) -> Outcome {
        let route = Route(request.path)
        let now = clock.now
        if case .control(let path) = route {
            let answers = ControlAnswers(request: request, now: now)
            if path == ["clock"] { return answers.clock(clock) }
            return tenant.withLock { .reply(answers.answer(path, in: &$0)) }
        }
        return tenant.withLock { tenant in
            Exchange(request: request, route: route, now: now, tenant: &tenant).run(&tenant)
        }
    }
}

/// One request to the sign-in service or to Graph, with the faults that may strike it.
private struct Exchange {
    let request: Request
    let route: Route
    let login: LoginAnswers
    let graph: GraphAnswers
    let signIn: SignInRequest?

    init(request: Request, route: Route, now: Instant, tenant: inout Tenant) {
        self.request = request
        self.route = route
        let id = tenant.noise.guid()
        login = LoginAnswers(
            request: request, now: now, requestID: id, correlationID: tenant.noise.guid())
        graph = GraphAnswers(request: request, now: now, requestID: id)
        if case .token = route { signIn = SignInRequest(request) } else { signIn = nil }
    }

    func run(_ tenant: inout Tenant) -> Outcome {
        switch fault(&tenant) {
        case nil: return .reply(reply(&tenant))
        case .lostRequest: return .close
        case .status(let refusal): return .reply(refuse(refusal, &tenant))
        case .lostReply:
            _ = reply(&tenant)
            return .close
        case .stall:
            _ = reply(&tenant)
            return .stall
        }
    }

    private func fault(_ tenant: inout Tenant) -> Fault.Effect? {
        guard let operation = route.operation else { return nil }
        tenant.requests[operation, default: 0] += 1
        let ids = route.key.flatMap(tenant.objectID).flatMap { tenant.applications[$0] }
        return tenant.faults.take(
            operation, clientID: signIn?.clientID?.lowercased(),
            application: ids.map { [$0.objectID, $0.appID] } ?? [])
    }

    private func reply(_ tenant: inout Tenant) -> Reply {
        switch route {
        case .discovery: return login.discovery(in: tenant)
        case .openIDConfiguration(let name): return login.openIDConfiguration(of: name, in: tenant)
        case .token(let name):
            return login.token(signIn ?? SignInRequest(), tenant: name, in: &tenant)
        case .applications, .application, .addPassword, .removePassword, .owners, .signInReport,
            .noSegment:
            return graph.answer(route, in: &tenant)
        case .control, .nowhere: return Reply(status: 404)
        }
    }

    private func refuse(_ refusal: Fault.Refusal, _ tenant: inout Tenant) -> Reply {
        if let key = route.key, route.operation != .application { tenant.countRejection(of: key) }
        if refusal.isHTML { return .page(refusal) }
        if signIn != nil { return login.refuse(refusal.entraError, headers: refusal.headers) }
        return graph.refuse(refusal.graphError)
    }
}
