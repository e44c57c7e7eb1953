import Rotation
import TestSupport
import Testing

/// Many rotations that are late together.
struct SpreadTests {
    let scene = Scene()
    private let names = (0..<40).map { "fleet-\($0)" }

    init() throws {
        scene.policy.declaration.initial = .due
        for (number, name) in names.enumerated() {
            var declaration = Declaration.example
            declaration.name = name
            declaration.application = ApplicationReference(clientID: "client-\(number)")
            declaration.secrets = SecretNames(clientID: nil, clientSecret: "S\(number)")
            scene.issuer.tenant["object-\(number)"] = Application(
                objectID: "object-\(number)", clientID: "client-\(number)", displayName: name)
            try scene.store.register(
                .example(declaration, digest: "d1", path: "\(name).lua"), at: scene.clock.now())
        }
    }

    private func drive(until end: Instant) {
        Driver(
            scene.rotator, store: scene.store,
            clock: BoundedClock(clock: scene.clock, end: end),
            isStopped: { [scene] in scene.clock.now() >= end }
        ).run { _ in }
    }

    /// Runs the first rotations, then sleeps past the start of the next ones.
    private func sleepPastNextRun(_ days: Int) -> Instant {
        scene.policy.declaration.initial = .now
        drive(until: scene.clock.now() + .hours(2))
        scene.clock.advance(.days(days))
        return scene.clock.now()
    }

    @Test("After a gap they begin one after the other within six hours, the margin permitting")
    func spread() throws {
        let woke = sleepPastNextRun(32)
        drive(until: woke + .hours(9))
        let begins = scene.events.filter { $0.kind == .began && $0.at >= woke }.map(\.at)
        #expect(begins.count == names.count + 1)
        #expect(begins.filter { $0 < woke + .minutes(10) }.count < 10)
        #expect(begins.allSatisfy { $0 <= woke + .hours(6) })
        #expect(Set(begins).count > 30)
    }

    @Test("At the margin nothing is put off")
    func margin() {
        let woke = sleepPastNextRun(60)
        drive(until: woke + .hours(1))
        let begins = scene.events.filter { $0.kind == .began && $0.at >= woke }
        #expect(begins.count == names.count + 1)
    }
}
