/// The body of a request that creates or changes an object.
enum ObjectBody {
    /// Reads the properties of a new application.
    static func application(_ body: JSON) throws(GraphError) -> Properties {
        guard let name = body["displayName"]?.string, !name.isEmpty else {
            throw .badRequest(
                "Request_BadRequest",
                "A value is required for property 'displayName' of resource 'Application'.")
        }
        var properties = Properties(displayName: name)
        try apply(body, to: &properties, .application, isNew: true)
        return properties
    }

    /// Applies the members of a body, leaving alone what it does not mention.
    ///
    /// - Throws: ``GraphError`` for a member of the wrong type or one the resource does not have.
    static func apply(
        _ body: JSON, to properties: inout Properties, _ kind: Kind, isNew: Bool = false
    ) throws(GraphError) {
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
            case "keyCredentials": break
            case "appId" where isNew && kind == .servicePrincipal: break
            case "accountEnabled" where kind == .servicePrincipal:
                guard member.value.bool != nil else { throw invalid(member.name) }
                try keep(member, in: &properties, kind)
            case "id", "appId", "createdDateTime", "deletedDateTime", "publisherDomain":
                throw .badRequest(
                    "Request_BadRequest",
                    "Property '\(member.name)' is read-only and cannot be set.")
            default: try keep(member, in: &properties, kind)
            }
        }
    }

    private static func keep(
        _ member: JSON.Member, in properties: inout Properties, _ kind: Kind
    ) throws(GraphError) {
        guard !member.name.hasPrefix("@odata.") else { return }
        guard Resource.spelling(member.name, kind) == member.name else {
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
