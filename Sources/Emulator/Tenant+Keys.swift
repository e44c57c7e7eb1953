import Rotation

/// The terms on which a certificate is added.
struct KeyTerms {
    var keyID: String?
    var displayName: String?
    var usage = "Verify"
    var type = "AsymmetricX509Cert"
    var start: Timestamp
    var end: Timestamp
    var customKeyIdentifier: String
    let certificate: KnownCertificate

    /// The terms that the certificate itself names.
    init(_ certificate: KnownCertificate) {
        self.certificate = certificate
        displayName = certificate.subject
        start = Timestamp(certificate.notBefore)
        end = Timestamp(certificate.notAfter)
        customKeyIdentifier = certificate.thumbprint
    }
}

/// One entry of `keyCredentials` in a PATCH: an old one by its id, or a new one.
enum KeyEntry {
    case kept(String)
    case new(KeyTerms)
}

extension Tenant {
    /// What the audience of a proof of possession must be.
    static let proofAudience = "00000002-0000-0000-c000-000000000000"

    /// Adds a certificate, for which a valid one vouches.
    mutating func addKey(
        _ terms: KeyTerms, proof: String, to key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) -> KeyRecord {
        let id = try countingRejections(of: key) { tenant throws(GraphError) in
            let id = try tenant.writable(key, by: caller, allowsSelf: true, now: now)
            guard let object = tenant.objects[id] else { throw .notFound(key.text) }
            try Self.check(proof, of: object, now: now)
            guard terms.start < terms.end else {
                throw .badRequest("Request_BadRequest", "Key credential end date is invalid.")
            }
            try tenant.checkLock(of: object)
            try tenant.checkPolicy(terms)
            try tenant.checkSize(of: object)
            return id
        }
        objects[id]?.writes.addKey += 1
        objects[id]?.writtenAt = now
        return append(terms, to: id, createdBy: caller.clientID, at: now)
    }

    /// Removes a certificate, for which a valid one vouches.
    mutating func removeKey(
        _ keyID: String, proof: String, from key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) {
        let (id, index) = try countingRejections(of: key) { tenant throws(GraphError) in
            let id = try tenant.writable(key, by: caller, allowsSelf: true, now: now)
            guard let object = tenant.objects[id] else { throw .notFound(key.text) }
            try Self.check(proof, of: object, now: now)
            let view = tenant.view(of: id, now: now)
            let index = object.keys.lastIndex {
                $0.keyID == keyID && $0.removed == nil && view.sees($0.added, .remove)
            }
            guard let index else {
                throw .badRequest(
                    "Request_BadRequest",
                    "No credentials found to be removed with keyId '\(keyID)'.")
            }
            return (id, index)
        }
        let settled = settled(at: now)
        objects[id]?.removeKeys([index], at: now, settled: settled)
        objects[id]?.writes.removeKey += 1
    }

    /// Puts a certificate into an object without any check.
    @discardableResult
    mutating func append(
        _ terms: KeyTerms, to id: String, createdBy: String, at instant: Instant
    ) -> KeyRecord {
        let record = KeyRecord(
            keyID: terms.keyID ?? identities.guid(), displayName: terms.displayName,
            usage: terms.usage, type: terms.type, start: terms.start, end: terms.end,
            customKeyIdentifier: terms.customKeyIdentifier, certificate: terms.certificate,
            createdBy: createdBy,
            added: objects[id]?.event(at: instant) ?? Event(at: instant, serial: 0))
        objects[id]?.keys.append(record)
        return record
    }

    /// Makes the certificates those of a list: what it does not name is removed.
    mutating func replaceKeys(
        of key: ObjectKey, with entries: [KeyEntry], by caller: Requester, now: Instant
    ) throws(GraphError) {
        guard let id = objectID(of: key), let object = objects[id] else {
            throw .notFound(key.text)
        }
        let present = object.keys.filter { $0.removed == nil }
        var kept: Set<String> = []
        var fresh: [KeyTerms] = []
        for entry in entries {
            switch entry {
            case .kept(let keyID):
                guard present.contains(where: { $0.keyID == keyID }) else {
                    throw .invalidKeys("'\(keyID)' has no key value")
                }
                kept.insert(keyID)
            case .new(let terms):
                if let old = present.first(where: { $0.certificate.der == terms.certificate.der }) {
                    kept.insert(old.keyID)
                } else {
                    try checkPolicy(terms)
                    fresh.append(terms)
                }
            }
        }
        let gone = object.keys.indices.filter { index in
            object.keys[index].removed == nil && !kept.contains(object.keys[index].keyID)
        }
        for terms in fresh { append(terms, to: id, createdBy: caller.clientID, at: now) }
        let settled = settled(at: now)
        objects[id]?.removeKeys(gone, at: now, settled: settled)
    }

    /// Refuses a proof that no valid certificate of the object has signed, or that says anything
    /// but that the object itself asks, now.
    private static func check(
        _ proof: String, of object: DirectoryObject, now: Instant
    ) throws(GraphError) {
        guard let jwt = JWT(proof), !jwt.isPadded,
            jwt.claims["aud"]?.string == proofAudience,
            jwt.claims["iss"]?.string?.lowercased() == object.objectID,
            let begin = jwt.seconds("nbf"), let end = jwt.seconds("exp"),
            begin <= now.seconds + 300, now.seconds < end + 300, end <= begin + 600,
            object.keys.contains(where: { record in
                record.isValid(at: now) && record.certificate.isNamed(by: jwt.header)
                    && record.certificate.key.map(jwt.isSigned) ?? false
            })
        else { throw .badProof }
    }
}
