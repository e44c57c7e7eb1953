import Rotation
import TestSupport
import Testing

struct FlightTests {
    let scene = Scene()

    /// Puts further rotations of the same connection on record.
    private func enlist(_ count: Int) throws {
        for number in 1...count { try scene.enlist(number) }
    }

    /// Visits everything that is due until the time is up, and looks after each visit.
    private func work(for duration: Duration, _ look: () -> Void) throws {
        let end = scene.clock.now() + duration
        while scene.clock.now() <= end {
            for id in try scene.store.due(at: scene.clock.now(), limit: 99) {
                _ = try scene.rotator.advance(id)
                look()
            }
            guard let next = try scene.store.nextWake(heldOnly: false), next <= end else { return }
            _ = scene.clock.wait(until: max(next, scene.clock.now() + .seconds(1)))
        }
    }

    private func count(_ flight: Flight) -> Int {
        scene.disk.rotations.count { !$0.flight.isDisjoint(with: flight) }
    }

    @Test("No more new secrets are proven at a time than may be; in the end all have one")
    func proofs() throws {
        scene.limits.proofsWaiting = 3
        try enlist(20)
        var most = 0
        try work(for: .hours(2)) { most = max(most, count(.prove)) }
        #expect(most == 3)
        #expect(scene.disk.rotations.allSatisfy { $0.version == 1 })
    }

    @Test("No more intents are without an answer at a time than may be")
    func mints() throws {
        scene.limits.mintsInFlight = 2
        scene.issuer.mintErrors = Array(
            repeating: .noAnswer(action: "add", why: "curl 56"), count: 12)
        try enlist(20)
        var most = 0
        try work(for: .hours(3)) { most = max(most, count(.mint)) }
        #expect(most == 2)
        #expect(scene.disk.rotations.allSatisfy { $0.version == 1 })
    }

    @Test("No more displaced secrets are removed at a time than may be; in the end all are")
    func retirements() throws {
        scene.policy.declaration.overlap = .duration(.hours(1))
        try enlist(12)
        try work(for: .hours(1)) {}
        for rotation in try scene.store.rotations() {
            try scene.store.request(.manual, of: rotation.name)
        }
        var most = 0
        try work(for: .hours(4)) { most = max(most, count(.retire)) }
        #expect(most == scene.limits.retirementsInFlight)
        #expect(scene.disk.rotations.allSatisfy { $0.credentials.count == 1 })
    }

    @Test("Who waits for a turn asks the tenant nothing meanwhile")
    func waits() throws {
        scene.limits.proofsWaiting = 1
        try enlist(5)
        let rotator = scene.rotator
        _ = try rotator.advance(1)
        let (reads, times) = (scene.issuer.reads, scene.issuer.timeReads)
        for id in 2...6 as ClosedRange<Int64> { _ = try rotator.advance(id) }
        #expect(count(.waitsToMint) == 5)
        #expect(scene.issuer.reads == reads && scene.issuer.timeReads == times)
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("Who found room loses it to another who is quicker, and waits for a turn")
    func quicker() throws {
        scene.limits.proofsWaiting = 1
        try enlist(1)
        var isFirst = true
        scene.policy.on(.beforeRotate) { [scene] _, _ in
            if isFirst {
                isFirst = false
                _ = try? scene.rotator.advance(2)
            }
            return []
        }
        _ = try scene.rotator.advance(1)
        #expect(scene.issuer.mints.map(\.objectID) == ["object-1"])
        #expect(scene.rotation.run?.wake.reason == .turn)
        #expect(scene.rotation.credentials.isEmpty)
    }

    @Test("What another connection has in flight does not count")
    func connections() throws {
        let store = scene.store
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        rotation.credentials = [.example("01JZ3D0000000000000000000A", at: scene.clock.now())]
        rotation.credentials[0].state = .retiring
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.inFlight(.retire, on: "default", besides: 2) == 1)
        #expect(try store.inFlight(.retire, on: "default", besides: 1) == 0)
        #expect(try store.inFlight(.retire, on: "other", besides: 2) == 0)
        #expect(try store.inFlight([.mint, .prove], on: "default", besides: 2) == 0)
    }
}
