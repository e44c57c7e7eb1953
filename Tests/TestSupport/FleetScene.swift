package import Rotation

/// An engine with fakes around it and one fleet of applications with the tag `fleet`.
package final class FleetScene {
    package let clock = ManualClock()
    package let issuer: FakeIssuer
    package let policy: FakePolicy
    package let store = MemoryStore(MemoryMedium())
    package var limits = Limits()
    package private(set) var events: [Event] = []
    private var seed: UInt64 = 1

    /// Registers a fleet without applications.
    package init() {
        issuer = FakeIssuer(clock: clock)
        policy = FakePolicy(.example)
        policy.declaration.fleet = FleetRule(selector: .tag("fleet"), label: "fleet.lua")
        register()
    }

    /// Puts the fleet's policy on record under a digest.
    package func register(digest: String = "d1") {
        let registration = Registration(
            declaration: policy.declaration, pin: PolicyPin(digest: digest, index: 0),
            path: "fleet.lua", source: PolicySource(""))
        do {
            try store.register(registration, at: clock.now())
        } catch {
            preconditionFailure("the fleet registers: \(error)")
        }
    }

    /// Adds the applications `svc-1` and so on that are not there yet.
    package func addApplications(_ count: Int, from first: Int = 1) {
        for number in first...count where issuer.tenant["object-\(number)"] == nil {
            issuer.tenant["object-\(number)"] = Application(
                objectID: "object-\(number)", clientID: "client-\(number)",
                displayName: "svc-\(number)", tags: ["fleet"])
        }
    }

    package var rotations: [Rotation] {
        store.medium.rotations
    }

    package func names() throws -> [String] { try store.rotations().map(\.name) }

    package func rotation(_ name: String) throws -> Rotation { try store.rotation(name) }

    package var rotator: Rotator {
        Rotator(
            store: store, clock: clock, limits: limits,
            random: { [self] in
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return seed
            },
            policies: { [policy] _ in policy }, issuers: { [issuer] _ in issuer },
            observe: { [self] in events.append($0) })
    }

    /// Works for a time, as the scheduler does.
    package func run(for duration: Duration) throws {
        let end = clock.now() + duration
        let driver = Driver(
            rotator, store: store, clock: BoundedClock(clock: clock, end: end),
            isStopped: { [clock] in clock.now() >= end })
        var failure: StoreError?
        driver.run { failure = $0 }
        if let failure { throw failure }
    }
}
