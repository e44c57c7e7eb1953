/// What a path leads to.
enum Route: Equatable, Sendable {
    case discovery
    case openIDConfiguration(tenant: String)
    case token(tenant: String)
    case objects(Kind)
    case count(Kind)
    case object(ObjectKey)
    case action(Action, ObjectKey)
    case owners(ObjectKey)
    /// References to the owners, or to the one of that id.
    case ownerReference(ObjectKey, String?)
    case federated(ObjectKey)
    /// A federated credential by its id or name.
    case federatedCredential(ObjectKey, String)
    case deletedObjects(Kind)
    case deletedObject(String)
    case restore(String)
    case batch
    case organization
    case managementPolicy
    /// Policies that were made for one application; there are none here.
    case managementPolicies(ObjectKey)
    /// When credentials last signed in; beta only.
    case signInReport
    /// A path below Graph's version that leads nowhere because of this part.
    case noSegment(String)
    case managedIdentity(ManagedHost)
    /// The addresses of the cloud, as Azure's resource manager gives them.
    case endpoints
    /// What a client asks the resource manager on signing in.
    case subscriptions
    case tenants
    /// The emulator's own paths, the parts after `_emulator`.
    case control([String])
    case nowhere

    enum Action: String, CaseIterable, Sendable {
        case addPassword, removePassword, addKey, removeKey
    }

    /// Reads the parts of a path, without regard to case.
    init(_ path: [String]) {
        let names = path.map { $0.lowercased() }
        switch names.first {
        case "_emulator": self = Self.own(Array(path.dropFirst()), Array(names.dropFirst()))
        case "beta" where names == ["beta", "reports", "appcredentialsigninactivities"]:
            self = .signInReport
        case "v1.0", "beta": self = Self.graph(Array(path.dropFirst()))
        case "common" where names == ["common", "discovery", "instance"]: self = .discovery
        case "metadata" where names == ["metadata", "identity", "oauth2", "token"]:
            self = .managedIdentity(.machine)
        case "metadata" where names == ["metadata", "endpoints"]: self = .endpoints
        case "subscriptions" where names.count == 1: self = .subscriptions
        case "tenants" where names.count == 1: self = .tenants
        case let tenant?: self = Self.login(tenant, Array(names.dropFirst()))
        case nil: self = .nowhere
        }
    }

    private static func own(_ path: [String], _ names: [String]) -> Route {
        switch names {
        case ["app-service", "token"]: .managedIdentity(.appService)
        case ["arc", "token"]: .managedIdentity(.arc)
        default: .control(path)
        }
    }

    private static func login(_ tenant: String, _ rest: [String]) -> Route {
        switch rest {
        case ["v2.0", ".well-known", "openid-configuration"]: .openIDConfiguration(tenant: tenant)
        case ["oauth2", "v2.0", "token"]: .token(tenant: tenant)
        default: .nowhere
        }
    }
}

extension Route {
    private static func graph(_ path: [String]) -> Route {
        guard let first = path.first else { return .noSegment("") }
        let rest = Array(path.dropFirst())
        let name = first.lowercased()
        for kind in Kind.allCases {
            let collection = kind.collection.lowercased()
            if name == collection { return objects(kind, rest) }
            guard name.hasPrefix(collection + "(") else { continue }
            let key = ObjectKey(inParentheses: first.dropFirst(collection.count), kind)
            return key.map { member(of: $0, rest) } ?? .noSegment(first)
        }
        switch (name, rest.count) {
        case ("$batch", 0): return .batch
        case ("organization", 0): return .organization
        case ("policies", 1) where rest[0].lowercased() == "defaultappmanagementpolicy":
            return .managementPolicy
        case ("directory", 2...): return deleted(rest)
        default: return .noSegment(first)
        }
    }

    private static func objects(_ kind: Kind, _ path: [String]) -> Route {
        guard let id = path.first else { return .objects(kind) }
        if id.lowercased() == "$count", path.count == 1 { return .count(kind) }
        return member(of: .objectID(id, kind), Array(path.dropFirst()))
    }

    private static func member(of key: ObjectKey, _ path: [String]) -> Route {
        guard let name = path.first else { return .object(key) }
        let rest = path.dropFirst().map { $0 }
        let bare = name.lowercased().trimmingPrefix("microsoft.graph.")
        if let action = Action.allCases.first(where: { $0.rawValue.lowercased() == bare }) {
            return rest.isEmpty ? .action(action, key) : .noSegment(name)
        }
        let isReference = rest.last?.lowercased() == "$ref"
        switch (bare, rest.count) {
        case ("owners", 0): return .owners(key)
        case ("owners", 1) where isReference: return .ownerReference(key, nil)
        case ("owners", 2) where isReference: return .ownerReference(key, rest[0])
        case ("federatedidentitycredentials", 0) where key.kind == .application:
            return .federated(key)
        case ("appmanagementpolicies", 0) where key.kind == .application:
            return .managementPolicies(key)
        case ("federatedidentitycredentials", 1) where key.kind == .application:
            return .federatedCredential(key, rest[0])
        default: return .noSegment(name)
        }
    }

    private static func deleted(_ path: [String]) -> Route {
        guard path[0].lowercased() == "deleteditems" else { return .noSegment(path[0]) }
        let name = path[1].lowercased().trimmingPrefix("microsoft.graph.")
        let kind = Kind.allCases.first { $0.rawValue.lowercased() == name }
        switch (kind, path.count) {
        case (let kind?, 2): return .deletedObjects(kind)
        case (nil, 2): return .deletedObject(path[1])
        case (nil, 3) where path[2].lowercased() == "restore": return .restore(path[1])
        default: return .noSegment(path[path.count - 1])
        }
    }
}

extension Route {
    /// The kind of request for counting and faults; nil for what is neither.
    var operation: Operation? {
        switch self {
        case .token: .token
        case .objects(.application), .count(.application): .applications
        case .objects(.servicePrincipal), .count(.servicePrincipal): .servicePrincipals
        case .object(let key): key.kind == .application ? .application : .servicePrincipal
        case .action(let action, _): Operation(rawValue: action.rawValue)
        case .owners, .ownerReference: .owners
        case .federated, .federatedCredential: .federated
        case .deletedObjects, .deletedObject, .restore: .deletedItems
        case .batch: .batch
        case .organization, .managementPolicy, .managementPolicies, .signInReport: .other
        case .discovery, .openIDConfiguration, .noSegment, .managedIdentity, .endpoints,
            .subscriptions, .tenants, .control, .nowhere:
            nil
        }
    }

    /// The object the path names.
    var key: ObjectKey? {
        switch self {
        case .object(let key), .action(_, let key), .owners(let key),
            .ownerReference(let key, _), .federated(let key), .federatedCredential(let key, _),
            .managementPolicies(let key):
            key
        default: nil
        }
    }

    /// Whether Graph answers it.
    var isGraph: Bool {
        if case .noSegment = self { return true }
        return operation != nil && operation != .token
    }
}

extension ObjectKey {
    /// Reads `('object id')` or `(appId='client id')`.
    init?(inParentheses text: some StringProtocol, _ kind: Kind) {
        guard text.hasPrefix("("), text.hasSuffix("')") else { return nil }
        let inner = text.dropFirst().dropLast(2)
        guard let quote = inner.firstIndex(of: "'") else { return nil }
        let value = String(inner[inner.index(after: quote)...])
        switch inner[..<quote].lowercased() {
        case "": self = .objectID(value, kind)
        case "appid=": self = .appID(value, kind)
        default: return nil
        }
    }
}
