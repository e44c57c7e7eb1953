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
