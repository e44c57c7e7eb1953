/// The body of a request that creates or changes an application.
enum ApplicationBody {
    /// Reads the properties of a new application.
    static func properties(_ body: JSON) throws(GraphError) -> Properties {
        guard let name = body["displayName"]?.string, !name.isEmpty else {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for property 'displayName' of resource 'Application'.")
        }
        var properties = Properties(displayName: name)
        try apply(body, to: &properties)
        return properties
    }

    /// Applies the members of a body, leaving alone what it does not mention.
    ///
    /// - Throws: ``GraphError`` for a member of the wrong type or one the resource does not have.
    static func apply(_ body: JSON, to properties: inout Properties) throws(GraphError) {
        guard case .object(let members) = body else { throw .unreadableBody }
        for member in members {
            switch member.name {
            case "displayName": properties.displayName = try text(member)
            case "signInAudience": properties.signInAudience = try audience(member)
            case "tags":
                guard let tags = member.value.strings else { throw invalid(member.name) }
                properties.tags = tags
            case "passwordCredentials":
                guard member.value == [] else {
                    throw .badRequest(
                        "Request_BadRequest",
                        "New password credentials must be generated with service actions.")
                }
            case "id", "appId", "createdDateTime", "deletedDateTime", "publisherDomain":
                throw .badRequest(
                    "Request_BadRequest",
                    "Property '\(member.name)' is read-only and cannot be set.")
            default: try keep(member, in: &properties)
            }
        }
    }

    private static func keep(
        _ member: JSON.Member, in properties: inout Properties
    ) throws(GraphError) {
        guard !member.name.hasPrefix("@odata.") else { return }
        guard ApplicationResource.names.values.contains(member.name) else {
            throw invalid(member.name)
        }
        properties.others.removeAll { $0.name == member.name }
        properties.others.append(member)
    }

    private static func text(_ member: JSON.Member) throws(GraphError) -> String {
        guard let text = member.value.string, !text.isEmpty else { throw invalid(member.name) }
        return text
    }

    private static func audience(_ member: JSON.Member) throws(GraphError) -> String {
        let known = [
            "AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount",
            "PersonalMicrosoftAccount",
        ]
        guard let text = member.value.string, known.contains(text) else {
            throw invalid(member.name)
        }
        return text
    }

    private static func invalid(_ name: String) -> GraphError {
        .badRequest(
            "Request_BadRequest",
            "Invalid value specified for property '\(name)' of resource 'Application'.")
    }
}

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

    /// Reads the key id that `removePassword` is given.
    static func keyID(_ body: JSON) throws(GraphError) -> String {
        guard let keyID = try guid(body["keyId"]) else {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for parameter 'keyId' of 'removePassword'.")
        }
        return keyID
    }

    private static func text(_ value: JSON?) throws(GraphError) -> String? {
        guard let value, value != .null else { return nil }
        guard let text = value.string else { throw .unreadableBody }
        return text
    }

    private static func guid(_ value: JSON?) throws(GraphError) -> String? {
        guard let text = try text(value) else { return nil }
        guard text.isGUID else { throw .literal(text, isNot: "Guid") }
        return text.lowercased()
    }

    private static func moment(_ value: JSON?) throws(GraphError) -> Timestamp? {
        guard let text = try text(value) else { return nil }
        guard let moment = Timestamp(parsing: text) else {
            throw .literal(text, isNot: "DateTimeOffset")
        }
        return moment
    }
}

extension String {
    /// Whether the text has the form of a GUID, in any case.
    var isGUID: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.utf8.allSatisfy(Self.isHexadecimal) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
