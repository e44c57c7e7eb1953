package import Rotation

/// An issuer over a tenant in this process, without a network: for simulations.
///
/// The tenant answers, lags and loses requests as its profile says; what its answers mean is what
/// they mean over HTTP. Requests take no time.
package final class TenantIssuer: Issuer {
    package let connection = "default"
    package let identity: String
    /// What strikes all requests at present.
    package var weather: Weather = []
    /// Told of each client secret that was made, with the object id of its application.
    package var onMint: (TenantSecret, String) -> Void = { _, _ in }
    /// Told of each client secret that was removed, with the object id of its application.
    package var onRemove: (TenantSecret, String) -> Void = { _, _ in }
    /// Requests so far, those included that never arrived.
    package internal(set) var requests = 0
    var tenant: Tenant
    /// Sign-ins that were accepted, by key id.
    var successes: [String: Int] = [:]
    /// What was written and not told yet.
    var news: [(secret: TenantSecret, objectID: String)] = []
    let clock: any Clock
    private let signIn: SignInRequest
    private var token: (caller: Requester, expiresAt: Instant)?

    /// What the whole service does, beside what befalls single requests.
    package struct Weather: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// Graph cannot be reached.
        package static let graphDown = Weather(rawValue: 1)
        /// Nobody can sign in.
        package static let signInDown = Weather(rawValue: 2)
        /// Graph answers nothing but 429.
        package static let throttled = Weather(rawValue: 4)
    }

    /// Founds a tenant; its time is `clock`'s.
    package init(_ configuration: EmulatorConfiguration, clock: any Clock) {
        tenant = Tenant(configuration, now: clock.now())
        identity = tenant.connection.clientID
        signIn = SignInRequest(
            grant: "client_credentials", clientID: tenant.connection.clientID,
            secret: tenant.connection.clientSecret, scope: "https://graph.microsoft.com/.default")
        self.clock = clock
    }

    /// Makes the answer to the next mint get lost, after it was carried out or before.
    package func loseMint(applied: Bool) {
        tenant.faults.add(
            Fault(on: .addPassword, effect: applied ? .lostReply : .lostRequest))
    }
}

// MARK: - Signing in

extension TenantIssuer {
    package func serverTime() throws(IssuerError) -> Instant {
        _ = try signInConnection()
        return clock.now() + .seconds(Int64(tenant.knobs.skew))
    }

    /// Who asks Graph, with a token that still is good.
    func caller() throws(IssuerError) -> Requester {
        if let token, clock.now() < token.expiresAt { return token.caller }
        return try signInConnection()
    }

    private func signInConnection() throws(IssuerError) -> Requester {
        let now = clock.now()
        let action = "sign in with connection \"\(connection)\""
        let id = tenant.connection.servicePrincipalID
        do throws(EntraError) {
            let caller = try authenticate(signIn, about: id, action)
            token = (caller, now + .hours(1))
            return caller
        } catch {
            token = nil
            throw error.issuerError(action, of: connection)
        }
    }

    package func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof {
        let action = "sign in as \(clientID) with its new secret"
        var request = signIn
        request.clientID = clientID
        request.secret = value.withBytes { String(decoding: $0, as: UTF8.self) }
        do throws(EntraError) {
            _ = try authenticate(
                request, about: tenant.objectID(of: .appID(clientID)), action)
        } catch {
            return try error.proof(action)
        }
        if let keyID = secret(with: value, of: clientID)?.keyID {
            successes[keyID, default: 0] += 1
        }
        return .accepted
    }

    /// One request to the token endpoint.
    private func authenticate(
        _ request: SignInRequest, about objectID: String?, _ action: String
    ) throws(EntraError) -> Requester {
        requests += 1
        guard !weather.contains(.signInDown) else { throw .unavailable }
        switch tenant.chance(on: objectID) {
        case .lostRequest, .status: throw .unavailable
        case .lostReply, .lateStatus, .stall:
            _ = try tenant.authenticate(request.clientID ?? "", request, now: clock.now())
            throw .unavailable
        case nil: return try tenant.authenticate(request.clientID ?? "", request, now: clock.now())
        }
    }
}

// MARK: - Graph

extension TenantIssuer {
    package func application(
        _ reference: ApplicationReference
    ) throws(IssuerError) -> Application {
        let key = ObjectKey(reference)
        let request = Call(
            "read application with \(reference)", what: "application with \(reference)",
            about: tenant.objectID(of: key))
        let found = try ask(request) { tenant, _, now throws(GraphError) in
            let view = tenant.view(of: request.objectID, now: now)
            return Application(try tenant.object(key, in: view), in: view)
        }
        guard reference.clientID ?? found.clientID == found.clientID else {
            let why = "object id \(found.objectID) belongs to \(found.clientID)"
            throw .refused(action: request.action, why: why, recovery: .fixPolicy)
        }
        return found
    }

    package func applications() throws(IssuerError) -> [Application] {
        let request = Call("list the applications", what: "the list of applications")
        return try ask(request) { tenant, _, now in
            let view = tenant.view(of: nil, now: now)
            let objects = (tenant.order[.application] ?? []).compactMap {
                tenant.objects[$0.objectID]
            }
            return objects.filter { $0.exists(in: view) }.map { Application($0, in: view) }
        }
    }

    package func standing(of application: Application) throws(IssuerError) -> Standing {
        let what = "the service principal of \"\(application.displayName)\""
        let key = ObjectKey.appID(application.clientID, .servicePrincipal)
        let request = Call("read \(what)", what: what, about: tenant.objectID(of: key))
        do throws(IssuerError) {
            return try ask(request) { tenant, _, now throws(GraphError) in
                let view = tenant.view(of: request.objectID, now: now)
                let principal = try tenant.object(key, in: view)
                let isEnabled = principal.properties(in: view)["accountEnabled"] != false
                return Standing(
                    signIn: isEnabled ? .enabled : .disabled,
                    principalCredentials: principal.passwords(in: view).map(RemoteCredential.init))
            }
        } catch .notFound {
            return Standing(signIn: .missing)
        }
    }

    package func mint(_ request: MintRequest) throws(IssuerError) -> Minted {
        let objectID = request.objectID
        let call = Call(
            "add a client secret to application \(objectID)",
            what: "application with object id \(objectID)", about: objectID, isWrite: true,
            .addPassword)
        let terms = PasswordRequest(
            displayName: request.marker, keyID: request.keyID, start: nil,
            end: Timestamp(request.endsAt))
        return try ask(call) { [self] tenant, caller, now throws(GraphError) in
            let record = try tenant.addPassword(
                terms, to: .objectID(objectID), by: caller, now: now)
            let secret = TenantSecret(record, successes: 0, in: tenant, now: now)
            news.append((secret, objectID))
            return Minted(
                keyID: record.keyID, value: SecretValue(record.value),
                startsAt: record.start.instant, endsAt: record.end.instant, hint: record.hint)
        }
    }

    package func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool {
        let call = Call(
            "remove client secret \(keyID) from application \(objectID)",
            what: "application with object id \(objectID)", about: objectID, isWrite: true)
        return try ask(call) { [self] tenant, caller, now throws(GraphError) in
            do throws(GraphError) {
                try tenant.removePassword(keyID, from: .objectID(objectID), by: caller, now: now)
            } catch  where error.isNoSuchCredential {
                return false
            }
            guard
                let record = tenant.objects[objectID]?.passwords.last(where: { $0.keyID == keyID })
            else { return true }
            let count = successes.removeValue(forKey: keyID) ?? 0
            let secret = TenantSecret(record, successes: count, in: tenant, now: now)
            news.append((secret, objectID))
            return true
        }
    }
}
