import Rotation
import TestSupport
import Testing

struct ResolveTests {
    let scene = Scene()

    private func loseARequest() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "timeout")]
        _ = try scene.run { $0.current?.deliveredAt != nil }
    }

    @Test("Nothing new is made before three reads over a minute lack the marker")
    func patience() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "timeout")]
        _ = try scene.rotator.advance(1)
        let start = scene.clock.now()
        while scene.issuer.mints.count == 1 {
            scene.clock.advance(.seconds(1))
            _ = try scene.rotator.advance(1)
        }
        #expect(scene.clock.now() - start >= .seconds(60))
    }

    @Test("An old intent is looked for ever more seldom until its end date, then closed")
    func closed() throws {
        scene.policy.declaration.auto = true
        try loseARequest()
        let reads = scene.issuer.reads
        _ = try scene.run(for: .days(25))
        #expect(scene.issuer.reads - reads < 60)
        #expect(scene.rotation.credentials.contains { $0.state == .unresolved })
        _ = try scene.run(for: .days(41))
        #expect(!scene.rotation.credentials.contains { $0.state == .unresolved })
    }

    @Test("A read that fails while looking is tried again and loses nothing")
    func failedRead() throws {
        scene.issuer.mintErrors = [.noAnswer(action: "addPassword", why: "timeout")]
        scene.issuer.appliesFailedMints = true
        _ = try scene.rotator.advance(1)
        scene.issuer.readErrors = [.unreachable(action: "read", why: "curl 7")]
        let isDone = try scene.run { $0.current?.deliveredAt != nil && $0.credentials.count == 1 }
        #expect(isDone)
        #expect(scene.liveKeyIDs.count == 1)
    }
}
