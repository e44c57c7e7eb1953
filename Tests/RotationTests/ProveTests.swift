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

    /// The application lists what was minted only now and then, as `lists` says read by read.
    private func proveByDirectory(_ lists: [Bool]) throws -> [Event] {
        scene.policy.declaration.proof = .directory
        scene.policy.declaration.proofs = 5
        scene.register()
        var answers = lists
        let object = Application.example.objectID
        let isSealed = try scene.run { $0.candidate?.state == .sealed }
        #expect(isSealed)
        let listed = scene.issuer.tenant[object]?.credentials ?? []
        while scene.rotation.candidate?.state == .sealed {
            let isListed = answers.isEmpty || answers.removeFirst()
            scene.issuer.tenant[object]?.credentials = isListed ? listed : []
            let reads = scene.issuer.reads
            let isRead = try scene.run { _ in scene.issuer.reads > reads }
            try #require(isRead)
        }
        return scene.events
    }

    @Test(
        "By the directory, five spaced reads in a row must list it; nobody signs in, and it says so"
    )
    func directory() throws {
        let events = try proveByDirectory([true, true, false])
        #expect(try scene.run { $0.version == 1 })
        #expect(scene.issuer.proofs == 0)
        let reads = events.filter { $0.kind == .accepted || $0.kind == .refused }
        #expect(
            reads.map(\.kind) == [
                .accepted, .accepted, .refused, .accepted, .accepted, .accepted, .accepted,
                .accepted,
            ])
        let spans = zip(reads.suffix(5), reads.suffix(4)).map { $1.at - $0.at }
        #expect(spans == Array(repeating: scene.limits.proofSpacing, count: 4))
        let proven = events.last { $0.kind == .proven }
        #expect(proven?.detail == "5 reads in a row list it; not proven by sign-in")
    }

    @Test("A secret that the directory never lists is removed after the budget")
    func directoryBudget() throws {
        let events = try proveByDirectory(Array(repeating: false, count: 60))
        #expect(scene.rotation.candidate == nil && scene.rotation.version == 0)
        #expect(scene.rotation.failedProofs == 1)
        let failed = try #require(events.last { $0.kind == .failed })
        #expect(failed.detail.contains("was not listed within 30m"))
    }

    @Test("The connection's own secret signs in whatever the policy says")
    func ownSecret() throws {
        scene.issuer.tenant[Application.example.objectID]?.clientID = scene.issuer.identity
        scene.policy.declaration.proof = .directory
        scene.register()
        try scene.store.request(.own, of: "payments-api")
        #expect(try scene.run { $0.version == 1 })
        #expect(scene.issuer.proofs > 0)
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
