import Rotation

/// One Entra tenant: its applications and service principals, their credentials, and the tokens it
/// issued.
///
/// A plain value that knows no network and no clock: every operation is given the time. What
/// happens is decided by the seed, the knobs and the requests so far.
struct Tenant: Sendable {
    let id: String
    /// The name that texts of the sign-in service use.
    let name = "Contoso"
    let seed: UInt64
    let connection: Connection
    var knobs = Knobs()
    var faults = FaultList()
    /// Requests received, by operation.
    var requests: [Operation: Int] = [:]
    /// By object id, in lower case; deleted ones stay until nothing can restore them.
    var objects: [String: DirectoryObject] = [:]
    /// Object ids by client id, in lower case.
    var index: [Kind: [String: String]] = [:]
    /// All objects of a kind in the order of creation.
    var order: [Kind: [Place]] = [:]
    /// Deleted objects that can be restored, the earliest deleted first.
    var deleted: [String] = []
    var tokens = TokenList()
    var signIns = SignInLog()
    var usage = Usage()
    /// The source of ids and secrets, used for nothing else, so that reads do not shift them.
    var identities: SeededGenerator
    /// The source of request ids and fractions of a second.
    var noise: SeededGenerator
    private var draws: UInt64 = 0
    private var created = 0

    /// The service principal that manages the tenant's applications.
    struct Connection: Sendable {
        let clientID: String
        let clientSecret: String
        static let servicePrincipalID = "33333333-3333-4333-8333-333333333333"
        let permission: EmulatorConfiguration.Permission
        let roles: [String]
        let readsReports: Bool

        var servicePrincipalID: String { Self.servicePrincipalID }
    }

    /// An object's place in the order of creation.
    struct Place: Sendable {
        let number: Int
        let objectID: String
    }

    init(_ configuration: EmulatorConfiguration, now: Instant) {
        var identities = SeededGenerator(seed: configuration.seed)
        let secret = configuration.clientSecret ?? identities.secret()
        self.identities = identities
        seed = configuration.seed
        noise = SeededGenerator(seed: configuration.seed ^ 0xA5A5_A5A5_A5A5_A5A5)
        id = configuration.tenantID.lowercased()
        connection = Connection(
            clientID: configuration.clientID.lowercased(),
            clientSecret: secret,
            permission: configuration.permission,
            roles: configuration.roles, readsReports: configuration.readsReports)
        knobs = configuration.profile.knobs
        seedConnection(configuration, now: now)
        for application in configuration.applications { seed(application, now: now) }
    }

    /// Adds an object, and to an application its service principal if `isComplete`; gives the
    /// object id.
    @discardableResult
    mutating func insert(
        _ properties: Properties, kind: Kind = .application, objectID: String? = nil,
        appID: String? = nil, owners: [String], createdBy: String = "seed",
        isComplete: Bool = true, at instant: Instant
    ) -> String {
        let objectID = objectID?.lowercased() ?? identities.guid()
        let appID = appID?.lowercased() ?? identities.guid()
        created += 1
        objects[objectID] = DirectoryObject(
            kind: kind, objectID: objectID, appID: appID, createdAt: stamp(instant), at: instant,
            number: created, createdBy: createdBy, owners: owners, properties: properties)
        index[kind, default: [:]][appID] = objectID
        order[kind, default: []].append(Place(number: created, objectID: objectID))
        if kind == .application, isComplete {
            insert(
                properties.ofServicePrincipal, kind: .servicePrincipal,
                objectID: principalID(of: objectID), appID: appID, owners: owners,
                createdBy: createdBy, at: instant)
        }
        return objectID
    }

    /// The id of the service principal that an application is given along with it.
    private func principalID(of objectID: String) -> String {
        var generator = SeededGenerator(seed: UInt64(hashing: objectID) ^ 0x5350)
        return generator.guid()
    }

    /// An instant with a fraction of a second, as the directory stamps what it is given no time for.
    mutating func stamp(_ instant: Instant) -> Timestamp {
        Timestamp(instant, fraction: Int64.random(in: 0..<10_000_000, using: &noise))
    }

    /// The object id of the object a key names, whether or not it exists at present.
    func objectID(of key: ObjectKey) -> String? {
        switch key.id {
        case .objectID(let id):
            objects[id.lowercased()].flatMap { $0.kind == key.kind ? $0.objectID : nil }
        case .appID(let id): index[key.kind]?[id.lowercased()]
        }
    }

    /// Random numbers for one request about an object, or about none.
    ///
    /// They depend on the seed, on the object and on how many requests about it there were, not on
    /// what happens to other objects meanwhile.
    mutating func dice(on objectID: String?) -> SeededGenerator {
        guard let objectID, let place = objects.index(forKey: objectID) else {
            draws += 1
            return SeededGenerator(seed: seed &+ draws &* 0xD6E8_FEB8_6659_FD93)
        }
        objects.values[place].draws += 1
        let number = objects.values[place].draws
        let serial = objects.values[place].added.serial
        return SeededGenerator(seed: (seed ^ serial) &+ number &* 0xD6E8_FEB8_6659_FD93)
    }

    /// What the replica sees that a request about an object, or about none, happens to reach.
    mutating func view(of objectID: String?, now: Instant) -> View {
        var view = View(
            now: now, replica: 0, replicas: UInt64(max(1, knobs.replicas)), lag: knobs.lag,
            seed: seed)
        guard knobs.replicas > 1 || knobs.upperCase > 0 else { return view }
        var dice = dice(on: objectID)
        view.replica = dice.next() % view.replicas
        view.isUpperCase = dice.happens(knobs.upperCase)
        return view
    }

    /// What happened before this moment is seen by every replica.
    func settled(at now: Instant) -> Instant {
        now - .seconds(Int64(knobs.lag.longest))
    }
}

extension Properties {
    /// Those of a service principal made along with an application.
    var ofServicePrincipal: Properties {
        Properties(displayName: displayName, signInAudience: signInAudience)
    }
}

/// The kinds of request that are counted and can be made to fail.
enum Operation: String, CaseIterable, Sendable {
    case token
    case application
    case applications
    case addPassword
    case removePassword
    case addKey
    case removeKey
    case owners
    case federated
    case servicePrincipal
    case servicePrincipals
    case deletedItems
    case batch
    case other
}
