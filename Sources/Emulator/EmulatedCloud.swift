import Rotation
import Synchronization

/// A tenant with its clock: turns a request into what happens to it.
final class EmulatedCloud: Sendable {
    let clock: EmulatorClock
    /// What a request to the App Service endpoint must carry in `X-IDENTITY-HEADER`.
    let identityHeader: String
    private let arcFolder: String?
    private let state: Mutex<State>

    private struct State: Sendable {
        var tenant: Tenant
        /// The last challenge of the Arc agent.
        var challenge: String?
        /// Made when it is first needed.
        var issuer: BuiltInIssuer?
    }

    /// Makes a tenant; `address` is where its own issuer answers.
    ///
    /// - Throws: ``EmulatorError/unusable(what:why:)`` for a certificate that is none, or knobs.
    init(_ original: EmulatorConfiguration, address: String) throws(EmulatorError) {
        var configuration = original
        for index in configuration.federatedCredentials.indices
        where configuration.federatedCredentials[index].issuer == nil {
            configuration.federatedCredentials[index].issuer = "\(address)/_emulator/issuer"
        }
        try configuration.check()
        clock = EmulatorClock(configuration.clock)
        arcFolder = configuration.arcFolder
        var generator = SeededGenerator(seed: configuration.seed ^ 0x4D53_4900)
        identityHeader = generator.guid().replacing("-", with: "").uppercased()
        var tenant = Tenant(configuration, now: clock.now)
        if let knobs = try configuration.knobs() {
            do throws(Knobs.Wrong) {
                try tenant.knobs.apply(knobs)
            } catch {
                throw .unusable(what: "the knobs", why: error.message)
            }
        }
        state = Mutex(State(tenant: tenant))
    }

    /// The connection that may manage the tenant's applications.
    var connection: Tenant.Connection {
        state.withLock { $0.tenant.connection }
    }

    /// Carries out a request.
    func answer(_ request: Request) -> Outcome {
        let route = Route(request.path)
        if request.path.first?.lowercased() == "_emulator", !request.isLocal {
            return .reply(ControlAnswers(request: request, now: clock.now).forbidden)
        }
        switch route {
        case .control(["clock"]):
            return ControlAnswers(request: request, now: clock.now).clock(clock)
        case .control(let path): return .reply(control(request, path))
        case .managedIdentity(let host): return .reply(managedIdentity(request, host))
        default: return exchange(request, route)
        }
    }

    private func control(_ request: Request, _ path: [String]) -> Reply {
        let answers = ControlAnswers(request: request, now: clock.now)
        if path.first == "issuer" {
            guard let issuer = builtInIssuer() else { return Reply(status: 500) }
            return answers.answer(path.dropFirst(), by: issuer)
        }
        return state.withLock { answers.answer(path, in: &$0.tenant) }
    }

    private func managedIdentity(_ request: Request, _ host: ManagedHost) -> Reply {
        let now = clock.now
        let identity = ManagedIdentity(
            request: request, now: now, identityHeader: identityHeader, arcFolder: arcFolder)
        return state.withLock { identity.answer(host, &$0.challenge, in: &$0.tenant) }
    }

    private func exchange(_ request: Request, _ route: Route) -> Outcome {
        var signIn: SignInRequest?
        if case .token = route { signIn = signInRequest(request) }
        return state.withLock { state in
            let now = clock.now + .seconds(Int64(state.tenant.knobs.skew))
            return Exchange(
                request: request, route: route, signIn: signIn, now: now, tenant: &state.tenant
            ).run(&state.tenant)
        }
    }

    /// The sign-in with the keys of the assertion's issuer, which are fetched while nobody waits
    /// for the tenant.
    private func signInRequest(_ request: Request) -> SignInRequest {
        var signIn = SignInRequest(request)
        let issuer = signIn.assertion.flatMap { JWT($0) }?.claims["iss"]?.string
        guard let issuer, issuer.contains("://") else { return signIn }
        if issuer == "\(request.origin.text)/_emulator/issuer" {
            signIn.issuerKeys = builtInIssuer().map { IssuerKeys($0.keySet) }
        } else {
            signIn.issuerKeys = IssuerKeys.fetch(issuer)
        }
        return signIn
    }

    private func builtInIssuer() -> BuiltInIssuer? {
        if let issuer = state.withLock({ $0.issuer }) { return issuer }
        guard let fresh = try? BuiltInIssuer() else { return nil }
        return state.withLock { state in
            let issuer = state.issuer ?? fresh
            state.issuer = issuer
            return issuer
        }
    }
}
