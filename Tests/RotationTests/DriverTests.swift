import Rotation
import TestSupport
import Testing

struct DriverTests {
    let scene = Scene()

    private var driver: Driver {
        Driver(scene.rotator, store: scene.store, clock: scene.clock)
    }

    @Test("A drive to rest ends with a delivered secret and does not wait for the next one")
    func rest() throws {
        let start = scene.clock.now()
        #expect(try driver.runOnce(maxWait: .minutes(30)) == .reached)
        #expect(scene.rotation.current?.deliveredAt != nil)
        #expect(scene.clock.now() - start < .minutes(5))
    }

    @Test("A drive to rest gives up when the next try lies beyond the longest wait")
    func timedOut() throws {
        scene.issuer.readErrors = Array(
            repeating: .unreachable(action: "read", why: "curl 7"), count: 99)
        let rest = try driver.runOnce(maxWait: .minutes(10))
        guard case .timedOut = rest else {
            Issue.record("expected a time-out, got \(rest)")
            return
        }
    }

    @Test("A driver that was asked to stop begins nothing")
    func stopped() throws {
        let driver = Driver(
            scene.rotator, store: scene.store, clock: scene.clock, isStopped: { true })
        #expect(try driver.runOnce(maxWait: .minutes(1)) == .stopped)
        #expect(scene.issuer.mints.isEmpty)
    }
}
