import Rotation
import TestSupport
import Testing

struct SealTests {
    let scene = Scene()

    @Test("A full disk is waited out from memory; the value is not lost")
    func diskFullForAWhile() throws {
        scene.disk.commitErrors = [nil, .cannotWrite("full"), .cannotWrite("full"), nil]
        _ = try scene.rotator.advance(1)

        #expect(scene.rotation.credentials.first?.state == .sealed)
        #expect(scene.issuer.mints.count == 1)
        #expect(scene.issuer.removals.isEmpty)
    }

    @Test("What cannot be kept within a minute is removed again")
    func diskFullForLong() throws {
        scene.disk.commitErrors = [nil] + Array(repeating: .cannotWrite("full"), count: 13)
        #expect(throws: StoreError.self) { try scene.rotator.advance(1) }

        #expect(scene.issuer.removals == [scene.issuer.mints[0].keyID])
        #expect(scene.liveKeyIDs.isEmpty)
    }

    @Test("What can neither be kept nor removed is still looked for when there is room again")
    func neitherKeptNorRemoved() throws {
        scene.limits.sealRetry = .zero
        scene.disk.commitErrors = [nil, .cannotWrite("full")]
        scene.issuer.removeErrors = [.unreachable(action: "remove", why: "curl 7")]
        #expect(throws: StoreError.self) { try scene.rotator.advance(1) }
        let orphan = scene.issuer.mints[0].keyID
        #expect(scene.liveKeyIDs == [orphan])

        let isClean = try scene.run { $0.current?.deliveredAt != nil && $0.credentials.count == 1 }
        #expect(isClean)
        #expect(!scene.liveKeyIDs.contains(orphan))
    }

    @Test("The value is sealed in the commit that follows the mint, before any other request")
    func sealFirst() throws {
        _ = try scene.rotator.advance(1)
        let credential = try #require(scene.rotation.credentials.first)
        #expect(
            try scene.store.value(of: credential.id) == SecretValue("value-of-\(credential.keyID)"))
        #expect(scene.issuer.proofs == 0)
        #expect(scene.rotation.run?.wake.at == scene.clock.now() + .seconds(10))
    }
}
