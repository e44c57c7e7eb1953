package import Rotation

/// An application of the tenant with what decides who may change it.
package struct InventoryEntry {
    package let application: Application
    package let owners: [Owner]
    /// Whether the connection may change its secrets; nil when that cannot be told.
    package let isWritable: Bool?

    /// Somebody who owns an application.
    package struct Owner: Equatable, Sendable {
        /// The object id.
        package let id: String
        /// `servicePrincipal`, `user`, or what else Graph says.
        package let kind: String
        /// Empty where the directory shows none.
        package let name: String
    }
}

extension AzureIssuer {
    /// The most owners that Graph shows with an application.
    private static let mostOwners = 20

    /// Every application of the tenant with its owners and with the secrets of its service
    /// principal, which sign in as well; all pages.
    ///
    /// Seeing an application is no permission to change it: that is told by the roles in the token
    /// and by the owners.
    /// - SeeAlso: Microsoft Graph, "List applications"; permissions reference,
    ///   `Application.ReadWrite.OwnedBy`.
    package func inventory() throws(IssuerError) -> [InventoryEntry] {
        let entries: [GraphOwnedApplication] = try list(
            "/v1.0/applications?" + GraphApplication.selection
                + "&$expand=owners($select=id,displayName)&$top=999",
            action: "list the applications of connection \"\(connection)\"",
            what: "the list of applications")
        let claims = tokens.claims
        let review = PermissionReview(claims?.roles ?? [])
        let principals = try principalCredentials()
        return entries.map { entry in
            var application = entry.application.application
            application.principalCredentials = principals[application.clientID] ?? []
            let owners = (entry.owners ?? []).map(\.owner)
            let isOwned = owners.contains { $0.id == claims?.oid }
            let isUnsure = review.canRotateOwned && !isOwned && owners.count >= Self.mostOwners
            return InventoryEntry(
                application: application, owners: owners,
                isWritable: isUnsure && !review.canRotateAll
                    ? nil : review.canRotateAll || (review.canRotateOwned && isOwned))
        }
    }

    /// The secrets of service principals by client id; none where we may not look.
    private func principalCredentials() throws(IssuerError) -> [String: [RemoteCredential]] {
        let all: [GraphServicePrincipal]
        do throws(IssuerError) {
            all = try list(
                "/v1.0/servicePrincipals?$select=id,appId,passwordCredentials&$top=999",
                action: "list the service principals of connection \"\(connection)\"",
                what: "the list of service principals")
        } catch .denied {
            return [:]
        }
        let pairs = all.map {
            ($0.appId?.lowercased() ?? "", ($0.passwordCredentials ?? []).map(\.credential))
        }
        return Dictionary(pairs.filter { !$0.1.isEmpty }) { $0 + $1 }
    }
}

/// An application as Graph writes it with its owners.
private struct GraphOwnedApplication: Decodable {
    let application: GraphApplication
    let owners: [GraphOwner]?

    init(from decoder: any Decoder) throws {
        application = try GraphApplication(from: decoder)
        owners = try decoder.container(keyedBy: CodingKeys.self)
            .decodeIfPresent([GraphOwner].self, forKey: .owners)
    }

    private enum CodingKeys: String, CodingKey {
        case owners
    }
}

extension GraphOwner {
    fileprivate var owner: InventoryEntry.Owner {
        InventoryEntry.Owner(
            id: id.lowercased(),
            kind: kind?.split(separator: ".").last.map(String.init) ?? "directoryObject",
            name: displayName ?? userPrincipalName ?? "")
    }
}
