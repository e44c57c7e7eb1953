import TestSupport
import Testing

@testable import Rotation

/// What is foreseen is what the engine then does.
struct ForecastTests {
    let scene = Scene()

    private func sighting() throws -> Sighting {
        let application = try scene.issuer.application(scene.rotation.application)
        return Sighting(
            application: application, standing: scene.issuer.standing, ahead: scene.issuer.skew,
            connection: "default", identity: scene.issuer.identity, home: scene.store.home)
    }

    private func forecast() throws -> Forecast {
        Forecast(
            of: scene.rotation, under: scene.policy, pin: scene.rotation.policy,
            seeing: try sighting(), at: scene.clock.now(), limits: scene.limits)
    }

    private func kinds(_ forecast: Forecast) -> [Forecast.Action.Kind] {
        forecast.actions.map(\.kind)
    }

    @Test("A rotation without a secret gets one at once, promoted when it has settled")
    func first() throws {
        let forecast = try forecast()
        #expect(forecast.next == .first)
        #expect(kinds(forecast) == [.make, .promote])
        let now = scene.clock.now()
        #expect(forecast.actions[0].at == now)
        #expect(forecast.actions[0].endsAt == now + scene.policy.declaration.lifetime)
        #expect(forecast.actions[1].at == now + scene.limits.settle)
        #expect(forecast.actions[1].version == 1)
        #expect(scene.issuer.mints.isEmpty, "nothing is done")
    }

    @Test("The times foreseen for a scheduled run are those at which the engine acts")
    func scheduled() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        let forecast = try forecast()
        #expect(kinds(forecast) == [.make, .promote, .displace])
        let old = try #require(scene.rotation.current?.keyID)
        #expect(forecast.actions[2].keyID == old)

        _ = try scene.run(for: .days(40)) { _ in scene.issuer.mints.count == 2 }
        #expect(scene.clock.now() == forecast.actions[0].at)
        _ = try scene.run(for: .days(40)) { $0.version == 2 }
        #expect(scene.clock.now() == forecast.actions[1].at)
        _ = try scene.run { $0.run == nil }

