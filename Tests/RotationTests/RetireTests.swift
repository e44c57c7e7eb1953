import Rotation
import TestSupport
import Testing

struct RetireTests {
    let scene: Scene

    init() {
        var declaration = Declaration.example
        declaration.overlap = .duration(.hours(2))
        scene = Scene(declaration)
    }

    private func rotateTwice() throws -> Credential {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let first = try #require(scene.rotation.current)
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 2 && $0.run == nil }
        return first
    }

    @Test("A displaced credential is removed when its overlap ends, and then seen to be gone")
    func overlap() throws {
        let first = try rotateTwice()
        let delivered = scene.clock.now()
        #expect(scene.liveKeyIDs.contains(first.keyID))

        let isAsked = try scene.run { _ in !scene.issuer.removals.isEmpty }
        #expect(isAsked)
        #expect(scene.clock.now() >= delivered + .hours(2))
        let asked = scene.clock.now()
        let isGone = try scene.run { $0.credentials.count == 1 }
        #expect(isGone)
        #expect(scene.clock.now() - asked >= .minutes(2))
        #expect(scene.issuer.removals == [first.keyID])
        #expect(scene.disk.retired.last?.state == .gone)
    }

    @Test("No overlap is shorter than the minimum grace")
    func minimumGrace() throws {
        scene.policy.declaration.overlap = .duration(.seconds(1))
        _ = try rotateTwice()
        let delivered = scene.clock.now()
        _ = try scene.run { _ in !scene.issuer.removals.isEmpty }
        #expect(scene.clock.now() >= delivered + .hours(1))
    }

    @Test("retire can wait for evidence; its end date is the last word")
    func veto() throws {
        scene.policy.on(.retire) { _, _ in [.null, .string("report too old")] }
        scene.register()
        let first = try rotateTwice()
        _ = try scene.run(for: .days(5))
        #expect(scene.liveKeyIDs.contains(first.keyID))
        #expect(scene.events.contains { $0.kind == .vetoed })
    }

    @Test("What the policy never lets go of is left to its end date")
    func expired() throws {
        scene.policy.on(.retire) { _, _ in [.bool(false)] }
        scene.register()
        let first = try rotateTwice()
        let isExpired = try scene.run(for: .days(66)) { rotation in
            !rotation.credentials.contains { $0.keyID == first.keyID }
        }
        #expect(isExpired)
        #expect(scene.clock.now() >= first.endsAt)
        #expect(!scene.issuer.removals.contains(first.keyID))
        let left = scene.disk.retired.first { $0.keyID == first.keyID }
        #expect(left?.state == .expired)
    }

    @Test("retire_force overrides the policy's own no")
    func force() throws {
        scene.policy.declaration.retireForce = true
        scene.policy.on(.retire) { _, _ in [.bool(false)] }
        scene.register()
        let first = try rotateTwice()
        _ = try scene.run { $0.credentials.count == 1 }
        #expect(!scene.liveKeyIDs.contains(first.keyID))
    }

    @Test("A removal whose reply is lost is found out by reading, not by asking again")
    func lostReply() throws {
        let first = try rotateTwice()
        scene.issuer.removeErrors = [.noAnswer(action: "removePassword", why: "reset")]
        _ = try scene.run { _ in scene.issuer.removals.count == 1 }
        scene.issuer.tenant[Application.example.objectID]?.credentials.removeAll {
            $0.keyID == first.keyID
        }
        let isGone = try scene.run { $0.credentials.count == 1 }
        #expect(isGone)
        #expect(scene.issuer.removals.count == 1)
    }

    @Test("A credential that is still shown long after its removal is removed once more")
    func stillThere() throws {
        let first = try rotateTwice()
        scene.issuer.removeErrors = [.noAnswer(action: "removePassword", why: "reset")]
        let isGone = try scene.run(for: .hours(6)) { $0.credentials.count == 1 }
        #expect(isGone)
        #expect(scene.issuer.removals == [first.keyID, first.keyID])
    }

    @Test("Nothing is removed while the local clock cannot be trusted")
    func clockSkew() throws {
        let first = try rotateTwice()
        scene.issuer.skew = .days(-30)
        _ = try scene.run(for: .hours(5))
        #expect(scene.issuer.removals.isEmpty)
        scene.issuer.skew = .zero
        _ = try scene.run(for: .hours(5))
        #expect(scene.issuer.removals == [first.keyID])
    }

    @Test("A removal that is refused is tried ever more seldom")
    func refused() throws {
        _ = try rotateTwice()
        scene.issuer.removeErrors = Array(
            repeating: .denied(action: "remove", why: "403"), count: 999)
        _ = try scene.run(for: .hours(26))
        #expect(scene.issuer.removals.count < 40)
        #expect(scene.issuer.removals.count > 20)
    }

    @Test("Foreign credentials are never touched")
    func foreign() throws {
        scene.issuer.addForeign(
            keyID: "f0", named: "made by hand", to: Application.example.objectID)
        _ = try rotateTwice()
        _ = try scene.run(for: .days(90))
        #expect(scene.liveKeyIDs.contains("f0"))
        #expect(!scene.issuer.removals.contains("f0"))
    }

    @Test("The connection's own old secret stays until the new one signs the connection in")
    func own() throws {
        scene.issuer.tenant[Application.example.objectID]?.clientID = scene.issuer.identity
        scene.policy.declaration.application = ApplicationReference(
            objectID: Application.example.objectID)
        scene.policy.declaration.auto = false
        scene.register()
        for version in 1...2 {
            try scene.store.request(.own, of: "payments-api")
            let isDone = try scene.run { $0.version == version && $0.run == nil }
            #expect(isDone)
        }
        scene.issuer.proofAnswers = Array(
            repeating: .success(.notYet(why: "AADSTS7000215")), count: 3)
        let proofs = scene.issuer.proofs
        let isRemoved = try scene.run(for: .hours(2)) { _ in !scene.issuer.removals.isEmpty }
        #expect(!isRemoved && scene.issuer.proofs > proofs)
        let isRemovedLater = try scene.run(for: .hours(9)) { _ in !scene.issuer.removals.isEmpty }
        #expect(isRemovedLater)
        #expect(scene.issuer.proofs == proofs + 4)
    }
}
