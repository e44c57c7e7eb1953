/// A client secret that stayed in the tenant when its rotation was deleted.
///
/// Consumers may read it: it is nobody's to remove until somebody adopts it.
package struct KeptSecret: Equatable, Sendable {
    /// Its key id as far as that was known.
    package let keyID: String
    /// What it is found by at the directory: its marker, or the key id of one that has none.
    package let label: String
    /// The rotation that was deleted.
    package let rotation: String
    package let endsAt: Instant

    package init(keyID: String, label: String, rotation: String, endsAt: Instant) {
        self.keyID = keyID
        self.label = label
        self.rotation = rotation
        self.endsAt = endsAt
    }

    /// Whether the directory lists it as this.
    package func isListed(as credential: RemoteCredential) -> Bool {
        credential.keyID == keyID || credential.displayName == label
    }
}

extension Rotation {
    /// What its deletion leaves in the tenant on purpose.
    package var kept: [KeptSecret] {
        guard leaving == .keeping else { return [] }
        return credentials.filter { !$0.state.isOver && $0.state != .offered }.map {
            KeptSecret(keyID: $0.keyID, label: $0.label, rotation: name, endsAt: $0.endsAt)
        }
    }
}
