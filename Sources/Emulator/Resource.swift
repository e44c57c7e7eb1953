import Foundation
import Rotation

/// Directory objects and their credentials as Graph's JSON shows them.
enum Resource {
    /// The members of the application resource in their order, each with its value when unset.
    private static let application: [JSON.Member] = {
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

    /// The members of the service principal resource in their order, likewise.
    private static let servicePrincipal: [JSON.Member] = {
        let template: JSON = [
            "id": nil, "deletedDateTime": nil, "accountEnabled": true, "alternativeNames": [],
            "appDisplayName": nil, "appDescription": nil, "appId": nil,
            "applicationTemplateId": nil, "appOwnerOrganizationId": nil,
            "appRoleAssignmentRequired": false, "createdDateTime": nil, "description": nil,
            "disabledByMicrosoftStatus": nil, "displayName": nil, "homepage": nil,
            "loginUrl": nil, "logoutUrl": nil, "notes": nil, "notificationEmailAddresses": [],
            "preferredSingleSignOnMode": nil, "preferredTokenSigningKeyThumbprint": nil,
            "replyUrls": [], "servicePrincipalNames": [], "servicePrincipalType": "Application",
            "signInAudience": nil, "tags": [], "tokenEncryptionKeyId": nil,
            "samlSingleSignOnSettings": nil,
            "verifiedPublisher": [
                "displayName": nil, "verifiedPublisherId": nil, "addedDateTime": nil,
            ],
            "addIns": [], "appRoles": [],
            "info": [
                "logoUrl": nil, "marketingUrl": nil, "privacyStatementUrl": nil, "supportUrl": nil,
                "termsOfServiceUrl": nil,
            ],
            "keyCredentials": [], "oauth2PermissionScopes": [], "passwordCredentials": [],
            "resourceSpecificApplicationPermissions": [],
        ]
        guard case .object(let members) = template else { return [] }
        return members
    }()

    private static func template(_ kind: Kind) -> [JSON.Member] {
        switch kind {
        case .application: application
        case .servicePrincipal: servicePrincipal
        }
    }

    private static func names(_ kind: Kind) -> [String: String] {
        Dictionary(uniqueKeysWithValues: template(kind).map { ($0.name.lowercased(), $0.name) })
    }

    private static let applicationNames = names(.application)
    private static let servicePrincipalNames = names(.servicePrincipal)

    /// How a resource spells a member that is named in any case; nil for one it does not have.
    static func spelling(_ name: String, _ kind: Kind) -> String? {
        let names = kind == .application ? applicationNames : servicePrincipalNames
        return names[name.lowercased()]
    }

    /// The members of an object that a read shows.
    ///
    /// With `select` nil all are shown. The moment of its creation has a fraction of a second only
    /// in the answer to the creation itself, `isNew`.
    static func members(
        of object: DirectoryObject, in view: View, tenant: String, select: [String]?,
        isNew: Bool = false
    ) -> [JSON.Member] {
        let properties = object.properties(in: view)
        let all = template(object.kind)
        let wanted = select.map { names in all.filter { names.contains($0.name) } } ?? all
        return wanted.map { member in
            let known = value(
                member.name, of: object, properties, view, tenant: tenant, isNew: isNew,
                showsKeys: select != nil)
            if let known { return .init(name: member.name, value: known) }
            let other = properties[member.name]?.merged(into: member.value)
            return .init(name: member.name, value: other ?? member.value)
        }
    }

    /// The value of one member, for a filter.
    static func value(_ name: String, of object: DirectoryObject, in view: View) -> JSON {
        let properties = object.properties(in: view)
        return value(
            name, of: object, properties, view, tenant: "", isNew: false, showsKeys: false)
            ?? properties[name] ?? template(object.kind).first { $0.name == name }?.value ?? .null
    }

    private static func value(
        _ name: String, of object: DirectoryObject, _ properties: Properties, _ view: View,
        tenant: String, isNew: Bool, showsKeys: Bool
    ) -> JSON? {
        switch name {
        case "id": view.guid(object.objectID)
        case "appId": view.guid(object.appID)
        case "createdDateTime":
            .string((isNew ? object.createdAt : Timestamp(object.createdAt.instant)).text)
        case "deletedDateTime": object.removed.map { .string($0.at.description) }
        case "displayName": .string(properties.displayName)
        case "appDisplayName": .string(properties.displayName)
        case "appOwnerOrganizationId": .string(tenant)
        case "servicePrincipalNames": .array([view.guid(object.appID)])
        case "signInAudience": .string(properties.signInAudience)
        case "tags": .array(properties.tags.map(JSON.string))
        case "passwordCredentials":
            .array(
                object.passwords(in: view).map { record in
                    .object(members(of: record, in: view, hasHint: object.kind == .application))
                })
        case "keyCredentials":
            .array(
                object.keys(in: view).map { record in
                    .object(members(of: record, in: view, showsKey: showsKeys))
                })
        default: nil
        }
    }

    /// The members of a client secret; its value is shown only on creation.
    static func members(
        of record: PasswordRecord, in view: View, hasHint: Bool, isNew: Bool = false
    ) -> [JSON.Member] {
        [
            .init(name: "customKeyIdentifier", value: JSON(record.customKeyIdentifier)),
            .init(name: "displayName", value: JSON(record.displayName)),
            .init(name: "endDateTime", value: .string(record.end.text)),
            .init(name: "hint", value: hasHint ? .string(record.hint) : nil),
            .init(name: "keyId", value: view.guid(record.keyID)),
            .init(name: "secretText", value: isNew ? .string(record.value) : nil),
            .init(name: "startDateTime", value: .string(record.start.text)),
        ]
    }

    /// The members of a certificate; its value is shown only where it was selected.
    static func members(
        of record: KeyRecord, in view: View, showsKey: Bool = false
    ) -> [JSON.Member] {
        let key = showsKey ? Data(record.certificate.der).base64EncodedString() : nil
        return [
            .init(name: "customKeyIdentifier", value: .string(record.customKeyIdentifier)),
            .init(name: "displayName", value: JSON(record.displayName)),
            .init(name: "endDateTime", value: .string(record.end.text)),
            .init(name: "key", value: JSON(key)),
            .init(name: "keyId", value: view.guid(record.keyID)),
            .init(name: "startDateTime", value: .string(record.start.text)),
            .init(name: "type", value: .string(record.type)),
            .init(name: "usage", value: .string(record.usage)),
        ]
    }

    /// A federated credential.
    static func members(of credential: FederatedCredential) -> [JSON.Member] {
        [
            .init(name: "id", value: .string(credential.id)),
            .init(name: "name", value: .string(credential.name)),
            .init(name: "issuer", value: .string(credential.issuer)),
            .init(name: "subject", value: .string(credential.subject)),
            .init(name: "description", value: JSON(credential.details)),
            .init(name: "audiences", value: .array(credential.audiences.map(JSON.string))),
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
