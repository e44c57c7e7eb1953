/// An issuer that remembers whether its connection worked during one visit.
final class WatchedIssuer: Issuer {
    private let inner: any Issuer
    /// Who answered.
    private(set) var answers: Side = []
    /// Calls in a row, up to the last one, at which the connection failed.
    private(set) var failures = 0
    /// How the last call failed, where that was the connection's fault.
    private(set) var trouble: IssuerError?
    /// With whom that call was.
    private(set) var troubled: Side = []

    /// One of the two services on the other side.
    struct Side: OptionSet {
        let rawValue: Int

        static let signIn = Side(rawValue: 1)
        /// Nothing works there without a token: an answer speaks for both.
        static let graph = Side(rawValue: 3)
    }

    init(_ inner: any Issuer) {
        self.inner = inner
    }

    var connection: String { inner.connection }
    var identity: String { inner.identity }

    func serverTime() throws(IssuerError) -> Instant {
        try watch(.signIn) { () throws(IssuerError) in try inner.serverTime() }
    }

    func application(_ reference: ApplicationReference) throws(IssuerError) -> Application {
        try watch(.graph) { () throws(IssuerError) in try inner.application(reference) }
    }

    func applications() throws(IssuerError) -> [Application] {
        try watch(.graph) { () throws(IssuerError) in try inner.applications() }
    }

    func standing(of application: Application) throws(IssuerError) -> Standing {
        try watch(.graph) { () throws(IssuerError) in try inner.standing(of: application) }
    }

    func mint(_ request: MintRequest) throws(IssuerError) -> Minted {
        try watch(.graph) { () throws(IssuerError) in try inner.mint(request) }
    }

    func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool {
        try watch(.graph) { () throws(IssuerError) in try inner.remove(keyID: keyID, from: objectID)
        }
    }

    func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof {
        try watch(.signIn) { () throws(IssuerError) in
            try inner.prove(clientID: clientID, value: value)
        }
    }

    /// Begins anew, once what happened is on record.
    func forget() {
        answers = []
        failures = 0
        trouble = nil
    }

    private func watch<Result>(
        _ side: Side, _ body: () throws(IssuerError) -> Result
    ) throws(IssuerError) -> Result {
        do throws(IssuerError) {
            let result = try body()
            settle(nil, side)
            return result
        } catch {
            settle(error, side)
            throw error
        }
    }

    /// A lost answer to a write shows neither.
    private func settle(_ error: IssuerError?, _ side: Side) {
        if case .noAnswer = error { return }
        guard let error, error.isOfConnection else {
            answers.formUnion(side)
            if side.isSuperset(of: troubled) { (failures, trouble) = (0, nil) }
            return
        }
        failures += 1
        trouble = error
        troubled = side
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
