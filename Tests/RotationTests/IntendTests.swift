import Rotation
import TestSupport
import Testing

struct IntendTests {
    let scene = Scene()

    @Test("Two writes to one application are five seconds apart")
    func writeGap() throws {
        scene.issuer.mintErrors = [.throttled(action: "add", retryAfter: .seconds(1))]
        _ = try scene.rotator.advance(1)
        scene.clock.advance(.seconds(1))
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.count == 1)
        #expect(scene.rotation.run?.wake.reason == .gap)
        scene.clock.advance(.seconds(4))
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.count == 2)
    }

    @Test("An intent that cannot be committed asks for nothing")
    func noIntentNoMint() throws {
        scene.disk.commitErrors = [.cannotWrite("full")]
        #expect(throws: StoreError.cannotWrite("full")) { try scene.rotator.advance(1) }
        #expect(scene.issuer.mints.isEmpty)
    }

    @Test("Every intent has a marker and a key id of its own")
    func unique() throws {
        scene.issuer.mintErrors = [.conflict(action: "add"), .conflict(action: "add")]
        _ = try scene.run { $0.version == 1 }
        #expect(scene.issuer.mints.count == 3)
        #expect(Set(scene.issuer.mints.map(\.marker)).count == 3)
        #expect(Set(scene.issuer.mints.map(\.keyID)).count == 3)
    }
}
