import Rotation

/// Who a request comes from.
struct Requester: Equatable, Sendable {
    let clientID: String
    /// Nil for an application that manages nothing.
    var servicePrincipalID: String?
    var permission: EmulatorConfiguration.Permission?
    /// Permissions beside that for applications.
    var roles: [String] = []
    var displayName: String?

    func mayChange(_ object: DirectoryObject) -> Bool {
        switch permission {
        case .all: true
        case .ownedBy: servicePrincipalID.map(object.owners.contains) ?? false
        case nil: false
        }
    }

    /// Whether the object is the caller itself, as application or as service principal.
    func isSelf(_ object: DirectoryObject) -> Bool {
        clientID == object.appID
    }
}

/// The access tokens in circulation.
struct TokenList: Sendable {
    /// Seconds from issue to expiry, as the answer states it.
    static let lifetime = 3_599

    struct Grant: Sendable {
        let caller: Requester
        /// The resource identifier the token is for.
        let audience: String
        let expiresAt: Instant
    }

    private var grants: [String: Grant] = [:]
    private var sweepAt = 1_024

    /// What the token stands for, expired or not; nil if it was not issued here.
    subscript(token: String) -> Grant? { grants[token] }

    mutating func add(_ token: String, _ grant: Grant, now: Instant) {
        grants[token] = grant
        if grants.count >= sweepAt {
            // Kept for a while past the end, so that they are refused as expired, not as unknown.
            grants = grants.filter { $0.value.expiresAt + .hours(1) > now }
            sweepAt = max(1_024, grants.count * 2)
        }
    }
}

/// The claims of an access token, in the shape of a JWT.
///
/// The signature is random text: a token counts because the tenant remembers it.
struct AccessToken {
    let audience: String
    let tenant: String
    let caller: Requester
    let issuedAt: Instant

    func text(signature: String) -> String {
        let header: JSON = ["typ": "JWT", "alg": "RS256", "kid": "emulator"]
        return "\(Self.base64URL(header)).\(Self.base64URL(claims)).\(signature)"
    }

    private var claims: JSON {
        let issued = Int(issuedAt.seconds)
        var members: [JSON.Member] = [
            .init(name: "aud", value: .string(audience)),
            .init(name: "iss", value: "https://sts.windows.net/\(tenant)/"),
            .init(name: "iat", value: .int(issued)),
            .init(name: "nbf", value: .int(issued)),
            .init(name: "exp", value: .int(issued + TokenList.lifetime)),
            .init(name: "app_displayname", value: JSON(caller.displayName)),
            .init(name: "appid", value: .string(caller.clientID)),
            .init(name: "idtyp", value: "app"),
            .init(name: "oid", value: JSON(caller.servicePrincipalID)),
        ]
        let roles = (caller.permission.map { [$0.rawValue] } ?? []) + caller.roles
        if !roles.isEmpty {
            members.append(.init(name: "roles", value: .array(roles.map(JSON.string))))
        }
        members.append(.init(name: "tid", value: .string(tenant)))
        members.append(.init(name: "ver", value: "1.0"))
        return .object(members)
    }

    private static func base64URL(_ json: JSON) -> String {
        Base64.encode(json.bytes)
    }
}
