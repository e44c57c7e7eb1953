internal import FoundationEssentials
internal import Rotation

/// An application as Graph writes it; only what is needed, and as little of it as possible required.
struct GraphApplication: Decodable {
    /// The members to ask for; certificates are left out because selecting them is throttled hard.
    static let selection =
        "$select=id,appId,displayName,passwordCredentials,signInAudience,tags,createdDateTime"

    var id: String
    var appId: String
    var displayName: String?
    var tags: [String]?
    var signInAudience: String?
    var createdDateTime: String?
    var passwordCredentials: [GraphPasswordCredential]?

    /// The same in the words of the domain.
    var application: Application {
        Application(
            objectID: id.lowercased(), clientID: appId.lowercased(),
            displayName: displayName ?? "", tags: tags ?? [],
            signInAudience: signInAudience ?? "AzureADMyOrg",
            createdAt: createdDateTime.flatMap(LenientDate.parse),
            credentials: (passwordCredentials ?? []).map(\.credential))
    }
}

/// A password credential as Graph writes it; its value is taken out before (``SecretText``).
struct GraphPasswordCredential: Decodable {
    var keyId: String
    var displayName: String?
    var startDateTime: String?
    var endDateTime: String?
    var hint: String?

    /// The same in the words of the domain.
    var credential: RemoteCredential {
        RemoteCredential(
            keyID: keyId, displayName: displayName,
            startsAt: startDateTime.flatMap(LenientDate.parse),
            endsAt: endDateTime.flatMap(LenientDate.parse), hint: hint)
    }
}

/// One page of a list.
struct GraphPage<Item: Decodable>: Decodable {
    var value: [Item]
    /// Where the next page is, verbatim; absent on the last one, present even after empty ones.
    var nextLink: String?

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }
}

/// What `addPassword` is sent; without the wrapper Graph silently makes a nameless two-year secret.
struct GraphAddPassword: Encodable {
    var passwordCredential: Wish

    struct Wish: Encodable {
        var displayName: String
        /// Always given: the default of two years is what tenant policies forbid.
        var endDateTime: String
        var keyId: String
    }
}

/// What `removePassword` is sent.
struct GraphRemovePassword: Encodable {
    var keyId: String
}
