package import Rotation

/// A client secret as the tenant itself knows it, whatever reads show.
package struct TenantSecret: Equatable, Sendable {
    /// In lower case.
    package let keyID: String
    package let displayName: String?
    package let addedAt: Instant
    /// From when on no replica refuses it.
    package let acceptedAt: Instant
    package let endsAt: Instant
    package let removedAt: Instant?
    /// Sign-ins with it that were accepted.
    package let successes: Int

    init(_ record: PasswordRecord, successes: Int, in tenant: Tenant, now: Instant) {
        let view = View(
            now: now, replica: 0, replicas: UInt64(max(1, tenant.knobs.replicas)),
            lag: tenant.knobs.lag, seed: tenant.seed)
        keyID = record.keyID
        displayName = record.displayName
        addedAt = record.added.at
        acceptedAt = view.everywhere(record.added, .accept)
        endsAt = record.end.instant
        removedAt = record.removed?.at
        self.successes = successes
    }

    /// Whether it is on its application and has not ended.
    package func isLive(at now: Instant) -> Bool { removedAt == nil && now < endsAt }
}

/// The tenant's own truth.
extension TenantIssuer {
    /// The client secrets of an application, the removed ones of late included.
    package func secrets(of objectID: String) -> [TenantSecret] {
        (tenant.objects[objectID]?.passwords ?? []).map(secret)
    }

    /// The secret of an application whose value this is.
    package func secret(with value: SecretValue, of clientID: String) -> TenantSecret? {
        let text = value.withBytes { String(decoding: $0, as: UTF8.self) }
        let object = tenant.objectID(of: .appID(clientID)).flatMap { tenant.objects[$0] }
        return object?.passwords.last { $0.value == text }.map(secret)
    }

    private func secret(_ record: PasswordRecord) -> TenantSecret {
        TenantSecret(
            record, successes: successes[record.keyID] ?? 0, in: tenant, now: Instant(0))
    }
}

extension Application {
    /// The application as a read shows it.
    init(_ object: DirectoryObject, in view: View) {
        let properties = object.properties(in: view)
        self.init(
            objectID: object.objectID, clientID: object.appID,
            displayName: properties.displayName, tags: properties.tags,
            signInAudience: properties.signInAudience, createdAt: object.createdAt.instant,
            credentials: object.passwords(in: view).map(RemoteCredential.init))
    }
}

extension RemoteCredential {
    init(_ record: PasswordRecord) {
        self.init(
            keyID: record.keyID, displayName: record.displayName,
            startsAt: record.start.instant, endsAt: record.end.instant, hint: record.hint)
    }
}

extension ObjectKey {
    /// The application that a policy names.
    init(_ reference: ApplicationReference) {
        self =
            reference.objectID.map { .objectID($0) }
            ?? .appID(reference.clientID ?? "")
    }
}
