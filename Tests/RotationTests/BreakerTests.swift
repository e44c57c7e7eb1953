import Rotation
import TestSupport
import Testing

struct BreakerTests {
    let scene = Scene()
    let refused = IssuerError.signInRefused(connection: "default", why: "AADSTS7000215")
    let unreachable = IssuerError.unreachable(action: "sign in", why: "curl 7")

    private var breaker: Breaker? {
        get throws { try scene.store.breakers().first }
    }

    /// Puts further rotations of the same connection on record.
    private func enlist(_ count: Int) throws {
        for number in 1...count { try scene.enlist(number) }
    }

    @Test("A refused sign-in makes one probe for all rotations, none of which becomes stuck")
    func refusal() throws {
        try enlist(20)
        scene.issuer.signInErrors = Array(repeating: refused, count: 99)
        _ = try scene.run(for: .hours(6))
        // 1 refused visit, then probes after 1, 2, 4 … 60 minutes.
        let probes = 99 - scene.issuer.signInErrors.count - 1
        #expect((9...12).contains(probes))
        #expect(scene.issuer.reads == 0)
        #expect(scene.disk.rotations.allSatisfy { !$0.isStuck && $0.failures == 0 })
        #expect(scene.disk.rotations.allSatisfy { $0.wake?.reason == .access })
        #expect(scene.events.count { $0.kind == .disconnected } == 1)
    }

    @Test("Five unreachable calls in a row open it, fewer do not; an answer between them counts")
    func threshold() throws {
        scene.issuer.signInErrors = [unreachable, unreachable, unreachable, unreachable, nil]
        scene.issuer.readErrors = [unreachable, unreachable]
        _ = try scene.run(for: .hours(3)) { $0.version == 1 }
        #expect(scene.rotation.version == 1)
        #expect(!scene.events.contains { $0.kind == .disconnected })
        #expect(try breaker == nil)
    }

    @Test(
        "A Graph that only throttles or cannot be reached opens it, though sign-ins work",
        arguments: [
            IssuerError.throttled(action: "read", retryAfter: .seconds(1)),
            .unreachable(action: "read", why: "curl 7"),
        ])
    func graphOnly(error: IssuerError) throws {
        try enlist(3)
        scene.issuer.readErrors = Array(repeating: error, count: 999)
        _ = try scene.run(for: .hours(6))
        #expect(try breaker?.isOpen == true)
        #expect(999 - scene.issuer.readErrors.count < 25)
        scene.issuer.readErrors = []
        _ = try scene.run(for: .hours(3))
        #expect(scene.disk.rotations.allSatisfy { $0.version == 1 })
        #expect(try breaker == nil)
    }

    @Test("A sign-in that works again is forgiven; what Graph said before stands until it answers")
    func sides() throws {
        scene.issuer.signInErrors = [unreachable, unreachable, unreachable]
        scene.issuer.readErrors = [unreachable, unreachable, unreachable, unreachable, nil]
        _ = try scene.run(for: .hours(3)) { $0.version == 1 }
        #expect(scene.rotation.version == 1)
        #expect(scene.events.count { $0.kind == .disconnected } == 0)
    }

    @Test("Six hours of an outage make nothing stuck; then everything goes on, spread")
    func outage() throws {
        try enlist(40)
        let end = scene.clock.now() + .hours(6)
        scene.issuer.outage = { now in now < end ? self.unreachable : nil }
        _ = try scene.run(for: .hours(6))
        #expect(try breaker?.isOpen == true)
        #expect(scene.events.count { $0.kind == .disconnected } == 1)
        _ = try scene.run(for: .hours(2))
        #expect(scene.disk.rotations.allSatisfy { $0.version == 1 && !$0.isStuck })
        let closed = scene.events.filter { $0.kind == .connected }
        #expect(closed.count == 1)
        let firsts = scene.events.filter { $0.kind == .intended && $0.at >= end }.map(\.at)
        #expect(Set(firsts).count >= 4)
    }

    @Test("What needs no connection goes on while it is down: a promotion is delivered")
    func delivers() throws {
        var isDown = true
        scene.policy.on(.rotated) { _, _ throws(PolicyError) in
            if isDown { return [.bool(false)] }
            return []
        }
        scene.register()
        _ = try scene.run { $0.run?.step == .deliver }
        scene.issuer.signInErrors = [refused]
        try enlist(1)
        _ = try scene.rotator.advance(2)
        #expect(try breaker?.isOpen == true)
        scene.issuer.signInErrors = Array(repeating: refused, count: 99)
        isDown = false
        _ = try scene.run(for: .hours(2)) { $0.current?.deliveredAt != nil }
        #expect(scene.rotation.current?.deliveredAt != nil)
    }

    @Test("A process that begins probes at once, and a wrong secret that was mended goes on")
    func mended() throws {
        scene.issuer.signInErrors = Array(repeating: refused, count: 7)
        _ = try scene.run(for: .hours(1))
        #expect(scene.rotation.wake?.reason == .access)
        scene.issuer.signInErrors = []
        let driver = Driver(scene.rotator, store: scene.store, clock: scene.clock)
        #expect(try driver.runOnce(maxWait: .minutes(10)) == .reached)
        #expect(scene.rotation.version == 1)
        #expect(try breaker == nil)
    }

    @Test("A drive to rest does not wait for a sign-in that somebody must mend")
    func rest() throws {
        scene.issuer.signInErrors = Array(repeating: refused, count: 99)
        let driver = Driver(scene.rotator, store: scene.store, clock: scene.clock)
        let start = scene.clock.now()
        #expect(try driver.runOnce(maxWait: .minutes(30)) == .reached)
        #expect(scene.clock.now() == start)
        #expect(scene.rotation.needsMending)
    }

    @Test("Throttling's own pause is longer than the probe's where it says so")
    func throttled() throws {
        scene.issuer.outage = { _ in .throttled(action: "read", retryAfter: .minutes(7)) }
        _ = try scene.run(for: .hours(1)) { _ in (try? self.breaker?.isOpen) == true }
        #expect(try breaker?.probeAt == scene.clock.now() + .minutes(7))
    }

    @Test("A parked rotation speaks up before its secret ends")
    func alerts() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil }
        let ends = try #require(scene.rotation.current?.endsAt)
        scene.clock.set(ends - .days(20))
        scene.issuer.outage = { [refused] _ in refused }
        _ = try scene.run(for: .days(20))
        #expect(scene.events.contains { $0.kind == .alert && $0.detail.contains("connection") })
    }
}
