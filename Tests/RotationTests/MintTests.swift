import Rotation
import TestSupport
import Testing

struct MintTests {
    let scene = Scene()

    private var unresolved: [Credential] {
        scene.rotation.credentials.filter { $0.state == .unresolved }
    }

    @Test("The intent is on record before anything is asked for, with marker and end date")
    func intentFirst() throws {
        var recorded: Credential?
        scene.issuer.whileMinting = { [scene] in
            recorded = scene.disk.rotation(1)?.credentials.first
        }
        _ = try scene.rotator.advance(1)

        let intent = try #require(recorded)
        let request = try #require(scene.issuer.mints.first)
        #expect(intent.state == .intended)
        #expect(request.marker == intent.label)
        #expect(request.keyID == intent.keyID)
        #expect(request.endsAt == scene.clock.now() + .days(64))
    }

    @Test("A lost reply is never asked for again: the new secret is found, removed, made anew")
    func lostReply() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "reset")]
        scene.issuer.appliesFailedMints = true
        let isDelivered = try scene.run {
            $0.current?.deliveredAt != nil && $0.credentials.count == 1
        }

        #expect(isDelivered)
        #expect(scene.issuer.mints.count == 2)
        #expect(scene.issuer.mints[0].marker != scene.issuer.mints[1].marker)
        #expect(scene.liveKeyIDs == [scene.issuer.mints[1].keyID])
        #expect(scene.events.contains { $0.kind == .found })
        #expect(scene.events.contains { $0.kind == .cleaned })
    }

    @Test("A request that never arrived is made anew after three reads over a minute")
    func lostRequest() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "timeout")]
        let start = scene.clock.now()
        let isMinted = try scene.run { _ in scene.issuer.mints.count == 2 }

        #expect(isMinted)
        #expect(scene.clock.now() - start >= .seconds(60))
        #expect(scene.issuer.reads >= 4)
        #expect(unresolved.count == 1)
    }

    @Test("An intent that turned up late is still found and removed")
    func lateAppearance() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "timeout")]
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let intent = try #require(unresolved.first)
        scene.issuer.addForeign(
            keyID: intent.keyID, named: intent.label,
            to: Application.example.objectID)

        let isRemoved = try scene.run(for: .days(3)) { $0.credentials.count == 1 }

        #expect(isRemoved)
        #expect(scene.issuer.removals == [intent.keyID])
    }

    @Test("A refusal closes the intent; after a pause another one is made")
    func conflict() throws {
        scene.issuer.mintErrors = [.conflict(action: "addPassword")]
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }

        #expect(isDelivered)
        #expect(scene.issuer.mints.count == 2)
        #expect(unresolved.isEmpty)
        #expect(scene.events.contains { $0.kind == .retrying })
    }

    @Test("A process that died after the intent leaves it unresolved, not repeated")
    func interrupted() throws {
        scene.issuer.whileMinting = { [scene] in
            // The process is killed here: whatever it would write no longer counts.
            scene.disk.commitErrors = Array(repeating: .failed("killed"), count: 99)
            scene.issuer.removeErrors = [.unreachable(action: "remove", why: "killed")]
        }
        #expect(throws: StoreError.self) { try scene.rotator.advance(1) }
        scene.issuer.whileMinting = {}
        scene.disk.commitErrors = []
        scene.restart(as: "two")

        let isDelivered = try scene.run {
            $0.current?.deliveredAt != nil && $0.credentials.count == 1
        }

        #expect(isDelivered)
        #expect(scene.issuer.mints.count == 2)
        #expect(scene.liveKeyIDs == [scene.issuer.mints[1].keyID])
    }

    @Test("Answers that are lost one after the other are asked for ever more seldom")
    func backoff() throws {
        scene.issuer.mintErrors = Array(
            repeating: .noAnswer(action: "addPassword", why: "504"), count: 99)
        scene.issuer.appliesFailedMints = true
        _ = try scene.run(for: .hours(6))
        #expect(scene.issuer.mints.count < 20)
        #expect(scene.liveKeyIDs.count <= 1)
    }

    @Test("Every credential under the marker of a lost answer is removed")
    func twins() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "504")]
        scene.issuer.appliesFailedMints = true
        scene.issuer.whileMinting = { [scene] in
            guard scene.issuer.mints.count == 1 else { return }
            scene.issuer.addForeign(
                keyID: "99999999-9999-4999-8999-999999999999",
                named: scene.issuer.mints[0].marker, to: Application.example.objectID)
        }
        _ = try scene.run(for: .days(3))
        #expect(scene.liveKeyIDs == [try #require(scene.rotation.current?.keyID)])
    }

    @Test("A holder that lost its lease seals nothing; the new holder cleans up")
    func leaseTakenOver() throws {
        scene.issuer.whileMinting = { [scene] in
            scene.issuer.whileMinting = {}
            let other = MemoryStore(scene.disk, as: "two")
            scene.disk.dead.insert("one")
            _ = try? other.claim(1)
        }
        #expect(throws: StoreError.leaseLost(rotation: "payments-api")) {
            try scene.rotator.advance(1)
        }
        #expect(scene.disk.rotation(1)?.credentials.first?.state == .intended)

        scene.store = MemoryStore(scene.disk, as: "two")
        let isDelivered = try scene.run {
            $0.current?.deliveredAt != nil && $0.credentials.count == 1
        }
        #expect(isDelivered)
        #expect(scene.liveKeyIDs == [scene.issuer.mints[1].keyID])
    }
}
