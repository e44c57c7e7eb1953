internal import Rotation

/// An application management policy as Graph writes it.
///
/// The tenant's default has `applicationRestrictions`, one made for certain applications has
/// `restrictions`.
/// - SeeAlso: Microsoft Graph, `tenantAppManagementPolicy` and `appManagementPolicy`.
struct GraphPolicy: Decodable {
    var id: String?
    var isEnabled: Bool?
    var applicationRestrictions: Restrictions?
    var restrictions: Restrictions?

    struct Restrictions: Decodable {
        var passwordCredentials: [Restriction]?
    }

    struct Restriction: Decodable {
        var restrictionType: String?
        var state: String?
        /// ISO 8601.
        var maxLifetime: String?
        var restrictForAppsCreatedAfterDateTime: String?
    }

    /// What it demands of new client secrets of an application made at `createdAt`; nil for nothing.
    func rule(forApplicationMadeAt createdAt: Instant?) -> SecretRule? {
        guard isEnabled == true else { return nil }
        let all = (restrictions ?? applicationRestrictions)?.passwordCredentials ?? []
        let active = all.filter { $0.isActive(forApplicationMadeAt: createdAt) }
        var rule = SecretRule(policyID: id ?? "")
        rule.isForbidden = active.contains { $0.restrictionType == "passwordAddition" }
        rule.longestLife =
            active.filter { $0.restrictionType == "passwordLifetime" }
            .compactMap { $0.maxLifetime.flatMap(ISODuration.parse) }.min()
        return rule.isForbidden || rule.longestLife != nil ? rule : nil
    }
}

extension GraphPolicy.Restriction {
    /// Whether it holds for an application made then; one of unknown age counts as new.
    fileprivate func isActive(forApplicationMadeAt createdAt: Instant?) -> Bool {
        guard state?.lowercased() != "disabled" else { return false }
        guard let after = restrictForAppsCreatedAfterDateTime.flatMap(LenientDate.parse),
            let createdAt
        else { return true }
        return createdAt > after
    }
}
