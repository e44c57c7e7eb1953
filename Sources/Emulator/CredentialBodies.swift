import Rotation

/// The body of a request that adds or removes a client secret.
enum PasswordBody {
    /// Reads what `addPassword` is given; what stands outside `passwordCredential` is ignored.
    static func request(_ body: JSON) throws(GraphError) -> PasswordRequest {
        let credential = body["passwordCredential"] ?? .null
        return PasswordRequest(
            displayName: try text(credential["displayName"]),
            keyID: try guid(credential["keyId"]),
            start: try moment(credential["startDateTime"]),
            end: try moment(credential["endDateTime"]))
    }

    /// Reads the key id that `removePassword` or `removeKey` is given.
    static func keyID(_ body: JSON, _ action: String) throws(GraphError) -> String {
        guard let keyID = try guid(body["keyId"]) else {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for parameter 'keyId' of '\(action)'.")
        }
        return keyID
    }

    static func text(_ value: JSON?) throws(GraphError) -> String? {
        guard let value, value != .null else { return nil }
        guard let text = value.string else { throw .unreadableBody }
        return text
    }

    static func guid(_ value: JSON?) throws(GraphError) -> String? {
        guard let text = try text(value) else { return nil }
        guard text.isGUID else { throw .literal(text, isNot: "Guid") }
        return text.lowercased()
    }

    static func moment(_ value: JSON?) throws(GraphError) -> Timestamp? {
        guard let text = try text(value) else { return nil }
        guard let moment = Timestamp(parsing: text) else {
            throw .literal(text, isNot: "DateTimeOffset")
        }
        return moment
    }
}

/// The certificates in the body of a request.
enum KeyBody {
    /// Reads the list of a creation or a change.
    static func entries(_ json: JSON?, isNew: Bool) throws(GraphError) -> [KeyEntry] {
        guard let json, json != .null else { return [] }
        guard case .array(let items) = json else { throw .invalidKeys("no list") }
        var entries: [KeyEntry] = []
        for item in items {
            if item["key"] ?? .null != .null {
                entries.append(.new(try terms(item)))
            } else if let keyID = try PasswordBody.guid(item["keyId"]), !isNew {
                entries.append(.kept(keyID))
            } else {
                throw .invalidKeys("an entry has no key")
            }
        }
        return entries
    }

    /// Reads one certificate with the terms it is added on.
    ///
    /// The value is base64 of DER, in lines as some clients send it, or of PEM.
    static func terms(_ json: JSON) throws(GraphError) -> KeyTerms {
        let text = json["key"]?.string?.filter { !$0.isWhitespace }
        guard let bytes = text.flatMap(Base64.decode),
            let certificate = KnownCertificate(pemOrDER: bytes)
        else { throw .invalidKeys("the key is no certificate") }
        var terms = KeyTerms(certificate)
        terms.keyID = try PasswordBody.guid(json["keyId"])
        terms.displayName = try PasswordBody.text(json["displayName"]) ?? terms.displayName
        terms.usage = try PasswordBody.text(json["usage"]) ?? terms.usage
        guard ["Verify", "Sign"].contains(terms.usage) else {
            throw .badRequest(
                "Request_BadRequest",
                "The value for the property \"usage\" in one of your credentials is invalid. "
                    + "Acceptable values are Sign, Verify.")
        }
        terms.type = try PasswordBody.text(json["type"]) ?? terms.type
        terms.start = try PasswordBody.moment(json["startDateTime"]) ?? terms.start
        terms.end = try PasswordBody.moment(json["endDateTime"]) ?? terms.end
        guard terms.end.instant <= certificate.notAfter else {
            throw .badRequest("Request_BadRequest", "Key credential end date is invalid.")
        }
        return terms
    }
}

/// A federated credential in the body of a request.
enum FederatedBody {
    static func credential(_ body: JSON, id: String) throws(GraphError) -> FederatedCredential {
        var credential = FederatedCredential(
            id: id, name: body["name"]?.string ?? "", issuer: "", subject: "", audiences: [])
        try apply(body, to: &credential)
        for (name, value) in [
            ("name", credential.name), ("issuer", credential.issuer),
            ("subject", credential.subject), ("audiences", credential.audiences.first ?? ""),
        ] where value.isEmpty {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for property '\(name)' of resource "
                    + "'FederatedIdentityCredential'.")
        }
        return credential
    }

    /// Changes what the body mentions; the name stays.
    static func apply(
        _ body: JSON, to credential: inout FederatedCredential
    ) throws(GraphError) {
        credential.issuer = try PasswordBody.text(body["issuer"]) ?? credential.issuer
        credential.subject = try PasswordBody.text(body["subject"]) ?? credential.subject
        credential.details = try PasswordBody.text(body["description"]) ?? credential.details
        guard let audiences = body["audiences"] else { return }
        guard let texts = audiences.strings, texts.count == 1 else {
            throw .badRequest(
                "Request_BadRequest",
                "Exactly one audience is expected in property 'audiences'.")
        }
        credential.audiences = texts
    }
}
