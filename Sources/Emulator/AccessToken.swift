import Foundation
import Rotation

/// Who a request comes from.
struct Requester: Equatable, Sendable {
    let clientID: String
    /// Nil for an application that manages nothing.
    var servicePrincipalID: String?
    var permission: EmulatorConfiguration.Permission?

    func mayChange(_ application: DirectoryApplication) -> Bool {
        switch permission {
        case .all: true
        case .ownedBy: servicePrincipalID.map(application.owners.contains) ?? false
        case nil: false
        }
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
/// The signature is random text: a token counts because the tenant remembers it. It is kept short,
/// as the server reads header lines in time that grows with the square of their length.
struct AccessToken {
    let audience: String
    let tenant: String
    let caller: Requester
    let issuedAt: Instant

    func text(signature: String) -> String {
        let header: JSON = ["typ": "JWT", "alg": "none"]
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
            .init(name: "appid", value: .string(caller.clientID)),
            .init(name: "oid", value: JSON(caller.servicePrincipalID)),
        ]
        if let permission = caller.permission {
            members.append(.init(name: "roles", value: [.string(permission.rawValue)]))
        }
        members.append(.init(name: "tid", value: .string(tenant)))
        return .object(members)
    }

    private static func base64URL(_ json: JSON) -> String {
        Data(json.bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
