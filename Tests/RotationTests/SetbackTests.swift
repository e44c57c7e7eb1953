import Rotation
import TestSupport
import Testing

struct SetbackTests {
    let scene = Scene()

    @Test("A transient failure backs off and never makes a rotation stuck")
    func transient() throws {
        scene.issuer.readErrors = Array(
            repeating: .unreachable(action: "read", why: "curl 7"), count: 20)
        _ = try scene.run(for: .days(1)) { $0.version == 1 }
        #expect(!scene.rotation.isStuck)
        #expect(scene.rotation.version == 1)
    }

    @Test("Retry-After wins over backoff")
    func retryAfter() throws {
        scene.issuer.readErrors = [.throttled(action: "read", retryAfter: .seconds(17))]
        _ = try scene.rotator.advance(1)
        #expect(scene.rotation.run?.wake == Wake(scene.clock.now() + .seconds(17), for: .retry))
    }

    @Test("Five permanent failures make a rotation stuck: no automatic run any more")
    func stuck() throws {
        scene.issuer.readErrors = Array(
            repeating: .denied(action: "read", why: "403"), count: 20)
        _ = try scene.run(for: .days(2))
        #expect(scene.rotation.isStuck)
        #expect(scene.rotation.failures == 5)
        #expect(scene.rotation.wake == nil)
        #expect(scene.events.contains { $0.kind == .stuck })
    }

    @Test("A policy that cannot be opened is reported and tried again later")
    func broken() throws {
        let rotator = Rotator(
            store: scene.store, clock: scene.clock, random: { 1 },
            policies: { _ throws(PolicyError) -> any Policy in
                try FakePolicy.raise("broken")
            }, issuers: { [scene] _ in scene.issuer })
        let rotation = try #require(try rotator.advance(1))
        #expect(rotation.lastError == "broken")
        #expect(rotation.wake?.reason == .mending)
    }
}
