import Rotation

/// An application registration with everything that was ever done to it.
///
/// What was written stays, with its time, so that a read can be answered as of an earlier moment.
struct DirectoryApplication: Sendable {
    let objectID: String
    let appID: String
    let createdAt: Timestamp
    let addedAt: Instant
    var removedAt: Instant?
    /// Object ids of the service principals that own it.
    var owners: Set<String>
    /// Every state its properties had, oldest first; never empty.
    private(set) var versions: [Version]
    /// Every client secret it ever had, in the order they were added.
    var passwords: [PasswordRecord] = []
    var writes = Writes()

    struct Version: Sendable {
        let since: Instant
        let properties: Properties
    }

    /// Requests to change its client secrets.
    struct Writes: Sendable {
        var addPassword = 0
        var removePassword = 0
        var rejected = 0
    }

    init(
        objectID: String, appID: String, createdAt: Timestamp, addedAt: Instant,
        owners: Set<String>, properties: Properties
    ) {
        self.objectID = objectID
        self.appID = appID
        self.createdAt = createdAt
        self.addedAt = addedAt
        self.owners = owners
        versions = [Version(since: addedAt, properties: properties)]
    }

    /// The properties now.
    var properties: Properties {
        versions[versions.count - 1].properties
    }

    /// The properties a read as of that moment shows.
    func properties(asOf instant: Instant) -> Properties {
        (versions.last { $0.since <= instant } ?? versions[0]).properties
    }

    /// Keeps new properties beside the older ones.
    mutating func update(_ properties: Properties, at instant: Instant) {
        versions.append(Version(since: instant, properties: properties))
    }

    func exists(asOf instant: Instant) -> Bool {
        addedAt <= instant && (removedAt.map { $0 > instant } ?? true)
    }

    /// The client secrets a read as of that moment lists: the latest added comes first.
    func passwords(asOf instant: Instant) -> [PasswordRecord] {
        passwords.reversed().filter { $0.exists(asOf: instant) }
    }

    /// The most client secrets it may hold; audiences with personal accounts are capped.
    var passwordCap: Int? {
        switch properties.signInAudience {
        case "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount": 2
        default: nil
        }
    }
}

/// The properties of an application that a client may set.
struct Properties: Sendable {
    var displayName: String
    var signInAudience = "AzureADMyOrg"
    var tags: [String] = []
    /// Further members of the application resource, as they were sent.
    var others: [JSON.Member] = []
}

/// A client secret with its value and its history.
struct PasswordRecord: Sendable {
    /// In lower case.
    let keyID: String
    let displayName: String?
    let value: String
    let start: Timestamp
    let end: Timestamp
    /// The client id of who added it, or `seed`.
    let createdBy: String
    let addedAt: Instant
    var removedAt: Instant?

    /// What reads show of the value: its first three characters.
    var hint: String { String(value.prefix(3)) }

    func exists(asOf instant: Instant) -> Bool {
        addedAt <= instant && (removedAt.map { $0 > instant } ?? true)
    }
}

/// How a request names an application.
enum ApplicationKey: Equatable, Sendable {
    case objectID(String)
    case appID(String)

    /// The id as the request wrote it.
    var text: String {
        switch self {
        case .objectID(let id), .appID(let id): id
        }
    }
}
