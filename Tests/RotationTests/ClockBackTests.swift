import Rotation
import TestSupport
import Testing

/// Clocks that jump, and machines that sleep: no storm, no double rotation, nothing lost.
struct ClockBackTests {
    let scene = Scene()

    /// Drives as a process would, until the local clock shows `end`.
    private func drive(until end: Instant) {
        let clock = BoundedClock(clock: scene.clock, end: end)
        Driver(
            scene.rotator, store: scene.store, clock: clock,
            isStopped: { [scene] in scene.clock.now() >= end }
        ).run { _ in }
    }

    private func drive(for duration: Duration) {
        drive(until: scene.clock.now() + duration)
    }

    /// Sets the local clock wrong, drives an hour, sets it right again and begins a new process.
    private func err(by jump: Duration, restarting: Bool) {
        scene.clock.set(scene.clock.now() + jump)
        scene.issuer.skew = .zero - jump
        drive(for: .hours(1))
        scene.clock.set(scene.clock.now() - jump)
        scene.issuer.skew = .zero
        if restarting { scene.restart(as: "next") }
    }

    private func daily() {
        scene.policy.declaration.schedule = Schedule(interval: .days(1))
        scene.policy.declaration.stage = .hours(6)
        scene.policy.declaration.lifetime = .days(30)
        scene.register()
    }

    @Test("A machine that slept for a week makes one run, and the next one half an interval later")
    func asleep() throws {
        daily()
        drive(for: .days(1) - .hours(8))
        scene.clock.advance(.days(7))
        let woke = scene.clock.now()
        let mints = scene.issuer.mints.count
        drive(for: .hours(11))
        #expect(scene.issuer.mints.count == mints + 1)
        drive(for: .days(3) - .hours(11))
        #expect(scene.issuer.mints.count <= mints + 4)
        #expect(try #require(scene.rotation.lastRotatedAt) > woke)
        // What was displaced is retired in the end, not at once and not never.
        #expect(scene.liveKeyIDs.count <= 3)
    }

    @Test(
        "A clock a year off for an hour makes nothing, removes nothing and delays nothing",
        arguments: [Duration.days(365), .days(-365)], [false, true])
    func yearOff(jump: Duration, restarting: Bool) throws {
        drive(for: .days(40))
        let start = scene.clock.now()
        let live = scene.liveKeyIDs
        let writes = (scene.issuer.mints.count, scene.issuer.removals.count)
        let due = try #require(scene.rotation.anchor.map(scene.policy.declaration.schedule.next))
        err(by: jump, restarting: restarting)
        #expect(scene.clock.now() - start <= .hours(2))
        #expect(scene.liveKeyIDs == live)
        #expect((scene.issuer.mints.count, scene.issuer.removals.count) == writes)
        #expect(scene.rotation.credentials.allSatisfy { $0.state != .expired })
        // The next run comes when it would have come.
        drive(until: due - .hours(25))
        #expect(scene.issuer.mints.count == writes.0)
        drive(until: due + .hours(1))
        #expect(scene.issuer.mints.count == writes.0 + 1)
        #expect(scene.rotation.version == 3)
    }

    @Test(
        "A clock a year off between mint and promotion costs no secret and no year",
        arguments: [Duration.days(365), .days(-365)], [false, true])
    func yearOffInARun(jump: Duration, restarting: Bool) throws {
        drive(for: .days(29) + .minutes(5))
        #expect(scene.rotation.run?.step == .promote)
        err(by: jump, restarting: restarting)
        drive(for: .days(3))
        #expect(scene.rotation.version == 2)
        #expect(scene.rotation.run == nil)
        #expect(scene.issuer.mints.count <= 3)
        let current = try #require(scene.rotation.current)
        #expect(scene.liveKeyIDs.contains(current.keyID))
        // Nothing is live that is not on record.
        #expect(scene.liveKeyIDs.isSubset(of: Set(scene.rotation.credentials.map(\.keyID))))
    }

    @Test("A secret that a wrong clock calls expired is kept on record")
    func notExpired() throws {
        drive(for: .days(31))
        let previous = try #require(scene.rotation.credentials.first { $0.state == .previous })
        err(by: .days(365), restarting: false)
        #expect(scene.rotation.credentials.contains { $0.id == previous.id })
        #expect(scene.liveKeyIDs.contains(previous.keyID))
    }

    @Test("A longer interval does not let the secret of the shorter one end")
    func longerInterval() throws {
        daily()
        scene.policy.declaration.lifetime = .days(9)
        drive(for: .hours(5))
        let end = try #require(scene.rotation.current?.endsAt)
        scene.policy.declaration.schedule = Schedule(interval: .days(90))
        scene.policy.declaration.lifetime = .days(200)
        scene.register()
        drive(until: end - .days(1))
        #expect(scene.rotation.version == 2)
        #expect(try #require(scene.rotation.current?.endsAt) > end + .days(100))
    }
}
