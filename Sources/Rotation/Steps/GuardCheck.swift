/// What the guard demands before anything is made, as pure functions of what was read.
///
/// Each gives what stands in the way; nil when nothing does.
package enum GuardCheck {
    /// The local clock and the server's must agree, or no time can be trusted.
    static func clock(ahead offset: Duration, _ limits: Limits) -> Failure? {
        guard abs(offset.wholeSeconds) > limits.clockTolerance.wholeSeconds else { return nil }
        return .guarded(
            message: "the local clock is off by \(offset.short) against the server's",
            hint: "synchronise this machine's clock; nothing is made or removed until then",
            recovery: .retry(after: nil))
    }

    /// Two ids must name one application.
    static func reference(_ stated: ApplicationReference, is application: Application) -> Failure? {
        guard let objectID = stated.objectID, objectID != application.objectID else { return nil }
        return .guarded(
            message: "\(stated) is object \(application.objectID), not \(objectID) as the policy "
                + "says",
            hint: "state one of the two ids only, or correct them", recovery: .fixPolicy)
    }

    /// The connection's own identity is not rotated by accident.
    static func identity(
        _ identity: String, of connection: String, on application: Application
    ) -> Failure? {
        guard application.clientID == identity.lowercased() else { return nil }
        return .guarded(
            message: "application \(application.clientID) is the identity that connection "
                + "\"\(connection)\" signs in with",
            hint: "rotate it from another connection, or on purpose: 'runtime rotate NAME --self'",
            recovery: .fixAccess)
    }

    /// One home rotates an application.
    ///
    /// - Parameters:
    ///   - application: As it was read.
    ///   - home: This home's id; empty for one that is still to be made.
    ///   - now: A marker on a credential that has ended is none any more.
    /// - Returns: What names the other home; nil when there is none.
    static func otherHome(
        on application: Application, besides home: String, at now: Instant
    ) -> Failure? {
        let other = application.credentials.lazy.compactMap { credential in
            credential.displayName.flatMap(Marker.init).map { (credential, marker: $0) }
        }.first { credential, marker in
            marker.home != String(home.prefix(8)) && credential.isLive(at: now)
        }
        guard let (credential, marker) = other else { return nil }
        return .guarded(
            message: "another home (\(marker.home)) manages application "
                + "\"\(application.displayName)\": credential \(credential.keyID) is its",
            hint: "let one home rotate an application; remove the other's credential first",
            recovery: .fixAccess)
    }

    /// Somebody must be able to sign in with what is made, unless the policy says that nobody can.
    static func signIn(
        _ signIn: Standing.SignIn, of application: Application, _ declaration: Declaration
    ) -> Failure? {
        let name = application.displayName
        if application.isForPersonalAccountsOnly, declaration.proof == .signIn {
            return .guarded(
                message:
                    "application \"\(name)\" is for personal accounts only: nobody can sign in "
                    + "to this tenant with its secret",
                hint: "say proof = \"directory\" in the policy: the directory's list is then the "
                    + "proof", recovery: .fixPolicy)
        }
        switch signIn {
        case .enabled, .unknown: return nil
        case .missing where declaration.proof == .directory: return nil
        case .disabled:
            return .guarded(
                message: "nobody can sign in as application \"\(name)\": its service principal "
                    + "is disabled",
                hint: "enable it, or delete the rotation", recovery: .fixAccess)
        case .missing:
            return .guarded(
                message: "nobody can sign in as application \"\(name)\": it has no service "
                    + "principal in this tenant",
                hint: "create one: az ad sp create --id \(application.clientID)",
                recovery: .fixAccess)
        }
    }

    /// The tenant must allow what the policy declares; a shorter life only where it says so.
    static func rule(
        _ rule: SecretRule, on application: Application, _ declaration: Declaration
    ) -> Failure? {
        guard !rule.isForbidden else {
            return .guarded(
                message: "policy \(rule.policyID) of the tenant forbids new client secrets for "
                    + "application \"\(application.displayName)\"",
                hint: "exempt the application from the policy, or use another kind of credential",
                recovery: .fixAccess)
        }
        guard let longest = rule.longestLife, longest < declaration.lifetime, !declaration.clamp
        else { return nil }
        return .guarded(
            message: "policy \(rule.policyID) of the tenant lets a client secret live "
                + "\(longest.short) at most, not \(declaration.lifetime.short)",
            hint: "lower 'lifetime' (and 'interval'), or say clamp = true", recovery: .fixPolicy)
    }

    /// There must be room to keep what is made.
    static func disk(free bytes: Int64) -> Failure? {
        guard bytes < Limits.minimumFreeBytes else { return nil }
        return .guarded(
            message: "only \(bytes >> 20) MiB are free where the home is",
            hint: "make room; nothing is made below 16 MiB", recovery: .retry(after: nil))
    }
}

extension RemoteCredential {
    /// Whether it has not ended, as far as the directory says.
    package func isLive(at now: Instant) -> Bool {
        endsAt.map { $0 > now } ?? true
    }
}
