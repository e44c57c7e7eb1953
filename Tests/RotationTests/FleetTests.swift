import Rotation
import TestSupport
import Testing

/// Fleets: their applications found and followed, their brakes.
struct FleetTests {
    let town = FleetScene()

    @Test("Every application that is selected gets a rotation of its own, named by the policy")
    func found() throws {
        town.addApplications(3)
        town.issuer.tenant["other"] = Application(
            objectID: "other", clientID: "c-other", displayName: "other")
        try town.run(for: .hours(1))
        #expect(try town.names() == ["svc-1", "svc-2", "svc-3"])
        #expect(town.rotations.allSatisfy { $0.version == 1 && $0.run == nil })
        #expect(try town.store.secret("SVC_2", version: nil).keyID != nil)
        #expect(town.issuer.tenant["other"]?.credentials.isEmpty == true)
    }

    @Test("A member's hooks are told its own names")
    func ownNames() throws {
        var told: [String] = []
        town.policy.on(.rotated) { event, _ in
            if case .secret(let handle)? = event["secrets"]?["client_secret"] {
                told.append(handle.name)
            }
            return []
        }
        town.register()
        town.addApplications(2)
        try town.run(for: .hours(1))
        #expect(told.sorted() == ["SVC_1", "SVC_2"])
    }

    @Test("An application that comes later is found by the next listing")
    func comes() throws {
        town.addApplications(1)
        try town.run(for: .minutes(30))
        town.addApplications(2)
        #expect(try town.names() == ["svc-1"])
        try town.run(for: .hours(2))
        #expect(try town.names() == ["svc-1", "svc-2"])
        #expect(town.rotations.allSatisfy { $0.version == 1 })
    }

    @Test("A member that is selected no more is unmanaged, and managed when it is again")
    func unselected() throws {
        town.addApplications(2)
        try town.run(for: .hours(1))
        town.issuer.tenant["object-1"]?.tags = []
        try town.run(for: .hours(2))
        #expect(try town.rotation("svc-1").unmanaged?.reason == .unselected)
        #expect(try town.rotation("svc-2").unmanaged == nil)
        #expect(try town.store.secret("SVC_1", version: nil).version == 1)
        #expect(town.events.count { $0.kind == .unmanaged } == 1)
        try town.store.request(.manual, of: "svc-1")
        try town.run(for: .days(60))
        #expect(try town.rotation("svc-1").version == 1)
        #expect(try town.rotation("svc-2").version > 1)
        town.issuer.tenant["object-1"]?.tags = ["fleet"]
        try town.run(for: .days(2))
        #expect(try town.rotation("svc-1").unmanaged == nil)
        #expect(try town.rotation("svc-1").version == 2)
    }

    @Test("An application counts as deleted after three reads by id over a day, and comes back")
    func deleted() throws {
        town.addApplications(6)
        try town.run(for: .hours(1))
        let gone = town.issuer.tenant.removeValue(forKey: "object-3")
        try town.run(for: .hours(2))
        #expect(try town.rotation("svc-3").unmanaged?.reason == .missing)
        try town.run(for: .hours(20))
        #expect(try town.rotation("svc-3").unmanaged?.reason == .missing)
        try town.run(for: .hours(6))
        #expect(try town.rotation("svc-3").unmanaged?.reason == .gone)
        #expect(try town.store.secret("SVC_3", version: nil).version == 1)
        town.issuer.tenant["object-3"] = gone
        try town.run(for: .hours(2))
        #expect(try town.rotation("svc-3").unmanaged == nil)
    }

    @Test("An application that only the listing lacks stays as it is")
    func lag() throws {
        town.addApplications(6)
        try town.run(for: .hours(1))
        town.issuer.unlisted = ["object-3"]
        try town.run(for: .days(3))
        #expect(try town.rotation("svc-3").unmanaged == nil)
    }

    @Test("When more than a fifth vanish at once, the listing failed and nothing changes")
    func massAbsence() throws {
        town.addApplications(10)
        try town.run(for: .hours(1))
        for number in 1...3 { town.issuer.tenant["object-\(number)"] = nil }
        town.addApplications(11, from: 11)
        try town.run(for: .days(2))
        #expect(town.rotations.allSatisfy { $0.unmanaged == nil })
        #expect(town.rotations.count == 10)
        let alerts = town.events.filter { $0.kind == .alert && $0.rotation == "fleet.lua" }
        #expect(alerts.count == 1)
        #expect(alerts.first?.detail.contains("3 of 10 members") == true)
    }

    @Test("A name that two applications get is the first one's; one alert names both")
    func clash() throws {
        town.addApplications(3)
        town.policy.naming = { $0.displayName == "svc-3" ? "svc-1" : $0.displayName }
        try town.run(for: .hours(5))
        #expect(try town.names() == ["svc-1", "svc-2"])
        let alerts = town.events.filter { $0.kind == .alert }
        #expect(alerts.count == 1)
        #expect(alerts.first?.detail.contains("svc-3") == true)
        #expect(alerts.first?.detail.contains("object-1") == true)
        #expect(try town.store.problems(of: 1).map(\.subject) == ["object-3"])
        town.policy.naming = { $0.displayName }
        try town.run(for: .hours(2))
        #expect(try town.names() == ["svc-1", "svc-2", "svc-3"])
        #expect(try town.store.problems(of: 1).isEmpty)
    }

