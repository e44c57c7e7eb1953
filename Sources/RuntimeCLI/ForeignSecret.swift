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
        /// Another rotation of this home made or adopted it.
        case another(String)

        /// The word for machines.
        var name: String {
            switch self {
            case .somebody: "other"
            case .servicePrincipal: "service_principal"
            case .nobody: "unknown_to_journal"
            case .kept: "kept"
            case .another: "another_rotation"
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
    /// Of those with this home's marker that have ended only `reconcile` tells: with them nobody
    /// signs in any more.
    ///
    /// - Parameters:
    ///   - application: As it was read.
    ///   - principal: Those of its service principal.
    ///   - home: This home's id.
    ///   - kept: What deletions left.
    ///   - holders: The names of rotations on record by the key ids of their credentials.
    ///   - now: What has ended by then is over.
    /// - Returns: The application's in its order, then those of the service principal.
    func foreignSecrets(
        on application: Application?, and principal: [RemoteCredential], home: String,
        kept: [KeptSecret], holders: [String: String] = [:], at now: Instant
    ) -> [ForeignSecret] {
        let ours = Set(credentials.map(\.keyID))
        let others = (application?.credentials ?? []).filter { !ours.contains($0.keyID) }
        let own = others.map { credential in
            let holder = holders[credential.keyID].map { ForeignSecret.Owner.another($0) }
            return ForeignSecret(
                credential: credential, owner: holder ?? owner(of: credential, home, kept))
        }.filter { (secret: ForeignSecret) -> Bool in
            let hasEnded = secret.credential.endsAt.map { $0 <= now } ?? false
            return secret.owner != .nobody || !hasEnded
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
