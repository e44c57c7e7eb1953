import Rotation
import TestSupport
import Testing

/// The guard looks beside the application: at its service principal and at the tenant's rules.
struct CheckStandingTests {
    let scene = Scene()

    private func refusal() throws -> String {
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.isEmpty)
        return try #require(scene.rotation.lastError)
    }

    @Test("Nothing is made for an application that nobody can sign in as")
    func signIn() throws {
        scene.issuer.standing.signIn = .disabled
        #expect(try refusal().contains("its service principal is disabled"))
        scene.issuer.standing.signIn = .missing
        let isMade = try scene.run { _ in !scene.issuer.mints.isEmpty }
        #expect(!isMade)
        #expect(scene.rotation.lastError?.contains("no service principal in this tenant") == true)
    }

    @Test("A policy that is proven by the directory needs nobody to sign in; disabled is disabled")
    func directory() throws {
        scene.policy.declaration.proof = .directory
        scene.register()
        scene.issuer.standing.signIn = .disabled
        #expect(try refusal().contains("its service principal is disabled"))
        scene.issuer.standing.signIn = .missing
        let isMade = try scene.run { _ in !scene.issuer.mints.isEmpty }
        #expect(isMade)
    }

    @Test("An application for personal accounts only is told how it can be proven")
    func personalAccountsOnly() throws {
        scene.issuer.tenant[Application.example.objectID]?.signInAudience =
            "PersonalMicrosoftAccount"
        #expect(try refusal().contains("for personal accounts only"))
        #expect(scene.events.last?.hint?.contains(#"say proof = "directory""#) == true)
    }

    @Test("What may not be looked at holds nothing up")
    func unknown() throws {
        scene.issuer.standing.signIn = .unknown
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("A tenant that forbids new secrets is named by its policy")
    func forbidden() throws {
        scene.issuer.standing.rule = SecretRule(policyID: "p-7", isForbidden: true)
        #expect(try refusal().contains("policy p-7 of the tenant forbids new client secrets"))
    }

    @Test("A life that is too long for the tenant is refused, with the policy and both lives")
    func lifetime() throws {
        scene.issuer.standing.rule = SecretRule(policyID: "p-7", longestLife: .days(30))
        let text = try refusal()
        #expect(text.contains("policy p-7 of the tenant lets a client secret live 30d at most"))
    }

    @Test("With clamp = true a shorter life is taken, with room for the directory's own clock")
    func clamp() throws {
        scene.policy.declaration.clamp = true
        scene.issuer.standing.rule = SecretRule(policyID: "p-7", longestLife: .days(30))
        let now = scene.clock.now()
        _ = try scene.rotator.advance(1)
        let mint = try #require(scene.issuer.mints.first)
        #expect(mint.endsAt > now + .days(29) && mint.endsAt < now + .days(30))
    }

    @Test("A limit that the declared life keeps changes nothing")
    func roomy() throws {
        scene.issuer.standing.rule = SecretRule(policyID: "p-7", longestLife: .days(3_650))
        let now = scene.clock.now()
        _ = try scene.rotator.advance(1)
        let mint = try #require(scene.issuer.mints.first)
        #expect(mint.endsAt >= now + scene.policy.declaration.lifetime)
    }

    @Test("Secrets of the service principal are remembered, and never touched")
    func principal() throws {
        let other = RemoteCredential(keyID: "aa", displayName: "by hand")
        scene.issuer.standing.principalCredentials = [other]
        _ = try scene.run { $0.current?.deliveredAt != nil }
        #expect(scene.rotation.seen?.principalCredentials == [other])
        #expect(scene.issuer.removals.isEmpty)
    }
}
