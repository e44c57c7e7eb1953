import Rotation
import TestSupport
import Testing

struct RotatorTests {
    let scene = Scene()

    @Test("What tells of a secret outlasts a power cut at once; what is only waited for need not")
    func lasting() throws {
        var changes: [Change] = []
        scene.disk.onCommit = { changes.append($0) }
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        let grave = changes.filter { change in
            change.sealing != nil || change.publication != nil
                || change.rotation.candidate?.state == .intended
        }
        #expect(grave.count == 3)
        #expect(!grave.contains { !$0.isLasting })
        let waits = changes.filter { !$0.isLasting }
        #expect(!waits.isEmpty)
        #expect(changes.count(where: \.isLasting) <= 8)
    }

    @Test("A new rotation ends with one proven, promoted and delivered credential")
    func firstRun() throws {
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }

        #expect(isDelivered)
        #expect(scene.rotation.version == 1)
        #expect(scene.issuer.mints.count == 1)
        #expect(scene.issuer.proofs == 3)
        #expect(scene.liveKeyIDs == [try #require(scene.rotation.current?.keyID)])
        #expect(scene.rotation.run == nil)
    }

    @Test("What consumers read is the value that signs in")
    func publishedValueSignsIn() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }

        let secret = try scene.store.secret("PAYMENTS_CLIENT_SECRET", version: nil)
        #expect(scene.issuer.values[secret.keyID ?? ""] == secret.value)
        let clientID = try scene.store.secret("PAYMENTS_CLIENT_ID", version: nil)
        #expect(clientID.value == SecretValue(Application.example.clientID))
        #expect(clientID.version == secret.version)
    }

    @Test("A second run begins a stage ahead and is promoted at its nominal time")
    func stagedRun() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let first = scene.clock.now()

        let isSecond = try scene.run(for: .days(31)) { $0.version == 2 }

        #expect(isSecond)
        let anchor = try #require(scene.issuer.mints.last)
        #expect(anchor.keyID != scene.issuer.mints.first?.keyID)
        #expect(scene.clock.now() - first >= .days(29))
        #expect(scene.rotation.anchor.map { if case .nominal = $0 { true } else { false } } == true)
    }

    @Test("The displaced credential lives until the next run has delivered, then it is removed")
    func untilNext() throws {
        let isSecond = try scene.run(for: .days(40)) { $0.version == 2 && $0.run == nil }
        #expect(isSecond)
        let first = try #require(scene.issuer.mints.first?.keyID)
        let isPromoted = try scene.run(for: .days(40)) { $0.version == 3 }
        #expect(isPromoted)
        #expect(scene.issuer.removals == [first])

        let isGone = try scene.run(for: .hours(3)) { $0.credentials.count == 2 }

        #expect(isGone)
        #expect(scene.liveKeyIDs == Set(scene.rotation.credentials.map(\.keyID)))
        #expect(!scene.liveKeyIDs.contains(first))
    }

    @Test("One run without hooks takes at most eight commits")
    func commitsPerRun() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let before = scene.disk.commits
        let isSecond = try scene.run(for: .days(31)) { $0.version == 2 && $0.run == nil }

        #expect(isSecond)
        #expect(scene.disk.commits - before <= 8)
    }

    @Test("A visit that has nothing to do leaves nothing due")
    func noBusyLoop() throws {
        func visits() throws -> Int {
            var visits = 0
            while try !scene.store.due(at: scene.clock.now(), limit: 1).isEmpty, visits < 50 {
                _ = try scene.rotator.advance(1)
                visits += 1
            }
            return visits
        }
        _ = try scene.run { $0.run?.step == .prove }
        try scene.store.request(.manual, of: "payments-api")
        #expect(try visits() < 5)
        scene.policy.declaration.auto = false
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d2"), at: scene.clock.now())
        #expect(try visits() < 5)
        _ = try scene.run { $0.current?.deliveredAt != nil }
        #expect(try visits() < 5)
        #expect(scene.rotation.wake?.reason == .alert)
    }

    @Test("A request while a staged secret waits promotes that one now")
    func hurry() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        _ = try scene.run(for: .days(30)) { $0.run?.wake.reason == .stage }
        try scene.store.request(.manual, of: "payments-api")
        let asked = scene.clock.now()
        _ = try scene.run(for: .hours(2)) { $0.version == 2 }
        #expect(scene.clock.now() - asked <= .minutes(10))
        #expect(scene.issuer.mints.count == 2)
    }

    @Test("A request after a death between promotion and delivery begins no second run")
    func requestBeforeDelivery() throws {
        scene.disk.onCommit = { [disk = scene.disk] change in
            if change.publication != nil { disk.commitErrors = [.failed("killed")] }
        }
        #expect(throws: StoreError.self) { _ = try scene.run { $0.run == nil && $0.version == 1 } }
        #expect(scene.rotation.run?.step == .deliver)
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .hours(3)) { _ in false }
        #expect(scene.rotation.current?.deliveredAt != nil)
        #expect(scene.rotation.requested == nil)
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("A policy edited during a run decides as soon as the run is over")
    func editedDuringRun() throws {
        _ = try scene.run { $0.run?.step == .prove }
        scene.policy.declaration.schedule = Schedule(interval: .days(2))
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d2"), at: scene.clock.now())
        _ = try scene.run { $0.run == nil && $0.version == 1 }
        _ = try scene.rotator.advance(1)
        #expect(try #require(scene.rotation.wake).at <= scene.clock.now() + .days(2))
    }

    @Test("A rotation whose lease another living process holds is left alone")
    func leaseOfAnother() throws {
        _ = try scene.rotator.advance(1)
        scene.store = MemoryStore(scene.disk, as: "two")

        #expect(try scene.rotator.advance(1) == nil)
    }
}
