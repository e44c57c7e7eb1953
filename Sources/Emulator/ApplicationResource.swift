import Rotation

/// Applications and client secrets as Graph's JSON shows them.
enum ApplicationResource {
    /// The members of the application resource in their order, each with its value when unset.
    private static let template: [JSON.Member] = {
        let template: JSON = [
            "id": nil, "deletedDateTime": nil, "appId": nil, "applicationTemplateId": nil,
            "disabledByMicrosoftStatus": nil, "createdDateTime": nil, "displayName": nil,
            "description": nil, "groupMembershipClaims": nil, "identifierUris": [],
            "isDeviceOnlyAuthSupported": nil, "isFallbackPublicClient": nil,
            "nativeAuthenticationApisEnabled": nil, "notes": nil,
            "publisherDomain": "contoso.onmicrosoft.com", "serviceManagementReference": nil,
            "signInAudience": nil, "tags": [], "tokenEncryptionKeyId": nil, "uniqueName": nil,
            "samlMetadataUrl": nil, "defaultRedirectUri": nil, "certification": nil,
            "optionalClaims": nil, "servicePrincipalLockConfiguration": nil,
            "requestSignatureVerification": nil, "addIns": [],
            "api": [
                "acceptMappedClaims": nil, "knownClientApplications": [],
                "requestedAccessTokenVersion": nil, "oauth2PermissionScopes": [],
                "preAuthorizedApplications": [],
            ],
            "appRoles": [],
            "info": [
                "logoUrl": nil, "marketingUrl": nil, "privacyStatementUrl": nil, "supportUrl": nil,
                "termsOfServiceUrl": nil,
            ],
            "keyCredentials": [],
            "parentalControlSettings": [
                "countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow",
            ],
            "passwordCredentials": [], "publicClient": ["redirectUris": []],
            "requiredResourceAccess": [],
            "verifiedPublisher": [
                "displayName": nil, "verifiedPublisherId": nil, "addedDateTime": nil,
            ],
            "web": [
                "homePageUrl": nil, "logoutUrl": nil, "redirectUris": [],
                "implicitGrantSettings": [
                    "enableAccessTokenIssuance": false, "enableIdTokenIssuance": false,
                ],
                "redirectUriSettings": [],
            ],
            "spa": ["redirectUris": []],
        ]
        guard case .object(let members) = template else { return [] }
        return members
    }()

    /// The spelling of every member, by its name in lower case.
    static let names = Dictionary(
        uniqueKeysWithValues: template.map { ($0.name.lowercased(), $0.name) })

    /// The members of an application that a read as of `moment` shows.
    ///
    /// With `select` nil all are shown. The moment of its creation has a fraction of a second only
    /// in the answer to the creation itself, `isNew`.
    static func members(
        of application: DirectoryApplication, asOf moment: Instant, select: [String]?,
        isNew: Bool = false
    ) -> [JSON.Member] {
        let properties = application.properties(asOf: moment)
        let wanted = select.map { names in template.filter { names.contains($0.name) } }
        return (wanted ?? template).map { member in
            var member = member
            switch member.name {
            case "id": member.value = .string(application.objectID)
            case "appId": member.value = .string(application.appID)
            case "createdDateTime":
                let created = application.createdAt
                member.value = .string((isNew ? created : Timestamp(created.instant)).text)
            case "displayName": member.value = .string(properties.displayName)
            case "signInAudience": member.value = .string(properties.signInAudience)
            case "tags": member.value = .array(properties.tags.map(JSON.string))
            case "passwordCredentials":
                member.value = .array(
                    application.passwords(asOf: moment).map { .object(Self.members(of: $0)) })
            default:
                if let other = properties.others.first(where: { $0.name == member.name }) {
                    member.value = other.value.merged(into: member.value)
                }
            }
            return member
        }
    }

    /// The members of a client secret; its value is shown only on creation.
    static func members(of record: PasswordRecord, isNew: Bool = false) -> [JSON.Member] {
        [
            .init(name: "customKeyIdentifier", value: nil),
            .init(name: "displayName", value: JSON(record.displayName)),
            .init(name: "endDateTime", value: .string(record.end.text)),
            .init(name: "hint", value: .string(record.hint)),
            .init(name: "keyId", value: .string(record.keyID)),
            .init(name: "secretText", value: isNew ? .string(record.value) : nil),
            .init(name: "startDateTime", value: .string(record.start.text)),
        ]
    }
}

extension JSON {
    /// This value with the members that only `base` has.
    fileprivate func merged(into base: JSON) -> JSON {
        guard case .object(let new) = self, case .object(let old) = base else { return self }
        return .object(
            old.map { member in
                let value = new.first { $0.name == member.name }?.value
                return Member(
                    name: member.name, value: value?.merged(into: member.value) ?? member.value)
            } + new.filter { member in !old.contains { $0.name == member.name } })
    }
}
