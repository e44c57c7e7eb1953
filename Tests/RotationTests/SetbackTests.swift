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

    @Test("failed is told about a run that could not even begin")
    func failedHook() throws {
        var told: [Value] = []
        scene.policy.on(.failed) { event, _ in
            told.append(event)
            return []
        }
        scene.register()
        scene.issuer.readErrors = [.denied(action: "read", why: "403")]
        _ = try scene.run(for: .minutes(10))
        #expect(told.count == 1)
        #expect(told.first?["error"]?["message"]?.text?.contains("403") == true)
        #expect(told.first?["secrets"] == nil)
    }

    @Test("A value that does not open stops its own rotation only, and comes back")
    func tampered() throws {
        _ = try scene.run { $0.run?.step == .prove }
        scene.disk.forgetValues()
        #expect(throws: Never.self) { _ = try scene.run(for: .hours(5)) }
        #expect(scene.rotation.lastError?.contains("does not exist") == true)
        #expect(scene.rotation.wake.map { $0.at > scene.clock.now() } == true)
    }

    @Test("A request for a rotation whose connection is missing is answered once, not for ever")
    func noConnection() throws {
        try scene.store.request(.manual, of: "payments-api")
        let rotator = Rotator(
            store: scene.store, clock: scene.clock, random: { 1 },
            policies: { [policy = scene.policy] _ in policy },
            issuers: { name throws(IssuerError) -> any Issuer in
                throw .signInRefused(connection: name, why: "no such connection")
            })
        _ = try rotator.advance(1)
        #expect(try scene.store.due(at: scene.clock.now(), limit: 9).isEmpty)
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
