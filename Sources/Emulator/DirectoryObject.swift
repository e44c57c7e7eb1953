import Rotation

/// The two kinds of directory object that hold credentials.
enum Kind: String, CaseIterable, Sendable {
    case application = "Application"
    case servicePrincipal = "ServicePrincipal"

    /// The name of the collection in paths.
    var collection: String {
        switch self {
        case .application: "applications"
        case .servicePrincipal: "servicePrincipals"
        }
    }
}

/// An application or a service principal with what was done to it of late.
///
/// What was written stays with its time for as long as a replica may not have seen it, so that a
/// read can be answered as that replica would.
struct DirectoryObject: Sendable {
    let kind: Kind
    let objectID: String
    let appID: String
    let createdAt: Timestamp
    let added: Event
    /// The place in the order of creation.
    let number: Int
    /// The client id of who made it, or `seed`.
    let createdBy: String
    var removed: Event?
    /// Object ids of those who own it, the first to become so first.
    var owners: [String]
    /// The states its properties had, oldest first; never empty.
    private(set) var versions: [Version]
    /// Client secrets in the order they were added, removed ones included for a while.
    var passwords: [PasswordRecord] = []
    /// Certificates in the order they were added, removed ones included for a while.
    var keys: [KeyRecord] = []
    var federated: [FederatedCredential] = []
    var writes = Writes()
    /// When a write to it was last accepted.
    var writtenAt: Instant?
    /// How many random draws requests about it have begun.
    var draws: UInt64 = 0
    private var events: UInt64 = 1

    struct Version: Sendable {
        let since: Event
        let properties: Properties
    }

    /// Requests to change its credentials.
    struct Writes: Sendable {
        var addPassword = 0
        var removePassword = 0
        var addKey = 0
        var removeKey = 0
        var rejected = 0
    }

    init(
        kind: Kind, objectID: String, appID: String, createdAt: Timestamp, at instant: Instant,
        number: Int, createdBy: String, owners: [String], properties: Properties
    ) {
        self.kind = kind
        self.objectID = objectID
        self.appID = appID
        self.createdAt = createdAt
        self.number = number
        self.createdBy = createdBy
        self.owners = owners
        added = Event(at: instant, serial: UInt64(hashing: objectID))
        versions = [Version(since: added, properties: properties)]
    }

    /// A new write to this object.
    mutating func event(at instant: Instant) -> Event {
        events += 1
        return Event(at: instant, serial: added.serial &+ events)
    }

    /// The properties now.
    var properties: Properties {
        versions[versions.count - 1].properties
    }

    /// The properties a read shows.
    func properties(in view: View) -> Properties {
        let channel = view.isSearch ? View.Channel.search : .read
        return (versions.last { view.sees($0.since, channel) } ?? versions[0]).properties
    }

    func exists(in view: View) -> Bool {
        view.shows(added, removed)
    }

    /// The client secrets a read lists: the latest added comes first.
    func passwords(in view: View) -> [PasswordRecord] {
        passwords.reversed().filter { view.shows($0.added, $0.removed) }
    }

    /// The certificates a read lists: the latest added comes first.
    func keys(in view: View) -> [KeyRecord] {
        keys.reversed().filter { view.shows($0.added, $0.removed) }
    }

    /// Whether it is meant for personal accounts too.
    var isPersonal: Bool {
        ["AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"]
            .contains(properties.signInAudience)
    }

    /// The most client secrets it may hold; audiences with personal accounts are capped.
    var passwordCap: Int? {
        kind == .application && isPersonal ? 2 : nil
    }

    /// How many values count towards the size of the object.
    var size: Int {
        passwords.count { $0.removed == nil } + keys.count { $0.removed == nil }
            + properties.tags.count + federated.count
    }
}

extension DirectoryObject {
    /// How many removed credentials are kept for those who ask for the truth.
    private static let maxRemoved = 16

    /// Keeps new properties beside the older ones, of which only the last may still be seen after
    /// `settled`.
    mutating func update(_ properties: Properties, at instant: Instant, settled: Instant) {
        versions.append(Version(since: event(at: instant), properties: properties))
        let oldest = versions.lastIndex { $0.since.at <= settled } ?? 0
        versions.removeFirst(oldest)
    }

    mutating func remove(at instant: Instant) {
        removed = event(at: instant)
    }

    mutating func removePassword(_ index: Int, at instant: Instant, settled: Instant) {
        passwords[index].removed = event(at: instant)
        writes.removePassword += 1
        writtenAt = instant
        prune(settled: settled)
    }

    mutating func removeKeys(_ indices: [Int], at instant: Instant, settled: Instant) {
        for index in indices { keys[index].removed = event(at: instant) }
        writtenAt = instant
        prune(settled: settled)
    }

    /// Forgets credentials that were removed before `settled`, except for the latest.
    private mutating func prune(settled: Instant) {
        let isOld = { (removed: Event?) in removed.map { $0.at <= settled } ?? false }
        var surplus = passwords.count { isOld($0.removed) } - Self.maxRemoved
        if surplus > 0 {
            passwords.removeAll { record in
                guard surplus > 0, isOld(record.removed) else { return false }
                surplus -= 1
                return true
            }
        }
        surplus = keys.count { isOld($0.removed) } - Self.maxRemoved
        if surplus > 0 {
            keys.removeAll { record in
                guard surplus > 0, isOld(record.removed) else { return false }
                surplus -= 1
                return true
            }
        }
    }
}

/// The properties of an object that a client may set.
struct Properties: Equatable, Sendable {
    var displayName: String
    var signInAudience = "AzureADMyOrg"
    var tags: [String] = []
    /// Further members of the resource, as they were sent.
    var others: [JSON.Member] = []

    /// A further member.
    subscript(name: String) -> JSON? {
        others.first { $0.name == name }?.value
    }
}

/// How a request names an object.
struct ObjectKey: Equatable, Sendable {
    var kind = Kind.application
    let id: Identifier

    enum Identifier: Equatable, Sendable {
        case objectID(String)
        case appID(String)
    }

    static func objectID(_ id: String, _ kind: Kind = .application) -> Self {
        Self(kind: kind, id: .objectID(id))
    }

    static func appID(_ id: String, _ kind: Kind = .application) -> Self {
        Self(kind: kind, id: .appID(id))
    }

    /// The id as the request wrote it.
    var text: String {
        switch id {
        case .objectID(let id), .appID(let id): id
        }
    }
}
