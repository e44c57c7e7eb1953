/// The part of the guard that looks beside the application: its service principal, and the tenant's
/// rules about new secrets.
extension Rotator {
    func checkStanding(of application: Application, _ work: inout Work) throws(Failure) {
        let standing = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.standing(of: application)
        }
        work.rotation.seen?.principalCredentials = standing.principalCredentials
        try checkSignIn(standing.signIn, of: application)
        guard let rule = standing.rule else { return }
        guard !rule.isForbidden else {
            throw Failure.guarded(
                message: "policy \(rule.policyID) of the tenant forbids new client secrets for "
                    + "application \"\(application.displayName)\"",
                hint: "exempt the application from the policy, or use another kind of credential",
                recovery: .fixAccess)
        }
        try checkLifetime(rule, &work)
    }

    private func checkSignIn(
        _ signIn: Standing.SignIn, of application: Application
    ) throws(Failure) {
        switch signIn {
        case .enabled, .unknown: return
        case .disabled:
            throw Failure.guarded(
                message: "nobody can sign in as application \"\(application.displayName)\": its "
                    + "service principal is disabled",
                hint: "enable it, or delete the rotation", recovery: .fixAccess)
        case .missing:
            throw Failure.guarded(
                message: "nobody can sign in as application \"\(application.displayName)\": it has "
                    + "no service principal in this tenant",
                hint: "create one: az ad sp create --id \(application.clientID)",
                recovery: .fixAccess)
        }
    }

    /// A shorter life is taken only where the policy file says so.
    private func checkLifetime(_ rule: SecretRule, _ work: inout Work) throws(Failure) {
        guard let longest = rule.longestLife, longest < work.declaration.lifetime else { return }
        guard work.declaration.clamp else {
            throw Failure.guarded(
                message: "policy \(rule.policyID) of the tenant lets a client secret live "
                    + "\(longest.short) at most, not \(work.declaration.lifetime.short)",
                hint: "lower 'lifetime' (and 'interval'), or say clamp = true", recovery: .fixPolicy
            )
        }
        // The directory reckons by its own clock.
        work.updateRun { $0.longestLife = longest - limits.clockTolerance }
    }
}