    @Test("A tenant that cannot be listed is told once and listed again")
    func unlistable() throws {
        town.addApplications(1)
        town.issuer.readErrors = [.denied(action: "list applications", why: "403")]
        try town.run(for: .hours(1))
        #expect(town.events.count { $0.kind == .alert } == 1)
        #expect(try town.names() == ["svc-1"])
        #expect(try town.store.problems(of: 1).isEmpty)
    }

    @Test("A thousand applications: registered by one listing, and again with nothing to write")
    func thousand() throws {
        town.addApplications(1_000)
        try town.rotator.runErrands()
        #expect(town.rotations.count == 1_000)
        let members = try town.store.members(of: 1)
        town.clock.advance(.hours(2))
        try town.rotator.runErrands()
        #expect(try town.store.members(of: 1) == members)
    }

    @Test("The canary goes first; the others follow when it has been well for an hour")
    func canary() throws {
        town.policy.declaration.fleet?.canary = 1
        town.register()
        town.addApplications(8)
        try town.run(for: .minutes(55))
        #expect(town.rotations.count { $0.version == 1 } == 1)
        #expect(town.rotations.count { $0.run != nil } == 0)
        try town.run(for: .minutes(40))
        #expect(town.rotations.allSatisfy { $0.version == 1 })
    }

    @Test("A new version of the policy has its canary again; a manual run needs none")
    func newVersion() throws {
        town.policy.declaration.fleet?.canary = 1
        town.register()
        town.addApplications(4)
        try town.run(for: .hours(4))
        town.register(digest: "d2")
        try town.run(for: .hours(2))
        for name in ["svc-2", "svc-3"] { try town.store.request(.manual, of: name) }
        try town.run(for: .minutes(20))
        #expect(try town.rotation("svc-2").version == 2)
        #expect(try town.rotation("svc-3").version == 2)
        var wasAlone = false
        for _ in 0..<(31 * 48) {
            try town.run(for: .minutes(30))
            let begun = town.rotations.filter { $0.lastRunKind == .scheduled && $0.run != nil }
            if begun.count == 1 { wasAlone = true }
            if begun.count > 1 { break }
        }
        #expect(wasAlone)
    }

    @Test("A canary that fails keeps the others waiting, three failures in a row stop the fleet")
    func stopped() throws {
        town.policy.declaration.fleet?.canary = 1
        town.register()
        town.addApplications(5)
        town.issuer.mintErrors = Array(
            repeating: .denied(action: "add a secret", why: "403"), count: 99)
        try town.run(for: .days(1))
        #expect(try town.store.fleet(1)?.stoppedAt != nil)
        #expect(town.rotations.count { $0.failures > 0 } == 1)
        #expect(town.events.contains { $0.detail.contains("no member of fleet") })
        town.issuer.mintErrors = []
        try town.run(for: .days(2))
        #expect(town.rotations.allSatisfy { $0.version == 0 })
        _ = try town.store.updateFleet(1, at: town.clock.now()) { $0.restart() }
        try town.run(for: .days(1))
        #expect(town.rotations.count { $0.version == 1 } == 5)
    }

    @Test("Three members that fail for good stop all the others")
    func failures() throws {
        town.addApplications(6)
        town.issuer.mintErrors =
            [.denied(action: "add", why: "403"), .denied(action: "add", why: "403"), nil]
            + Array(repeating: .denied(action: "add", why: "403"), count: 99)
        try town.run(for: .minutes(2))
        #expect(try town.store.fleet(1)?.stoppedAt != nil)
        let begun = town.rotations.count { $0.lastStartedAt != nil }
        #expect(begun == 4)
        try town.run(for: .days(1))
        #expect(town.rotations.allSatisfy { $0.failures <= 1 })
    }

    @Test("A policy file that is gone leaves its rotations unmanaged until it is back")
    func file() throws {
        town.addApplications(2)
        try town.run(for: .hours(1))
        let events = try town.store.fit("fleet.lua", to: nil, at: town.clock.now())
        #expect(events.map(\.kind) == [.unmanaged])
        try town.run(for: .days(70))
        #expect(town.rotations.allSatisfy { $0.unmanaged?.reason == .file && $0.version == 1 })
        town.register()
        _ = try town.store.fit(
            "fleet.lua", to: [town.policy.declaration], at: town.clock.now())
        #expect(town.rotations.allSatisfy { $0.unmanaged == nil })
        try town.run(for: .hours(3))
        #expect(town.rotations.allSatisfy { $0.version == 2 })
    }

    @Test(
        "Display names are matched as a whole, with * for any characters",
        arguments: [
            ("svc-*", "svc-a", true), ("svc-*", "svc-", true), ("svc-*", "xsvc-a", false),
            ("*-prod", "a-prod", true), ("*-prod", "a-prod-b", false), ("a*c*e", "abcde", true),
            ("a*c*e", "abde", false), ("ab*ba", "aba", false), ("plain", "plain", true),
            ("plain", "plain2", false), ("*", "", true),
        ])
    func patterns(pattern: String, name: String, matches: Bool) {
        let application = Application(objectID: "o", clientID: "c", displayName: name)
        #expect(FleetRule.Selector.displayName(pattern).selects(application) == matches)
    }
}
