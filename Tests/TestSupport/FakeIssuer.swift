package import Rotation

/// A tenant in memory: what an issuer should do, without a network.
package final class FakeIssuer: Issuer {
    package let connection = "default"
    package let identity = "22222222-2222-4222-8222-222222222222"
    package var tenant: [String: Application] = [:]
    /// Values by key id, of live credentials.
    package private(set) var values: [String: SecretValue] = [:]
    package private(set) var mints: [MintRequest] = []
    package private(set) var removals: [String] = []
    package private(set) var proofs = 0
    package private(set) var reads = 0
    package private(set) var timeReads = 0
    package let clock: ManualClock

    /// What is said beside every application.
    package var standing = Standing()
    /// How far the server's clock is ahead.
    package var skew = Duration.zero
    /// How long after its mint a credential signs in.
    package var acceptanceLag = Duration.zero
    /// Errors for the next calls, in order; nil lets one through.
    package var mintErrors: [IssuerError?] = []
    package var readErrors: [IssuerError?] = []
    package var removeErrors: [IssuerError?] = []
    package var proofAnswers: [Result<Proof, IssuerError>] = []
    package var signInErrors: [IssuerError?] = []
    /// What every call fails with at a time; nil: none does.
    package var outage: (Instant) -> IssuerError? = { _ in nil }
    /// Applications that listings lack.
    package var unlisted: Set<String> = []
    /// Whether a mint that ends in an error was applied all the same.
    package var appliesFailedMints = false
    /// Called in the middle of a mint, after it was applied.
    package var whileMinting: () -> Void = {}

    private var mintedAt: [String: Instant] = [:]

    package init(clock: ManualClock) {
        self.clock = clock
    }

    package func serverTime() throws(IssuerError) -> Instant {
        timeReads += 1
        try fail(&signInErrors)
        return clock.now() + skew
    }

    package func application(
        _ reference: ApplicationReference
    ) throws(IssuerError) -> Application {
        reads += 1
        try fail(&readErrors)
        let match = tenant.values.first {
            $0.objectID == reference.objectID || $0.clientID == reference.clientID
        }
        guard let match else { throw .notFound(what: "application with \(reference)") }
        return match
    }

    package func applications() throws(IssuerError) -> [Application] {
        try fail(&readErrors)
        return tenant.values.filter { !unlisted.contains($0.objectID) }
            .sorted { $0.objectID < $1.objectID }
    }

    package func standing(of application: Application) throws(IssuerError) -> Standing {
        standing
    }

    package func mint(_ request: MintRequest) throws(IssuerError) -> Minted {
        mints.append(request)
        if let error = outage(clock.now()) { throw error }
        let error = mintErrors.isEmpty ? nil : mintErrors.removeFirst()
        guard tenant[request.objectID] != nil else {
            throw .notFound(what: "application \(request.objectID)")
        }
        if let error, !appliesFailedMints { throw error }
        let value = SecretValue("value-of-\(request.keyID)")
        let credential = RemoteCredential(
            keyID: request.keyID, displayName: request.marker, startsAt: clock.now(),
            endsAt: request.endsAt, hint: "val")
        tenant[request.objectID]?.credentials.insert(credential, at: 0)
        values[credential.keyID] = value
        mintedAt[credential.keyID] = clock.now()
        whileMinting()
        if let error { throw error }
        return Minted(
            keyID: request.keyID, value: value, startsAt: clock.now(), endsAt: request.endsAt,
            hint: "val")
    }

    package func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool {
        removals.append(keyID)
        try fail(&removeErrors)
        guard values.removeValue(forKey: keyID) != nil else { return false }
        tenant[objectID]?.credentials.removeAll { $0.keyID == keyID }
        return true
    }

    package func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof {
        proofs += 1
        if let error = outage(clock.now()) { throw error }
        if !proofAnswers.isEmpty { return try proofAnswers.removeFirst().get() }
        guard let keyID = values.first(where: { $0.value == value })?.key,
            let since = mintedAt[keyID], since + acceptanceLag <= clock.now()
        else { return .notYet(why: "AADSTS7000215: invalid client secret") }
        return .accepted
    }

    /// Puts a credential of somebody else on an application.
    package func addForeign(keyID: String, named name: String?, to objectID: String) {
        let credential = RemoteCredential(
            keyID: keyID, displayName: name, endsAt: clock.now() + .days(90))
        tenant[objectID]?.credentials.append(credential)
        values[credential.keyID] = SecretValue("foreign-\(keyID)")
    }

    private func fail(_ errors: inout [IssuerError?]) throws(IssuerError) {
        if let error = outage(clock.now()) { throw error }
        guard !errors.isEmpty, let error = errors.removeFirst() else { return }
        throw error
    }
}
