import TestSupport
import Testing

@testable import Rotation

/// Rotations that begin nothing by themselves speak up before their secret ends.
struct AlertsTests {
    let scene = Scene()

    private func deliver() throws -> Credential {
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        return try #require(scene.rotation.current)
    }

    /// How long before the end of `credential` there are alerts, until it has ended.
    private func alerts(about credential: Credential) throws -> [Duration] {
        _ = try scene.run(for: credential.endsAt + .days(1) - scene.clock.now())
        return scene.events.filter { $0.kind == .alert }.map { credential.endsAt - $0.at }
    }

    /// The margin is a tenth of 64 days.
    private let times = [
        Duration.seconds(552_960), .seconds(276_480), .days(3), .days(2), .days(1), .zero,
    ]

    private func become(_ change: (inout Declaration) -> Void) throws {
        change(&scene.policy.declaration)
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d2"), at: scene.clock.now())
    }

    @Test("auto = false: at the margin, at half of it and daily in the end; nothing is made")
    func manualOnly() throws {
        let current = try deliver()
        try become { $0.auto = false }
        #expect(try alerts(about: current) == times)
        let first = try #require(scene.events.first { $0.kind == .alert })
        #expect(first.detail == "auto = false, and the current secret ends at \(current.endsAt)")
        #expect(first.hint == "'runtime rotate payments-api'")
        #expect(first.keyID == current.keyID)
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("Stuck: the same times, from the failure that made it stuck on")
    func stuck() throws {
        let current = try deliver()
        scene.issuer.readErrors = Array(repeating: .denied(action: "read", why: "403"), count: 50)
        _ = try scene.run(for: .days(33)) { $0.isStuck }
        try #require(scene.rotation.isStuck)
        #expect(scene.rotation.wake == Wake(current.margin, for: .alert))
        #expect(try alerts(about: current) == times)
        let first = try #require(scene.events.first { $0.kind == .alert })
        #expect(first.hint == "mend it, then 'runtime retry payments-api'")
        #expect(scene.issuer.mints.count == 1)
    }

    @Test("A run that an operator asks for comes at once and moves the alerts to its secret's end")
    func askedFor() throws {
        let first = try deliver()
        try become { $0.auto = false }
        _ = try scene.run(for: first.margin - scene.clock.now() - .days(1))
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run(for: .hours(3)) { $0.version == 2 && $0.run == nil }
        #expect(scene.events.allSatisfy { $0.kind != .alert })
        let current = try #require(scene.rotation.current)
        #expect(scene.rotation.alertAt == current.margin)
    }

    @Test("A policy that rotates by itself again is asked at once")
    func autoAgain() throws {
        _ = try deliver()
        try become { $0.auto = false }
        _ = try scene.run(for: .days(1))
        #expect(scene.rotation.wake?.reason == .alert)
        scene.policy.declaration.auto = true
        try scene.store.register(
            .example(scene.policy.declaration, digest: "d3"), at: scene.clock.now())
        _ = try scene.run(for: .days(32)) { $0.version == 2 }
        #expect(scene.rotation.version == 2)
    }

    @Test("An alert on record that lies ahead of the clock silences nothing")
    func clockBack() throws {
        let current = try deliver()
        try become { $0.auto = false }
        let claim = try #require(try scene.store.claim(1))
        var rotation = claim.rotation
        rotation.alertedAt = current.endsAt + .days(365)
        try scene.store.commit(Change(rotation: rotation), under: claim.lease)
        _ = try scene.rotator.advance(1, on: Occasion(isClockBack: true))
        #expect(try alerts(about: current) == times)
    }

    /// What may keep a rotation from replacing its secret.
    enum Trouble: CaseIterable {
        case refused, throttled, vetoed, clock, undelivered

        var words: String {
            switch self {
            case .refused: "could not"
            case .throttled: "throttled while asking to read"
            case .vetoed: "'before_rotate' says no"
            case .clock: "the local clock is off"
            case .undelivered: "hook 'rotated' failed: target is down"
            }
        }
    }

    private func strike(_ trouble: Trouble) {
        switch trouble {
        case .refused:
            scene.issuer.outage = { _ in .unreachable(action: "read", why: "no route") }
        case .throttled:
            scene.issuer.outage = { _ in .throttled(action: "read", retryAfter: .hours(1)) }
        case .vetoed: scene.policy.on(.beforeRotate) { _, _ in [.null, .string("freeze")] }
        case .clock: scene.issuer.skew = .days(1)
        case .undelivered: scene.policy.on(.rotated) { _, _ in [.null, .string("target is down")] }
        }
        scene.register()
    }

    @Test(
        "Whatever keeps a secret from being replaced, the same alerts tell of it, each once",
        arguments: Trouble.allCases)
    func troubles(_ trouble: Trouble) throws {
        let current = try deliver()
        strike(trouble)
        _ = try scene.run(for: current.endsAt + .days(1) - scene.clock.now())
        let alerts = scene.events.filter { $0.kind == .alert && $0.keyID == current.keyID }
        #expect(alerts.map { current.endsAt - $0.at } == times)
        #expect(alerts.allSatisfy { $0.detail.contains(trouble.words) && $0.hint != nil })
        #expect(alerts.allSatisfy { $0.detail.hasSuffix("ends at \(current.endsAt)") })
    }

    @Test("A run that begins at the margin and goes well is nothing to alert about")
    func wellWithinMargin() throws {
        scene.policy.advice = { _ in Decision(.wait) }
        let current = try deliver()
        _ = try scene.run(for: .days(64)) { $0.version == 2 && $0.run == nil }
        #expect(scene.rotation.version == 2 && scene.clock.now() > current.margin)
        #expect(scene.events.allSatisfy { $0.kind != .alert })
    }

    @Test("What is delivered only late is alerted about no more once it is")
    func deliveredLate() throws {
        let current = try deliver()
        strike(.undelivered)
        _ = try scene.run(for: current.margin + .hours(2) - scene.clock.now())
        #expect(scene.events.count { $0.kind == .alert } == 1)
        scene.policy.on(.rotated) { _, _ in [] }
        _ = try scene.run(for: .days(6))
        #expect(scene.rotation.current?.deliveredAt != nil)
        #expect(scene.events.count { $0.kind == .alert } == 1)
    }

    @Test("What 'retire' spares is alerted about before its end date and at it")
    func spared() throws {
        scene.policy.declaration.overlap = .duration(.hours(2))
        scene.policy.on(.retire) { _, _ in [.null, .string("still in use")] }
        scene.register()
        let first = try deliver()
        _ = try scene.run(for: first.endsAt + .hours(1) - scene.clock.now())
        let alerts = scene.events.filter { $0.kind == .alert && $0.keyID == first.keyID }
        #expect(alerts.map { first.endsAt - $0.at } == times)
        #expect(alerts.last?.detail.hasPrefix("left to its end date") == true)
        #expect(alerts.dropLast().allSatisfy { $0.detail.contains("'retire' says no") })
    }

    @Test("A rotation that cannot be opened speaks up as well")
    func closed() throws {
        let current = try deliver()
        scene.isClosed = true
        #expect(try alerts(about: current) == times)
    }

    @Test("A clock that begins to be off is told at once, then only with the secret's end")
    func clock() throws {
        scene.issuer.skew = .seconds(301)
        let rotator = scene.rotator
        for _ in 0..<3 {
            _ = try rotator.advance(1)
            scene.clock.advance(.hours(2))
        }
        let alerts = scene.events.filter { $0.kind == .alert }
        #expect(alerts.map(\.detail) == ["the local clock is off by 5m 1s against the server's"])
        #expect(alerts.first?.hint?.contains("synchronise") == true)
    }
}
