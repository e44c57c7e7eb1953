import Rotation

/// One Entra tenant: its applications, their client secrets and the tokens it issued.
///
/// A plain value that knows no network and no clock: every operation is given the time.
struct Tenant: Sendable {
    let id: String
    /// The name that texts of the sign-in service use.
    let name = "Contoso"
    let connection: Connection
    var lag = Lag()
    var faults = FaultList()
    /// Requests received, by operation.
    var requests: [Operation: Int] = [:]
    /// By object id, in lower case.
    var applications: [String: DirectoryApplication] = [:]
    /// Object ids in the order of creation; deleted ones stay in their place.
    var order: [String] = []
    var objectIDs: [String: String] = [:]
    var tokens = TokenList()
    var signIns = SignInLog()
    /// The source of ids and secrets, used for nothing else, so that reads do not shift them.
    var identities: SeededGenerator
    /// The source of request ids and fractions of a second.
    var noise: SeededGenerator

    /// The service principal that manages the tenant's applications.
    struct Connection: Sendable {
        let clientID: String
        let clientSecret: String
        let servicePrincipalID = "33333333-3333-4333-8333-333333333333"
        let permission: EmulatorConfiguration.Permission
        let readsReports: Bool
    }

    init(_ configuration: EmulatorConfiguration, now: Instant) {
        var identities = SeededGenerator(seed: configuration.seed)
        let secret = configuration.clientSecret ?? identities.secret()
        self.identities = identities
        noise = SeededGenerator(seed: configuration.seed ^ 0xA5A5_A5A5_A5A5_A5A5)
        id = configuration.tenantID.lowercased()
        connection = Connection(
            clientID: configuration.clientID.lowercased(),
            clientSecret: secret,
            permission: configuration.permission,
            readsReports: configuration.readsReports)
        for application in configuration.applications { seed(application, now: now) }
    }

    private mutating func seed(_ seeded: SeededApplication, now: Instant) {
        let created = now - .days(335)
        let objectID = insert(
            Properties(
                displayName: seeded.displayName, signInAudience: seeded.signInAudience,
                tags: seeded.tags),
            objectID: seeded.objectID, appID: seeded.appID,
            owners: seeded.isOwned ? [connection.servicePrincipalID] : [], at: created)
        for name in seeded.secrets {
            append(
                PasswordTerms(
                    displayName: name, start: Timestamp(created),
                    end: Timestamp(created).adding(years: 1)),
                to: objectID, createdBy: "seed", at: created)
        }
    }

    /// Adds an application and gives its object id.
    mutating func insert(
        _ properties: Properties, objectID: String? = nil, appID: String? = nil,
        owners: Set<String>, at instant: Instant
    ) -> String {
        let objectID = objectID?.lowercased() ?? identities.guid()
        let appID = appID?.lowercased() ?? identities.guid()
        applications[objectID] = DirectoryApplication(
            objectID: objectID, appID: appID, createdAt: stamp(instant), addedAt: instant,
            owners: owners, properties: properties)
        objectIDs[appID] = objectID
        order.append(objectID)
        return objectID
    }

    /// An instant with a fraction of a second, as the directory stamps what it is given no time for.
    mutating func stamp(_ instant: Instant) -> Timestamp {
        Timestamp(instant, fraction: Int64.random(in: 0..<10_000_000, using: &noise))
    }

    /// The object id of the application a key names, whether or not it exists at present.
    func objectID(of key: ApplicationKey) -> String? {
        switch key {
        case .objectID(let id): applications[id.lowercased()]?.objectID
        case .appID(let id): objectIDs[id.lowercased()]
        }
    }
}

/// How long writes take to be seen, in seconds of the emulator's time.
struct Lag: Equatable, Sendable {
    /// A new client secret is refused for this long.
    var accept = 0
    /// Reads show a write only after this long.
    var read = 0
    /// A removed client secret goes on signing in for this long.
    var refuse = 0
    /// The report of sign-ins shows them only after this long.
    var report = 0
}

/// The kinds of request that are counted and can be made to fail.
enum Operation: String, CaseIterable, Sendable {
    case token
    case application
    case applications
    case addPassword
    case removePassword
}
