/// What the permissions in a token are good for, and what they lack or have too much of.
///
/// - SeeAlso: Microsoft Graph permissions reference.
package struct PermissionReview: Equatable, Sendable {
    /// A permission and what is to be said about it.
    package struct Finding: Equatable, Sendable {
        package let permission: String
        package let note: String
    }

    /// Without one of these nothing can be rotated, or a feature does not work.
    package let missing: [Finding]
    /// More than is needed.
    package let tooBroad: [Finding]
    /// Whether it can change applications that it owns.
    package let canRotateOwned: Bool
    /// Whether it can change every application.
    package let canRotateAll: Bool

    /// Looks at the `roles` of a token.
    package init(_ roles: [String]) {
        let held = Set(roles)
        canRotateAll = !held.isDisjoint(with: Self.all)
        canRotateOwned = canRotateAll || held.contains(Self.owned)
        var missing: [Finding] = []
        if !canRotateOwned {
            missing.append(.init(permission: Self.owned, note: "without it nothing is rotated"))
        }
        for (permission, alternatives, note) in Self.optional
        where !held.contains(permission) && held.isDisjoint(with: alternatives) {
            missing.append(.init(permission: permission, note: note))
        }
        self.missing = missing
        tooBroad = roles.sorted().compactMap { role in
            Self.excess[role].map { .init(permission: role, note: $0) }
        }
    }

    private static let owned = "Application.ReadWrite.OwnedBy"
    private static let all: Set = ["Application.ReadWrite.All", "Directory.ReadWrite.All"]
    private static let optional: [(String, Set<String>, String)] = [
        (
            "AuditLog.Read.All", [], "optional: host:last_sign_in tells when a secret was used last"
        ),
        (
            "Policy.Read.All",
            ["Policy.Read.ApplicationConfiguration", "Policy.ReadWrite.ApplicationConfiguration"],
            "optional: the tenant's limits are known before a secret is asked for"
        ),
    ]
    private static let excess = [
        "Application.ReadWrite.All":
            "every application can be taken over; Application.ReadWrite.OwnedBy suffices",
        "Directory.ReadWrite.All":
            "the whole directory can be changed; Application.ReadWrite.OwnedBy suffices",
        "AppRoleAssignment.ReadWrite.All": "it can give itself every other permission",
        "RoleManagement.ReadWrite.Directory": "it can give itself every role of the tenant",
    ]
}
