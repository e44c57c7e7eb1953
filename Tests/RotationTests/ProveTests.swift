import Rotation
import TestSupport
import Testing

struct ProveTests {
    let scene = Scene()

    @Test("One refusal between two successes makes the count start anew")
    func consecutive() throws {
        let notYet = Proof.notYet(why: "AADSTS7000215")
        scene.issuer.proofAnswers = [
            .success(.accepted), .success(.accepted), .success(notYet), .success(.accepted),
            .success(.accepted), .success(.accepted),
        ]
        let isProven = try scene.run { $0.candidate?.state == .proven }
        #expect(isProven)
        #expect(scene.issuer.proofs == 6)
    }

    @Test("Successes are counted anew by a process that takes over")
    func restart() throws {
        let isAlmost = try scene.run { $0.run?.proof.successes == 2 }
        #expect(isAlmost)
        scene.restart(as: "two")
        let isProven = try scene.run { $0.candidate?.state == .proven }
        #expect(isProven)
        #expect(scene.issuer.proofs == 5)
    }

    @Test("A secret that never signs in is removed; the current one stays; twice is stuck")
    func budget() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let current = try #require(scene.rotation.current)
        scene.issuer.acceptanceLag = .days(1)
        try scene.store.request(.manual, of: "payments-api")

        let hasFailed = try scene.run(for: .hours(2)) {
            $0.failures == 1 && $0.credentials.count == 1
        }
        #expect(hasFailed)
        #expect(scene.rotation.current == current)
        #expect(scene.liveKeyIDs == [current.keyID])
        #expect(!scene.rotation.isStuck)

        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .hours(2)) { $0.failures == 2 && $0.credentials.count == 1 }
        #expect(scene.rotation.isStuck)
        #expect(scene.liveKeyIDs == [current.keyID])
    }

    @Test("Loop detection pauses five minutes and is no failure")
    func loopDetection() throws {
        scene.issuer.proofAnswers = [
            .success(.accepted), .success(.pause(.minutes(5), why: "50196")),
        ]
        let hasPaused = try scene.run { _ in scene.issuer.proofs == 2 }
        #expect(hasPaused)
        #expect(scene.rotation.run?.wake.at == scene.clock.now() + .minutes(5))
        #expect(scene.rotation.run?.proof.successes == 1)
    }

    @Test("A refusal that waiting does not mend ends the proof at once and cleans up")
    func permanent() throws {
        let refusal = IssuerError.refused(
            action: "sign in", why: "AADSTS7000112: disabled", recovery: .fixAccess)
        scene.issuer.proofAnswers = [.failure(refusal)]
        let hasFailed = try scene.run { $0.failures == 1 }
        #expect(hasFailed)
        #expect(scene.rotation.lastError?.contains("7000112") == true)
        let first = scene.issuer.mints[0].keyID
        let isRemoved = try scene.run { !$0.credentials.contains { $0.keyID == first } }
        #expect(isRemoved)
        #expect(!scene.liveKeyIDs.contains(first))
    }

    @Test("verify can hold a promotion back")
    func verifyHook() throws {
        var isReady = false
        scene.policy.on(.verify) { _, _ in [.bool(isReady)] }
        scene.register()
        _ = try scene.run(for: .minutes(10)) { $0.version == 1 }
        #expect(scene.rotation.version == 0)
        isReady = true
        let isPromoted = try scene.run { $0.version == 1 }
        #expect(isPromoted)
    }
}
