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

    @Test("A drive for one rotation takes up what an operator asked for and leaves others alone")
    func onlyOne() throws {
        var other = Declaration.example
        other.name = "other"
        other.application = ApplicationReference(clientID: "ffff")
        other.secrets = SecretNames(clientID: nil, clientSecret: "OTHER")
        try scene.store.register(
            .example(other, digest: "d1", path: "other.lua"), at: scene.clock.now())
        #expect(try driver.runOnce(maxWait: .minutes(30), only: "payments-api") == .reached)
        try scene.store.request(.manual, of: "payments-api")
        #expect(try driver.runOnce(maxWait: .minutes(30), only: "payments-api") == .reached)
        #expect(scene.rotation.version == 2)
        #expect(scene.disk.rotation(2)?.lastStartedAt == nil)
    }

    @Test("A store that fails ends no scheduler: it is told and tried again")
    func storeFailure() throws {
        var told: [StoreError] = []
        scene.disk.commitErrors = [.cannotWrite("full"), .cannotWrite("full")]
        let driver = Driver(
            scene.rotator, store: scene.store, clock: scene.clock,
            isStopped: { [scene] in scene.rotation.current?.deliveredAt != nil })
        driver.run { told.append($0) }
        #expect(told == [.cannotWrite("full"), .cannotWrite("full")])
        #expect(scene.rotation.version == 1)
    }

    @Test("It looks around before each look at what is due, also after a wait that ended early")
    func looksAround() {
        var looks: [Instant] = []
        let driver = Driver(
            scene.rotator, store: scene.store, clock: scene.clock, isStopped: { looks.count >= 5 })
        driver.run(lookAround: { looks.append(scene.clock.now()) }, report: { _ in })
        #expect(looks.count == 5)
        #expect(looks == looks.sorted())
        #expect(looks[0] < looks[4])
    }

    @Test("What is in hand is handed out once, and waited for even when the drive is stopped")
    func inHand() throws {
        var other = Registration.example(.example(1), digest: "d1", path: "other.lua")
        other.declaration.initial = .now
        try scene.store.register(other, at: scene.clock.now())
        let crew = SlowCrew()
        var looks = 0
        let start = scene.clock.now()
        let driver = Driver(
            scene.rotator, crew: crew, store: scene.store, clock: scene.clock,
            isStopped: { looks >= 4 })
        driver.run(
            lookAround: {
                looks += 1
                if looks == 3 { crew.finish(1) }
                if looks == 4 { crew.isQuick = true }
            }, report: { Issue.record($0) })
        #expect(crew.visited == [1, 2, 1])
        #expect(crew.underWay.isEmpty)
        #expect(scene.clock.now() == start)
    }

    @Test("What another process holds is tried again after a second, however busy the drive is")
    func heldElsewhere() throws {
        var other = Registration.example(.example(1), digest: "d1", path: "other.lua")
        other.declaration.initial = .now
        try scene.store.register(other, at: scene.clock.now())
        let crew = HalfHeldCrew()
        var looks: [Instant] = []
        let driver = Driver(
            scene.rotator, crew: crew, store: scene.store, clock: scene.clock,
            isStopped: { looks.count >= 9 })
        driver.run(
            lookAround: {
                looks.append(scene.clock.now())
                if looks.count == 5 { scene.clock.advance(.seconds(1)) }
            }, report: { Issue.record($0) })
        #expect(crew.visited.count { $0 == 1 } == 2)
        #expect(crew.visited.count { $0 == 2 } > 5)
    }

    @Test("A lease that was lost ends no drive")
    func leaseLost() throws {
        scene.disk.commitErrors = [.leaseLost(rotation: "payments-api")]
        #expect(try driver.runOnce(maxWait: .minutes(30)) == .reached)
    }

    @Test("A process that is stopped in the middle keeps what it made and begins no new step")
    func stoppedWhileMinting() throws {
        var isStopped = false
        scene.issuer.whileMinting = { isStopped = true }
        let rotator = Rotator(
            store: scene.store, clock: scene.clock, random: { 7 },
            policies: { [policy = scene.policy] _ in policy },
            issuers: { [issuer = scene.issuer] _ in issuer }, isStopped: { isStopped })
        let rotation = try #require(try rotator.advance(1))
        #expect(rotation.candidate?.state == .sealed)
        scene.clock.advance(.minutes(5))
        _ = try rotator.advance(1)
        #expect(scene.issuer.proofs == 0)
    }

    @Test("A driver that was asked to stop begins nothing")
    func stopped() throws {
        let driver = Driver(
            scene.rotator, store: scene.store, clock: scene.clock, isStopped: { true })
        #expect(try driver.runOnce(maxWait: .minutes(1)) == .stopped)
        #expect(scene.issuer.mints.isEmpty)
    }
}

/// A crew whose visits are over when it is said, and change nothing.
private final class SlowCrew: Crew {
    private(set) var visited: [Int64] = []
    private(set) var underWay: [Int64] = []
    private var finished: [Visit] = []
    var isQuick = false

    func visit(_ id: Int64, on occasion: Occasion) {
        visited.append(id)
        underWay.append(id)
    }

    func finish(_ id: Int64) {
        underWay.removeAll { $0 == id }
        finished.append(Visit(id, .success(true)))
    }

    func over(within limit: Duration) -> [Visit] {
        if isQuick { underWay.forEach(finish) }
        defer { finished = [] }
        return finished
    }
}

/// A crew that finds the first rotation held by another process and every other one busy.
private final class HalfHeldCrew: Crew {
    private(set) var visited: [Int64] = []
    private var finished: [Visit] = []

    func visit(_ id: Int64, on occasion: Occasion) {
        visited.append(id)
        finished.append(Visit(id, .success(id != 1)))
    }

    func over(within limit: Duration) -> [Visit] {
        defer { finished = [] }
        return finished
    }
}
