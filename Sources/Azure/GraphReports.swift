internal import Rotation

/// What Graph tells about owners and sign-ins.
extension AzureIssuer {
    /// The owners of the application with this object id.
    ///
    /// - SeeAlso: Microsoft Graph v1.0, "List owners of an application".
    func owners(of objectID: String) throws(IssuerError) -> [GraphOwner] {
        try list(
            "/v1.0/applications/\(FormEncoding.escape(objectID))/owners",
            action: "list the owners of application \(objectID)",
            what: "application with object id \(objectID)")
    }

    /// When a credential last signed in, and how far the report reaches.
    ///
    /// The report does not say how old it is. As the connection itself signs in all the time, its
    /// own latest sign-in there shows how far it reaches at least.
    /// - SeeAlso: Microsoft Graph beta, "List appCredentialSignInActivities".
    func lastSignIn(with keyID: String) throws(IssuerError) -> LastSignIn {
        let at = try signIns("keyId eq '\(keyID)'")
        let own = try signIns("appId eq '\(identity)'")
        return LastSignIn(at: at, asOf: [at, own].compactMap(\.self).max())
    }

    private func signIns(_ filter: String) throws(IssuerError) -> Instant? {
        let entries: [GraphSignInActivity] = try list(
            "/beta/reports/appCredentialSignInActivities?$filter=" + FormEncoding.escape(filter),
            action: "read the report of credentials' sign-ins", what: "the sign-in report")
        return entries.compactMap(\.at).max()
    }
}

/// What the report of sign-ins shows about one credential.
struct LastSignIn: Equatable {
    /// Nil when it shows none.
    let at: Instant?
    /// Up to when the report is known to reach; nil when nothing tells.
    let asOf: Instant?
}

/// A directory object that owns an application, as Graph writes it.
struct GraphOwner: Decodable {
    var id: String
    var kind: String?
    var displayName: String?
    var userPrincipalName: String?

    enum CodingKeys: String, CodingKey {
        case id, displayName, userPrincipalName
        case kind = "@odata.type"
    }

    /// The owner as hooks and scripts see it.
    var record: Value {
        let name = kind?.split(separator: ".").last.map(String.init)
        var fields: [String: Value] = [
            "id": .string(id), "kind": .string(name ?? "directoryObject"),
        ]
        fields["display_name"] = displayName.map(Value.string)
        fields["mail"] = userPrincipalName.map(Value.string)
        return .map(fields)
    }
}

/// One line of the report, as Graph writes it.
struct GraphSignInActivity: Decodable {
    var signInActivity: Activity?

    struct Activity: Decodable {
        var lastSignInDateTime: String?
    }

    var at: Instant? {
        (signInActivity?.lastSignInDateTime).flatMap(LenientDate.parse)
    }
}
