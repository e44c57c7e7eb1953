/// The part of the guard that looks beside the application: its service principal, and the tenant's
/// rules about new secrets.
extension Rotator {
    func checkStanding(of application: Application, _ work: inout Work) throws(Failure) {
        let standing = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.standing(of: application)
        }
        work.rotation.seen?.principalCredentials = standing.principalCredentials
        try refuse(GuardCheck.signIn(standing.signIn, of: application, work.declaration))
        guard let rule = standing.rule else { return }
        try refuse(GuardCheck.rule(rule, on: application, work.declaration))
        guard let longest = rule.longestLife, longest < work.declaration.lifetime else { return }
        // The directory reckons by its own clock.
        work.updateRun { $0.longestLife = longest - limits.clockTolerance }
    }
}
