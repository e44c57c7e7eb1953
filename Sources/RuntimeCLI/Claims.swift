import Rotation

/// Names, applications and secret names, each of which one rotation may claim.
struct Claims {
    /// Who claimed what first: a rotation, and the file of its policy.
    private var owners: [String: (name: String, path: String)] = [:]

    /// Something that is taken.
    struct Clash: Equatable {
        /// Such as `the name "payments-api"`.
        let claim: String
        /// The file that came later.
        let path: String
        /// The rotation that keeps it.
        let name: String
        /// The file of that.
        let owner: String

        var message: String { "\(path): \(claim) is already used by \(holder)" }

        private var holder: String {
            owner == path ? "\(name), of the same file" : "\"\(owner)\""
        }

        var hint: String {
            owner == path
                ? "rename it in one of the two policies; if it is \(name) that has another name "
                    + "now, 'runtime delete \(name)' comes first"
                : "rename it in one of the two files"
        }
    }

    /// Claims what a policy of the file at `path` needs.
    ///
    /// - Returns: The first thing that somebody else has; then nothing is claimed.
    mutating func claim(_ declaration: Declaration, from path: String) -> Clash? {
        let application = declaration.application
        return claim(
            declaration.name, [application.clientID, application.objectID].compactMap(\.self),
            declaration.secrets, from: path)
    }

    /// Claims what a rotation on record has.
    mutating func claim(_ rotation: Rotation) {
        let stated = [rotation.application.clientID, rotation.application.objectID]
        let seen = [rotation.seen?.clientID, rotation.seen?.objectID]
        let ids = Set((stated + seen).compactMap(\.self)).sorted()
        _ = claim(rotation.name, ids, rotation.secrets, from: rotation.path)
    }

    private mutating func claim(
        _ name: String, _ ids: [String], _ secrets: SecretNames, from path: String
    ) -> Clash? {
        let claims =
            ["the name \"\(name)\""] + ids.map { "application \($0)" }
            + secrets.all.map { "the secret name \"\($0)\"" }
        for claim in claims {
            if let owner = owners[claim] {
                return Clash(claim: claim, path: path, name: owner.name, owner: owner.path)
            }
        }
        for claim in claims { owners[claim] = (name, path) }
        return nil
    }
}
