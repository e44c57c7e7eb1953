import Rotation
import TestSupport
import Testing

struct GuardTests {
    let scene = Scene()

    private func refusal() throws -> String {
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.isEmpty)
        return try #require(scene.rotation.lastError)
    }

    @Test("Nothing is made while the local clock is more than five minutes off")
    func clockSkew() throws {
        scene.issuer.skew = .seconds(301)
        #expect(try refusal().contains("clock is off by 5m 1s"))
        #expect(!scene.rotation.isStuck)
        #expect(scene.rotation.run?.wake.reason == .retry)
    }

    @Test("Five minutes of difference are allowed")
    func clockTolerance() throws {
        scene.issuer.skew = .seconds(-300)
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.count == 1)
    }

    @Test(
        "The server's time is read once for all that is done within a minute, anew once the clock was changed",
        arguments: [(Duration.seconds(59), 1), (.seconds(61), 2), (.seconds(-1), 2)])
    func clockMemory(step: Duration, reads: Int) throws {
        try scene.enlist(2)
        scene.clock.advance(.seconds(10))
        let rotator = scene.rotator
        _ = try rotator.advance(1)
        scene.clock.advance(step)
        _ = try rotator.advance(2)
        #expect(scene.issuer.mints.count == 2)
        #expect(scene.issuer.timeReads == reads)
    }

    @Test("What the server's time showed holds for the minute's other rotations too")
    func clockRefused() throws {
        try scene.enlist(2)
        scene.issuer.skew = .seconds(301)
        let rotator = scene.rotator
        _ = try rotator.advance(1)
        _ = try rotator.advance(2)
        #expect(scene.issuer.mints.isEmpty)
        #expect(scene.issuer.timeReads == 1)
    }

    @Test("All workers ask the server's time once, and one alert says that the clock is off")
    func oneAlert() throws {
        try scene.enlist(2)
        scene.issuer.skew = .seconds(301)
        let shared = ServerClocks()
        _ = try scene.rotator(shared).advance(1)
        _ = try scene.rotator(shared).advance(2)
        #expect(scene.issuer.timeReads == 1)
        #expect(scene.events.count { $0.kind == .alert } == 1)
    }

    @Test("The connection's own identity is not rotated by accident")
    func selfIdentity() throws {
        scene.issuer.tenant[Application.example.objectID]?.clientID = scene.issuer.identity
        #expect(try refusal().contains("identity that connection"))
        try scene.store.request(.own, of: "payments-api")
        #expect(try scene.run { $0.version == 1 })
    }

    @Test("A live credential of another home stops the run, naming the home")
    func otherHome() throws {
        scene.issuer.addForeign(
            keyID: "99999999-0000-4000-8000-000000000000",
            named: "runtime 12345678 01ARZ3NDEKTSV4RRFFQ69G5FAV", to: Application.example.objectID)
        #expect(try refusal().contains("another home (12345678)"))
    }

    @Test("Two secrets on an application for personal accounts leave no slot")
    func secretCap() throws {
        scene.issuer.tenant[Application.example.objectID]?.signInAudience =
            "AzureADandPersonalMicrosoftAccount"
        for key in ["1", "2"] {
            scene.issuer.addForeign(keyID: key, named: "x", to: Application.example.objectID)
        }
        #expect(try refusal().contains("most of 2 client secrets"))
    }

    @Test("On an application for two secrets the displaced one is removed before the next is made")
    func slot() throws {
        scene.issuer.tenant[Application.example.objectID]?.signInAudience =
            "AzureADandPersonalMicrosoftAccount"
        var most = 0
        scene.issuer.whileMinting = { [scene] in most = max(most, scene.liveKeyIDs.count) }
        let isFourth = try scene.run(for: .days(130)) { $0.version == 4 && $0.run == nil }
        #expect(isFourth)
        #expect(most == 2)
        #expect(scene.rotation.failures == 0)
        #expect(scene.liveKeyIDs.contains(try #require(scene.rotation.current?.keyID)))
    }

    @Test("Nothing is made when the medium is nearly full")
    func disk() throws {
        scene.disk.freeBytes = 16 << 20 - 1
        #expect(try refusal().contains("MiB are free"))
    }

    @Test("Two ids that name different applications are the policy's fault")
    func contradictoryIDs() throws {
        scene.policy.declaration.application = ApplicationReference(
            objectID: "0b1d0001-0000-4000-8000-00000000ffff",
            clientID: Application.example.clientID)
        scene.register()
        #expect(try refusal().contains("as the policy says"))
    }

    @Test("before_rotate can veto a run, and is asked again an hour later")
    func veto() throws {
        var answer: [Value] = [.null, .string("change freeze")]
        scene.policy.on(.beforeRotate) { _, _ in answer }
        scene.register()
        _ = try scene.rotator.advance(1)

        #expect(scene.issuer.mints.isEmpty)
        #expect(scene.rotation.run?.wake == Wake(scene.clock.now() + .hours(1), for: .veto))
        #expect(scene.events.last?.detail == "change freeze")

        answer = []
        scene.clock.advance(.hours(1))
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.count == 1)
    }
}
