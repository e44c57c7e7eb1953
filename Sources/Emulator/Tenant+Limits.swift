import Rotation

extension Tenant {
    /// The id that refusals by the tenant's application management policy name.
    static let policyID = "44444444-0000-4000-8000-000000000001"

    /// Refuses a client secret that the tenant's policy does not allow.
    func checkPolicy(_ terms: PasswordTerms) throws(GraphError) {
        guard knobs.policy.noSecrets == 0 else { throw .typeForbidden }
        let seconds = (terms.end.instant - terms.start.instant).wholeSeconds
        guard knobs.policy.secretLifetime == 0 || Double(seconds) <= knobs.policy.secretLifetime
        else { throw .lifetimeExceeded(Self.policyID) }
    }

    /// Refuses a certificate that the tenant's policy does not allow.
    func checkPolicy(_ terms: KeyTerms) throws(GraphError) {
        let seconds = (terms.end.instant - terms.start.instant).wholeSeconds
        guard knobs.policy.keyLifetime == 0 || Double(seconds) <= knobs.policy.keyLifetime else {
            throw .lifetimeExceeded(Self.policyID)
        }
    }

    /// Refuses credentials on a service principal whose application locks its instances.
    func checkLock(of object: DirectoryObject) throws(GraphError) {
        guard object.kind == .servicePrincipal,
            let id = index[.application]?[object.appID],
            let lock = objects[id]?.properties["servicePrincipalLockConfiguration"],
            lock["isEnabled"] == true,
            lock["allProperties"] == true || lock["credentialsWithUsageVerify"] == true
        else { return }
        throw .locked
    }

    /// Refuses one more value on an object that has as many as it may.
    func checkSize(of object: DirectoryObject) throws(GraphError) {
        guard Double(object.size) < knobs.limits.values else { throw .tooManyValues }
    }

    /// The tenant's policy as `/policies/defaultAppManagementPolicy` shows it.
    var managementPolicy: JSON {
        let policy = knobs.policy
        func restriction(_ type: String, _ isOn: Bool, _ days: Int?) -> JSON {
            [
                "restrictionType": .string(type), "state": isOn ? "enabled" : "disabled",
                "restrictForAppsCreatedAfterDateTime": nil,
                "maxLifetime": days.map { .string("P\($0)D") } ?? .null,
            ]
        }
        let secretDays = Int(policy.secretLifetime / 86_400)
        let keyDays = Int(policy.keyLifetime / 86_400)
        return [
            "id": .string(Self.policyID),
            "displayName": "Default app management tenant policy",
            "description": "Default tenant policy that enforces app management restrictions.",
            "isEnabled": .bool(policy != Knobs.Policy()),
            "applicationRestrictions": [
                "passwordCredentials": [
                    restriction("passwordAddition", policy.noSecrets != 0, nil),
                    restriction(
                        "passwordLifetime", secretDays > 0, secretDays > 0 ? secretDays : nil),
                ],
                "keyCredentials": [
                    restriction(
                        "asymmetricKeyLifetime", keyDays > 0, keyDays > 0 ? keyDays : nil)
                ],
            ],
            "servicePrincipalRestrictions": [
                "passwordCredentials": [], "keyCredentials": [],
            ],
        ]
    }
}
