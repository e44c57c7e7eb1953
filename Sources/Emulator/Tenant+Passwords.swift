import Rotation

/// The terms on which a client secret is added.
struct PasswordTerms {
    var displayName: String?
    var keyID: String?
    var start: Timestamp
    var end: Timestamp
    var customKeyIdentifier: String?
}

/// What a client asked of `addPassword`.
struct PasswordRequest: Equatable {
    var displayName: String?
    var keyID: String?
    var start: Timestamp?
    var end: Timestamp?
}

extension Tenant {
    /// Adds a client secret and gives it with its value.
    ///
    /// Without an end it lasts until two calendar years from now, without a start it begins now.
    ///
    /// - Throws: ``GraphError`` when the object is unknown, not the caller's to change, locked or
    ///   full, when the tenant's policy forbids it, and for a key id that is taken or an end that
    ///   is not after the start. What the directory answers in the last two cases is not
    ///   established.
    mutating func addPassword(
        _ request: PasswordRequest, to key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) -> PasswordRecord {
        let present = stamp(now)
        let terms = PasswordTerms(
            displayName: request.displayName, keyID: request.keyID,
            start: request.start ?? present, end: request.end ?? present.adding(years: 2))
        let id = try countingRejections(of: key) { tenant throws(GraphError) in
            let id = try tenant.writable(key, by: caller, now: now)
            try tenant.admit(terms, to: id)
            return id
        }
        objects[id]?.writes.addPassword += 1
        objects[id]?.writtenAt = now
        return append(terms, to: id, createdBy: caller.clientID, at: now)
    }

    private func admit(_ terms: PasswordTerms, to id: String) throws(GraphError) {
        guard let object = objects[id] else { throw .notFound(id) }
        guard terms.start < terms.end else {
            throw .badRequest("Request_BadRequest", "Password credential end date is invalid.")
        }
        let present = object.passwords.filter { $0.removed == nil }
        if let cap = object.passwordCap, present.count >= cap {
            throw .badRequest(
                "Request_BadRequest",
                "Not allowed to add \(present.count + 1) passwords. "
                    + "You can only add a maximum of \(cap) passwords.")
        }
        if let keyID = terms.keyID, present.contains(where: { $0.keyID == keyID }) {
            throw .badRequest(
                "Request_BadRequest", "A password credential with keyId '\(keyID)' already exists.")
        }
        try checkLock(of: object)
        try checkPolicy(terms)
        try checkSize(of: object)
    }

    /// Puts a client secret into an object without any check.
    @discardableResult
    mutating func append(
        _ terms: PasswordTerms, to id: String, createdBy: String, at instant: Instant
    ) -> PasswordRecord {
        let event = objects[id]?.event(at: instant) ?? Event(at: instant, serial: 0)
        let record = PasswordRecord(
            keyID: terms.keyID ?? identities.guid(), displayName: terms.displayName,
            value: identities.secret(), start: terms.start, end: terms.end, createdBy: createdBy,
            customKeyIdentifier: terms.customKeyIdentifier, added: event)
        objects[id]?.passwords.append(record)
        return record
    }

    /// Removes a client secret, named by its key id in lower case.
    ///
    /// - Throws: A 400 for a key id the object does not have, or does not have yet on the replica
    ///   that is asked; a 404 means the object.
    mutating func removePassword(
        _ keyID: String, from key: ObjectKey, by caller: Requester, now: Instant
    ) throws(GraphError) {
        let (id, index) = try countingRejections(of: key) { tenant throws(GraphError) in
            let id = try tenant.writable(key, by: caller, now: now)
            let view = tenant.view(of: id, now: now)
            let index = tenant.objects[id]?.passwords.lastIndex {
                $0.keyID == keyID && $0.removed == nil && view.sees($0.added, .remove)
            }
            guard let index else {
                throw .badRequest(
                    "Request_BadRequest", "No password credential found with keyId '\(keyID)'.")
            }
            return (id, index)
        }
        let settled = settled(at: now)
        objects[id]?.removePassword(index, at: now, settled: settled)
    }

    /// Counts a write to an object that was refused.
    mutating func countRejection(of key: ObjectKey) {
        guard let id = objectID(of: key) else { return }
        objects[id]?.writes.rejected += 1
    }

    mutating func countingRejections<Result>(
        of key: ObjectKey, _ body: (inout Tenant) throws(GraphError) -> Result
    ) throws(GraphError) -> Result {
        do {
            return try body(&self)
        } catch {
            countRejection(of: key)
            throw error
        }
    }
}
