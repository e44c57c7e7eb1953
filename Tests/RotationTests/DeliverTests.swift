import Rotation
import TestSupport
import Testing

struct DeliverTests {
    let scene = Scene()

    @Test("A hook that fails is tried again; nothing is retired before it has delivered")
    func retries() throws {
        var calls = 0
        scene.policy.on(.rotated) { _, _ in
            calls += 1
            return calls < 3 ? [.null, .map(["message": .string("502")])] : []
        }
        scene.register()
        _ = try scene.run { $0.version == 1 }
        #expect(scene.rotation.current?.deliveredAt == nil)

        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }
        #expect(isDelivered)
        #expect(calls == 3)
    }

    @Test("A hook that raises leaves its event in the outbox for a person")
    func raised() throws {
        scene.policy.on(.rotated) { _, _ throws(PolicyError) -> [Value] in
            try FakePolicy.raise("payments.lua:3: boom")
        }
        scene.register()
        _ = try scene.run(for: .minutes(10)) { $0.deliveries.first?.attempt == 2 }
        #expect(scene.rotation.deliveries.first?.wake?.reason == .mending)
        #expect(scene.rotation.run?.step == .deliver)
        #expect(scene.rotation.lastError == "payments.lua:3: boom")
    }

    @Test("The event names the version, the key id and both secrets as handles")
    func event() throws {
        var seen: Value?
        scene.policy.on(.rotated) { event, _ in
            seen = event
            return []
        }
        scene.register()
        _ = try scene.run { $0.current?.deliveredAt != nil }

        let event = try #require(seen)
        #expect(event["version"] == .int(1))
        #expect(event["key_id"]?.text == scene.rotation.current?.keyID)
        let secrets = try #require(event["secrets"])
        #expect(
            secrets["client_secret"]
                == .secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 1)))
        #expect(
            secrets["client_id"] == .secret(SecretHandle(name: "PAYMENTS_CLIENT_ID", version: 1)))
    }
}
