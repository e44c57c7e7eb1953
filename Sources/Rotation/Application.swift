/// An application registration as the directory shows it.
package struct Application: Equatable, Sendable {
    /// The directory object's id; what Graph's `{id}` slot takes.
    package var objectID: String
    /// The client id (`appId`) that signs in.
    package var clientID: String
    /// Empty when the directory holds none.
    package var displayName: String
    package var tags: [String]
    /// Who may sign in; decides the two-secret cap.
    package var signInAudience: String
    package var createdAt: Instant?
    /// The password credentials the read showed, in the order of the answer.
    package var credentials: [RemoteCredential]
    /// Password credentials of its service principal, as the last guard saw them: they sign in too.
    package var principalCredentials: [RemoteCredential] = []

    package init(
        objectID: String, clientID: String, displayName: String, tags: [String] = [],
        signInAudience: String = "AzureADMyOrg", createdAt: Instant? = nil,
        credentials: [RemoteCredential] = []
    ) {
        self.objectID = objectID
        self.clientID = clientID
        self.displayName = displayName
        self.tags = tags
        self.signInAudience = signInAudience
        self.createdAt = createdAt
        self.credentials = credentials
    }

    /// The most client secrets this application may hold, or nil where no fixed number is known.
    ///
    /// Audiences that include personal accounts are capped at two.
    /// - SeeAlso: Microsoft, "Validation differences by supported account types".
    package var secretCap: Int? {
        switch signInAudience {
        case "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount": 2
        default: nil
        }
    }
}

extension Application {
    /// Whether it signs in to no tenant, since only personal accounts may use it.
    package var isForPersonalAccountsOnly: Bool { signInAudience == "PersonalMicrosoftAccount" }
}

/// A password credential as the directory lists it; its value is never among it.
package struct RemoteCredential: Equatable, Sendable {
    /// In lower case: the directory compares key ids without regard to case.
    package var keyID: String
    package var displayName: String?
    package var startsAt: Instant?
    package var endsAt: Instant?
    /// The first three characters of the value, where the directory shows them.
    package var hint: String?

    package init(
        keyID: String, displayName: String? = nil, startsAt: Instant? = nil,
        endsAt: Instant? = nil, hint: String? = nil
    ) {
        self.keyID = keyID.lowercased()
        self.displayName = displayName
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.hint = hint
    }
}

/// How a policy names its application; at least one of the two ids is present.
package struct ApplicationReference: Hashable, Sendable, CustomStringConvertible {
    package let objectID: String?
    package let clientID: String?

    /// Takes GUIDs in any case and keeps them in lower case.
    package init(objectID: String? = nil, clientID: String? = nil) {
        self.objectID = objectID?.lowercased()
        self.clientID = clientID?.lowercased()
    }

    package var description: String {
        if let clientID { "client id \(clientID)" } else { "object id \(objectID ?? "?")" }
    }
}
