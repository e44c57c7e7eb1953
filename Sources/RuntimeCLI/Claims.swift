import Rotation

/// Names, applications and secret names, each of which one rotation may claim.
struct Claims {
    /// Who claimed what first: a rotation, and the file of its policy.
    private var owners: [String: (name: String, path: String)] = [:]

    /// Something that a policy needs and cannot have.
    struct Clash: Equatable {
        let message: String
        let hint: String
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
            if let owner = owners[claim] { return Self.clash(over: claim, from: path, owner) }
        }
        for claim in claims { owners[claim] = (name, path) }
        return nil
    }

    private static func clash(
        over claim: String, from path: String, _ owner: (name: String, path: String)
    ) -> Clash {
        let isSame = owner.path == path
        let holder = isSame ? "\(owner.name), of the same file" : "\"\(owner.path)\""
        return Clash(
            message: "\(path): \(claim) is already used by \(holder)",
            hint: isSame
                ? "rename it in one of the two policies; if it is \(owner.name) that has another "
                    + "name now, 'runtime delete \(owner.name)' comes first"
                : "rename it in one of the two files")
    }
}
