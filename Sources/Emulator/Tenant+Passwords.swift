import Rotation

/// The terms on which a client secret is added.
struct PasswordTerms {
    var displayName: String?
    var keyID: String?
    var start: Timestamp
    var end: Timestamp
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
    /// - Throws: ``GraphError`` when the application is unknown, not the caller's to change, or
    ///   full, and for a key id that is taken or an end that is not after the start. What the
    ///   directory answers in the last two cases is not established.
    mutating func addPassword(
        _ request: PasswordRequest, to key: ApplicationKey, by caller: Requester, now: Instant
    ) throws(GraphError) -> PasswordRecord {
        let present = stamp(now)
        let terms = PasswordTerms(
            displayName: request.displayName, keyID: request.keyID,
            start: request.start ?? present, end: request.end ?? present.adding(years: 2))
        let id = try countingRejections(of: key) { tenant throws(GraphError) in
            let id = try tenant.writable(key, by: caller)
            try tenant.admit(terms, to: id)
            return id
        }
        applications[id]?.writes.addPassword += 1
        return append(terms, to: id, createdBy: caller.clientID, at: now)
    }

    private func admit(_ terms: PasswordTerms, to id: String) throws(GraphError) {
        guard let application = applications[id] else { throw .notFound(id) }
        guard terms.start < terms.end else {
            throw .badRequest("Request_BadRequest", "Password credential end date is invalid.")
        }
        let present = application.passwords.filter { $0.removedAt == nil }
        if let cap = application.passwordCap, present.count >= cap {
            throw .badRequest(
                "Request_BadRequest",
                "Not allowed to add \(present.count + 1) passwords. "
                    + "You can only add a maximum of \(cap) passwords.")
        }
        if let keyID = terms.keyID, present.contains(where: { $0.keyID == keyID }) {
            throw .badRequest(
                "Request_BadRequest", "A password credential with keyId '\(keyID)' already exists.")
        }
    }

    /// Puts a client secret into an application without any check.
    @discardableResult
    mutating func append(
        _ terms: PasswordTerms, to id: String, createdBy: String, at instant: Instant
    ) -> PasswordRecord {
        let keyID = terms.keyID ?? identities.guid()
        let record = PasswordRecord(
            keyID: keyID, displayName: terms.displayName, value: identities.secret(),
            start: terms.start, end: terms.end, createdBy: createdBy, addedAt: instant)
        applications[id]?.passwords.append(record)
        return record
    }

    /// Removes a client secret, named by its key id in lower case.
    ///
    /// - Throws: A 400 for a key id the application does not have; a 404 means the application.
    mutating func removePassword(
        _ keyID: String, from key: ApplicationKey, by caller: Requester, now: Instant
    ) throws(GraphError) {
        let (id, index) = try countingRejections(of: key) { tenant throws(GraphError) in
            let id = try tenant.writable(key, by: caller)
            let index = tenant.applications[id]?.passwords.lastIndex {
                $0.keyID == keyID && $0.removedAt == nil
            }
            guard let index else {
                throw .badRequest(
                    "Request_BadRequest", "No password credential found with keyId '\(keyID)'.")
            }
            return (id, index)
        }
        applications[id]?.passwords[index].removedAt = now
        applications[id]?.writes.removePassword += 1
    }

    /// Counts a write to an application that was refused.
    mutating func countRejection(of key: ApplicationKey) {
        guard let id = objectID(of: key) else { return }
        applications[id]?.writes.rejected += 1
    }

    private mutating func countingRejections<Result>(
        of key: ApplicationKey, _ body: (inout Tenant) throws(GraphError) -> Result
    ) throws(GraphError) -> Result {
        do {
            return try body(&self)
        } catch {
            countRejection(of: key)
            throw error
        }
    }
}
