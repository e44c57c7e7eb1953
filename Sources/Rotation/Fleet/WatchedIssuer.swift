/// An issuer that remembers whether its connection worked during one visit.
final class WatchedIssuer: Issuer {
    private let inner: any Issuer
    /// Whether the other side answered at all.
    private(set) var hasAnswered = false
    /// Calls in a row, up to the last one, at which the connection failed.
    private(set) var failures = 0
    /// How the last call failed, where that was the connection's fault.
    private(set) var trouble: IssuerError?

    init(_ inner: any Issuer) {
        self.inner = inner
    }

    var connection: String { inner.connection }
    var identity: String { inner.identity }

    func serverTime() throws(IssuerError) -> Instant {
        try watch { () throws(IssuerError) in try inner.serverTime() }
    }

    func application(_ reference: ApplicationReference) throws(IssuerError) -> Application {
        try watch { () throws(IssuerError) in try inner.application(reference) }
    }

    func applications() throws(IssuerError) -> [Application] {
        try watch { () throws(IssuerError) in try inner.applications() }
    }

    func standing(of application: Application) throws(IssuerError) -> Standing {
        try watch { () throws(IssuerError) in try inner.standing(of: application) }
    }

    func mint(_ request: MintRequest) throws(IssuerError) -> Minted {
        try watch { () throws(IssuerError) in try inner.mint(request) }
    }

    func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool {
        try watch { () throws(IssuerError) in try inner.remove(keyID: keyID, from: objectID) }
    }

    func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof {
        try watch { () throws(IssuerError) in
            try inner.prove(clientID: clientID, value: value)
        }
    }

    /// Begins anew, once what happened is on record.
    func forget() {
        hasAnswered = false
        failures = 0
        trouble = nil
    }

    private func watch<Result>(
        _ body: () throws(IssuerError) -> Result
    ) throws(IssuerError) -> Result {
        do throws(IssuerError) {
            let result = try body()
            settle(nil)
            return result
        } catch {
            settle(error)
            throw error
        }
    }

    /// A lost answer to a write shows neither.
    private func settle(_ error: IssuerError?) {
        if case .noAnswer = error { return }
        guard let error, error.isOfConnection else {
            forget()
            hasAnswered = true
            return
        }
        failures += 1
        trouble = error
    }
}

extension IssuerError {
    /// Whether every call over the connection would fail like this one.
    var isOfConnection: Bool {
        switch self {
        case .unreachable, .throttled, .signInRefused: true
        case .noAnswer, .conflict, .denied, .notFound, .refused: false
        }
    }
}
