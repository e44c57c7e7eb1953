import Rotation
import TestSupport
import Testing

struct OutboxTests {
    let scene = Scene()

    @Test("retired is told once when the displaced credential is gone, with its key id")
    func retired() throws {
        scene.policy.declaration.overlap = .duration(.hours(1))
        var told: [Value] = []
        scene.policy.on(.retired) { event, _ in
            told.append(event)
            return []
        }
        scene.register()
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let first = try #require(scene.rotation.current?.keyID)
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .hours(6)) { _ in !told.isEmpty }
        _ = try scene.run(for: .hours(6))

        #expect(told.count == 1)
        #expect(told.first?["previous"]?["key_id"]?.text == first)
        #expect(told.first?["key_id"]?.text == scene.rotation.current?.keyID)
    }

    @Test("failed is told what went wrong when a made secret had to be given up")
    func failed() throws {
        var told: [Value] = []
        scene.policy.on(.failed) { event, _ in
            told.append(event)
            return []
        }
        scene.register()
        scene.issuer.proofAnswers = [
            .failure(.refused(action: "sign in", why: "AADSTS7000112", recovery: .fixAccess))
        ]
        _ = try scene.run(for: .hours(1)) { _ in !told.isEmpty }
        #expect(told.first?["error"]?["message"]?.text?.contains("7000112") == true)
    }

    @Test("An event is run with the policy version it was posted under")
    func pinned() throws {
        var pins: [String] = []
        scene.policy.on(.rotated) { _, _ in [] }
        scene.register()
        let rotator = Rotator(
            store: scene.store, clock: scene.clock, random: { UInt64.random(in: 0...(.max)) },
            policies: { [policy = scene.policy] pin in
                pins.append(pin.digest)
                return policy
            }, issuers: { [issuer = scene.issuer] _ in issuer })
        _ = try rotator.advance(1)
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d2"), at: scene.clock.now())
        pins = []
        while scene.rotation.version == 0 || scene.rotation.run != nil {
            scene.clock.advance(.minutes(1))
            _ = try rotator.advance(1)
        }
        // The decision after the run is the first to use the new version.
        #expect(Set(pins.dropLast()) == ["d1"])
        #expect(scene.rotation.policy.digest == "d2")
    }
}
