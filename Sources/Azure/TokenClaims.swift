internal import Foundation
internal import Rotation

/// What an access token says about its bearer, for people; Graph alone judges it.
///
/// - SeeAlso: Microsoft identity platform, "Access token claims reference".
package struct TokenClaims: Equatable, Sendable {
    /// The client id of the application.
    package let appid: String?
    /// The object id of its service principal.
    package let oid: String?
    /// The tenant's id.
    package let tid: String?
    package let app_displayname: String?
    /// The application permissions that an administrator consented to.
    package let roles: [String]?

    /// Reads the middle part of a JWT; nil for anything else.
    init?(token: String) {
        guard let json = Data(partOf: token, at: 1),
            let claims = ValueText.decode(String(decoding: json, as: UTF8.self), isForeign: true),
            case .map = claims
        else { return nil }
        appid = claims["appid"]?.text
        oid = claims["oid"]?.text
        tid = claims["tid"]?.text
        app_displayname = claims["app_displayname"]?.text
        if case .list(let names) = claims["roles"] {
            roles = names.compactMap(\.text)
        } else {
            roles = nil
        }
    }
}