        // The one after it ends the overlap of what this one displaced.
        let next = try self.forecast()
        #expect(kinds(next) == [.make, .promote, .displace, .remove])
        let removal = next.actions[3]
        #expect(removal.keyID == old && removal.version == 1)
        _ = try scene.run(for: .days(40)) { _ in scene.issuer.removals == [old] }
        #expect(scene.issuer.removals == [old])
        #expect(scene.clock.now() - removal.at <= .minutes(1))
        #expect(removal.at <= scene.clock.now())
    }

    @Test("A fixed overlap is foreseen with its removal, and 'retire' is named")
    func overlap() throws {
        scene.policy.declaration.overlap = .duration(.hours(3))
        scene.policy.on(.retire) { _, _ in [.bool(true)] }
        scene.register()
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        let forecast = try forecast()
        let removal = try #require(forecast.actions.last)
        let promotion = try #require(forecast.actions.first { $0.kind == .promote })
        #expect(removal.kind == .remove)
        #expect(removal.at == promotion.at + .hours(3))
        #expect(removal.reason.contains("'retire' is asked first"))
    }

    @Test("What was adopted beside a delivered secret goes with the next delivery, not before")
    func adopted() throws {
        scene.policy.declaration.overlap = .duration(.hours(2))
        scene.register()
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        let key = "f0f0f0f0-0000-4000-8000-000000000001"
        scene.issuer.addForeign(keyID: key, named: "by hand", to: Application.example.objectID)
        let offered = Credential(offered: "01ADOPTED", keyID: key, at: scene.clock.now())
        try scene.store.ask(
            .adopt(offered, value: nil), of: scene.rotation.name, at: scene.clock.now())
        _ = try scene.rotator.advance(1)
        for _ in 0..<2 {
            let removal = try #require(try forecast().actions.first { $0.keyID == key })
            let promotion = try #require(try forecast().actions.first { $0.kind == .promote })
            #expect(removal.kind == .remove && removal.at == promotion.at)
            #expect(removal.reason.contains("once the next version is delivered"))
            scene.clock.advance(.days(1))
        }
        let promotion = try #require(try forecast().actions.first { $0.kind == .promote })
        _ = try scene.run(for: .days(40)) { _ in scene.issuer.removals == [key] }
        #expect(scene.issuer.removals == [key])
        #expect(promotion.at <= scene.clock.now())
        #expect(scene.clock.now() - promotion.at <= .minutes(1))
    }

    @Test("Every obstacle is told, not the first only, and then no run is foreseen")
    func obstacles() throws {
        scene.issuer.standing.signIn = .disabled
        scene.issuer.standing.rule = SecretRule(policyID: "p-7", isForbidden: true)
        scene.issuer.addForeign(
            keyID: "99999999-0000-4000-8000-000000000000",
            named: "runtime 12345678 01ARZ3NDEKTSV4RRFFQ69G5FAV", to: Application.example.objectID)
        var sighting = try sighting()
        sighting.application.clientID = scene.issuer.identity
        sighting.ahead = .hours(1)
        sighting.isWritable = false
        sighting.freeBytes = 0
        let forecast = Forecast(
            of: scene.rotation, under: scene.policy, pin: scene.rotation.policy, seeing: sighting,
            at: scene.clock.now(), limits: scene.limits)
        let texts = forecast.obstacles.map(\.description)
        let expected = [
            "clock is off", "is the identity that", "another home (12345678)", "is disabled",
            "policy p-7", "MiB are free", "no owner",
        ]
        #expect(texts.count == expected.count)
        for (text, part) in zip(texts, expected) { #expect(text.contains(part)) }
        #expect(forecast.actions.isEmpty)
        #expect(forecast.begins == scene.clock.now())
    }

    @Test("Where two secrets are all there is room for, the previous one goes first")
    func capped() throws {
        scene.issuer.tenant[Application.example.objectID]?.signInAudience =
            "AzureADandPersonalMicrosoftAccount"
        _ = try scene.run(for: .days(40)) { $0.version == 2 && $0.run == nil }
        let forecast = try forecast()
        let previous = scene.rotation.credentials.first { $0.state == .previous }?.keyID
        #expect(kinds(forecast) == [.remove, .make, .promote, .displace])
        #expect(forecast.actions[0].keyID == previous)
        #expect(forecast.actions[0].reason.contains("makes room"))
        #expect(forecast.actions[1].at > forecast.actions[0].at)
    }

    @Test("A paused rotation begins and removes nothing")
    func paused() throws {
        scene.policy.declaration.overlap = .duration(.days(2))
        scene.register()
        _ = try scene.run(for: .days(40)) { $0.version == 2 && $0.run == nil }
        _ = try scene.store.setPaused(
            true, scene.rotation.name, why: "test", at: scene.clock.now())
        let forecast = try forecast()
        #expect(forecast.next == .held(.paused))
        #expect(forecast.actions.isEmpty)
    }

    @Test("An open run goes on where it is")
    func open() throws {
        _ = try scene.rotator.advance(1)
        let candidate = try #require(scene.rotation.candidate)
        let forecast = try forecast()
        #expect(kinds(forecast) == [.promote])
        #expect(forecast.actions[0].keyID == candidate.keyID)
        #expect(forecast.actions[0].at == scene.clock.now() + scene.limits.settle)
    }

    @Test("A shorter life that the tenant demands is the one foreseen")
    func clamped() throws {
        scene.policy.declaration.clamp = true
        scene.issuer.standing.rule = SecretRule(policyID: "p-7", longestLife: .days(30))
        let make = try #require(try forecast().actions.first)
        _ = try scene.rotator.advance(1)
        #expect(make.endsAt == scene.issuer.mints.first?.endsAt)
    }
}
