import Rotation

extension Tenant {
    /// Everything about an application, whatever reads show: its secrets with their history.
    ///
    /// Moments of the secrets' validity are written as Graph does, those of the writes themselves
    /// (`addedAt`, `removedAt`) as Unix seconds.
    func truth(of objectID: String, now: Instant) -> JSON? {
        guard let application = objects[objectID] else { return nil }
        let writes = application.writes
        return [
            "objectId": .string(application.objectID),
            "appId": .string(application.appID),
            "displayName": .string(application.properties.displayName),
            "signInAudience": .string(application.properties.signInAudience),
            "deletedAt": Self.seconds(application.removed?.at),
            "credentials": .array(application.passwords.map { truth(of: $0, now: now) }),
            "keys": .array(application.keys.map { Self.truth(of: $0, now: now) }),
            "federated": .array(application.federated.map { .object(Resource.members(of: $0)) }),
            "owners": .array(application.owners.map(JSON.string)),
            "servicePrincipalId": JSON(index[.servicePrincipal]?[application.appID]),
            "writes": [
                "addPassword": .int(writes.addPassword),
                "removePassword": .int(writes.removePassword),
                "addKey": .int(writes.addKey), "removeKey": .int(writes.removeKey),
            ],
            "rejected": .int(writes.rejected),
        ]
    }

    /// How many requests of each kind arrived, struck by faults or not.
    var requestCounts: JSON {
        .object(
            Operation.allCases.map {
                JSON.Member(name: $0.rawValue, value: .int(requests[$0] ?? 0))
            })
    }

    /// `acceptedAt` is when no replica refuses it any more.
    private func truth(of record: PasswordRecord, now: Instant) -> JSON {
        let view = View(
            now: now, replica: 0, replicas: UInt64(max(1, knobs.replicas)), lag: knobs.lag,
            seed: seed)
        return [
            "keyId": .string(record.keyID),
            "displayName": JSON(record.displayName),
            "hint": .string(record.hint),
            "startDateTime": .string(record.start.text),
            "endDateTime": .string(record.end.text),
            "createdBy": .string(record.createdBy),
            "addedAt": Self.seconds(record.added.at),
            "acceptedAt": Self.seconds(view.everywhere(record.added, .accept)),
            "removedAt": Self.seconds(record.removed?.at),
            "live": .bool(record.removed == nil && now < record.end.instant),
        ]
    }

    private static func truth(of record: KeyRecord, now: Instant) -> JSON {
        [
            "keyId": .string(record.keyID),
            "displayName": JSON(record.displayName),
            "thumbprint": .string(record.certificate.thumbprint),
            "startDateTime": .string(record.start.text),
            "endDateTime": .string(record.end.text),
            "createdBy": .string(record.createdBy),
            "addedAt": seconds(record.added.at),
            "removedAt": seconds(record.removed?.at),
            "live": .bool(record.isValid(at: now)),
        ]
    }

    private static func seconds(_ instant: Instant?) -> JSON {
        instant.map { .int(Int($0.seconds)) } ?? .null
    }
}
