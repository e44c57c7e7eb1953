import Rotation

/// A secret with which one can sign in and that a rotation leaves alone.
struct ForeignSecret {
    let credential: RemoteCredential
    let owner: Owner

    /// Whose it is.
    enum Owner: Equatable {
        /// Somebody else put it on the application.
        case somebody
        /// It is the service principal's.
        case servicePrincipal
        /// It bears this home's marker, and the journal does not know it.
        case nobody
        /// It was left there when this rotation was deleted.
        case kept(by: String)

        /// The word for machines.
        var name: String {
            switch self {
            case .somebody: "other"
            case .servicePrincipal: "service_principal"
            case .nobody: "unknown_to_journal"
            case .kept: "kept"
            }
        }
    }

    var json: Value {
        .map([
            "key_id": .string(credential.keyID), "display_name": credential.displayName.json,
            "ends_at": (credential.endsAt?.description).json, "owner": .string(owner.name),
            "of_service_principal": .bool(owner == .servicePrincipal),
        ])
    }
}

extension Rotation {
    /// Secrets that are not this rotation's.
    ///
    /// - Parameters:
    ///   - application: As it was read.
    ///   - principal: Those of its service principal.
    ///   - home: This home's id.
    ///   - kept: What deletions left.
    /// - Returns: The application's in its order, then those of the service principal.
    func foreignSecrets(
        on application: Application?, and principal: [RemoteCredential], home: String,
        kept: [KeptSecret]
    ) -> [ForeignSecret] {
        let ours = Set(credentials.map(\.keyID))
        let others = (application?.credentials ?? []).filter { !ours.contains($0.keyID) }
        let own = others.map { credential in
            ForeignSecret(credential: credential, owner: owner(of: credential, home, kept))
        }
        return own + principal.map { ForeignSecret(credential: $0, owner: .servicePrincipal) }
    }

    private func owner(
        of credential: RemoteCredential, _ home: String, _ kept: [KeptSecret]
    ) -> ForeignSecret.Owner {
        if let secret = kept.first(where: { $0.isListed(as: credential) }) {
            return .kept(by: secret.rotation)
        }
        let marker = credential.displayName.flatMap(Marker.init)
        return !home.isEmpty && marker?.home == String(home.prefix(8)) ? .nobody : .somebody
    }
}
