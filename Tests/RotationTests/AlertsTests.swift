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
        #expect(scene.rotation.decision == Wake(current.margin, for: .alert))
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
        #expect(try alerts(about: current) == times)
    }
}
