import Rotation

/// One request to Graph.
struct Call {
    /// What is wanted, as error texts say it.
    let action: String
    /// What is asked about, as error texts name it.
    let what: String
    var objectID: String?
    var isWrite = false
    /// Of what kind it is, where faults may be set for it.
    var operation: Operation?

    init(
        _ action: String, what: String, about objectID: String? = nil, isWrite: Bool = false,
        _ operation: Operation? = nil
    ) {
        self.operation = operation
        self.action = action
        self.what = what
        self.objectID = objectID
        self.isWrite = isWrite
    }

    /// The error of a request that was sent and not answered.
    func lost(_ why: String) -> IssuerError {
        isWrite ? .noAnswer(action: action, why: why) : .unreachable(action: action, why: why)
    }
}

extension TenantIssuer {
    typealias Body<Answer> = (inout Tenant, Requester, Instant) throws(GraphError) -> Answer

    /// Makes one request, as far as chance and the weather let it arrive.
    func ask<Answer>(_ call: Call, _ body: Body<Answer>) throws(IssuerError) -> Answer {
        guard !weather.contains(.graphDown) else {
            requests += 1
            throw .unreachable(action: call.action, why: "could not connect to the server")
        }
        let caller = try caller()
        requests += 1
        guard !weather.contains(.throttled) else {
            throw .throttled(action: call.action, retryAfter: .seconds(60))
        }
        defer { tell() }
        switch strike(call) {
        case .lostRequest: throw call.lost("the connection was closed")
        case .status(let refusal): throw call.lost("HTTP \(refusal.status)")
        case .lostReply, .lateStatus, .stall:
            _ = try? carryOut(call, caller, body)
            throw call.lost("the answer was lost")
        case nil:
            do throws(GraphError) {
                return try carryOut(call, caller, body)
            } catch {
                throw error.issuerError(call)
            }
        }
    }

    /// What goes wrong with a request: what was set, or what chance brings.
    private func strike(_ call: Call) -> Fault.Effect? {
        if let operation = call.operation {
            let set = tenant.faults.take(operation, clientID: nil, application: [])
            if let set { return set }
        }
        return tenant.chance(on: call.objectID)
    }

    private func carryOut<Answer>(
        _ call: Call, _ caller: Requester, _ body: Body<Answer>
    ) throws(GraphError) -> Answer {
        let now = clock.now()
        let isPersonal = call.isWrite && tenant.objects[call.objectID ?? ""]?.isPersonal ?? false
        _ = try tenant.charge(
            Cost(isWrite: call.isWrite, isPersonal: isPersonal), to: caller, now: now)
        return try body(&tenant, caller, now)
    }

    /// Tells what was written, once nobody works on the tenant any more.
    private func tell() {
        while !news.isEmpty {
            let item = news.removeFirst()
            item.secret.removedAt == nil
                ? onMint(item.secret, item.objectID) : onRemove(item.secret, item.objectID)
        }
    }
}

extension GraphError {
    /// What it means for the one who made `call`; as the client over HTTP reads it.
    func issuerError(_ call: Call) -> IssuerError {
        let why = "\(code): \(message)"
        switch status {
        case 400 where message.contains("due to concurrent requests"), 409, 412:
            return .conflict(action: call.action)
        case 400 where code == "CredentialInvalidLifetimeAsPerAppPolicy":
            return .refused(action: call.action, why: why, recovery: .fixPolicy)
        case 400: return .refused(action: call.action, why: why, recovery: badRequestRecovery)
        case 403 where code.hasSuffix("Exceeded"):
            return .refused(action: call.action, why: why, recovery: .fixAccess)
        case 401, 403: return .denied(action: call.action, why: why)
        case 404: return .notFound(what: call.what)
        case 429:
            let header = headers.first { $0.name == "Retry-After" }.flatMap { Int64($0.value) }
            return .throttled(action: call.action, retryAfter: header.map { .seconds($0) })
        default: return call.lost(why)
        }
    }

    private var badRequestRecovery: Recovery {
        let isBlocked =
            code.hasSuffix("AsPerAppPolicy") || code.hasPrefix("CannotUpdateLocked")
            || message.contains("can only add a maximum of")
        return isBlocked ? .fixAccess : .inspect
    }

    /// Whether `removePassword` knows no such key, or not yet.
    var isNoSuchCredential: Bool {
        status == 400 && message.contains("No password credential found")
    }
}

extension EntraError {
    /// Nobody answers for now.
    static let unavailable = Self(
        status: 503, error: "temporarily_unavailable", code: 90_033,
        text: "A transient error has occurred. Please try again.")

    private var summary: String { "AADSTS\(code): \(text.prefix { $0 != "." })" }

    /// Whether a new secret, or that of a new application, is refused so as well.
    private var isOfCredential: Bool { [7_000_215, 7_000_222, 700_016].contains(code) }

    /// What it means for a connection's own sign-in.
    func issuerError(_ action: String, of connection: String) -> IssuerError {
        if code == 50_196 { return .throttled(action: action, retryAfter: .minutes(5)) }
        if status >= 500 { return .unreachable(action: action, why: summary) }
        return .signInRefused(connection: connection, why: summary)
    }

    /// What it means for a sign-in with a new secret.
    func proof(_ action: String) throws(IssuerError) -> Proof {
        if code == 50_196 { return .pause(.minutes(5), why: summary) }
        if status >= 500 { throw .unreachable(action: action, why: summary) }
        if isOfCredential { return .notYet(why: summary) }
        throw .refused(action: action, why: summary, recovery: .fixAccess)
    }
}
