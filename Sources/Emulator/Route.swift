/// What a path leads to.
enum Route: Equatable, Sendable {
    case discovery
    case openIDConfiguration(tenant: String)
    case token(tenant: String)
    case applications
    case application(ApplicationKey)
    case addPassword(ApplicationKey)
    case removePassword(ApplicationKey)
    case owners(ApplicationKey)
    /// When credentials last signed in; beta only.
    case signInReport
    /// A path below Graph's version that leads nowhere because of this part.
    case noSegment(String)
    /// The emulator's own paths, the parts after `_emulator`.
    case control([String])
    case nowhere

    /// Reads the parts of a path, without regard to case.
    init(_ path: [String]) {
        let names = path.map { $0.lowercased() }
        switch names.first {
        case "_emulator": self = .control(Array(path.dropFirst()))
        case "beta" where names == ["beta", "reports", "appcredentialsigninactivities"]:
            self = .signInReport
        case "v1.0", "beta": self = Self.graph(Array(path.dropFirst()))
        case "common" where names == ["common", "discovery", "instance"]: self = .discovery
        case let tenant?: self = Self.login(tenant, Array(names.dropFirst()))
        case nil: self = .nowhere
        }
    }

    private static func login(_ tenant: String, _ rest: [String]) -> Route {
        switch rest {
        case ["v2.0", ".well-known", "openid-configuration"]: .openIDConfiguration(tenant: tenant)
        case ["oauth2", "v2.0", "token"]: .token(tenant: tenant)
        default: .nowhere
        }
    }

    private static func graph(_ path: [String]) -> Route {
        guard let first = path.first else { return .noSegment("") }
        let name = first.lowercased()
        guard name == "applications" || name.hasPrefix("applications(") else {
            return .noSegment(first)
        }
        var rest = path.dropFirst()
        let key: ApplicationKey
        if name == "applications" {
            guard let id = rest.popFirst() else { return .applications }
            key = .objectID(id)
        } else {
            let parentheses = first.dropFirst("applications".count)
            guard let inside = ApplicationKey(inParentheses: parentheses) else {
                return .noSegment(first)
            }
            key = inside
        }
        return action(rest.first, on: key, isLast: rest.count < 2)
    }

    private static func action(_ name: String?, on key: ApplicationKey, isLast: Bool) -> Route {
        guard let name else { return .application(key) }
        let bare = name.lowercased().trimmingPrefix("microsoft.graph.")
        return switch bare {
        case "addpassword" where isLast: .addPassword(key)
        case "removepassword" where isLast: .removePassword(key)
        case "owners" where isLast: .owners(key)
        default: .noSegment(name)
        }
    }
}

extension Route {
    /// The kind of request for counting and faults; nil for what is neither.
    var operation: Operation? {
        switch self {
        case .token: .token
        case .applications: .applications
        case .application: .application
        case .addPassword: .addPassword
        case .removePassword: .removePassword
        default: nil
        }
    }

    /// The application the path names.
    var key: ApplicationKey? {
        switch self {
        case .application(let key), .addPassword(let key), .removePassword(let key),
            .owners(let key):
            key
        default: nil
        }
    }
}

extension ApplicationKey {
    /// Reads `('object id')` or `(appId='client id')`.
    init?(inParentheses text: some StringProtocol) {
        guard text.hasPrefix("("), text.hasSuffix("')") else { return nil }
        let inner = text.dropFirst().dropLast(2)
        guard let quote = inner.firstIndex(of: "'") else { return nil }
        let value = String(inner[inner.index(after: quote)...])
        switch inner[..<quote].lowercased() {
        case "": self = .objectID(value)
        case "appid=": self = .appID(value)
        default: return nil
        }
    }
}
