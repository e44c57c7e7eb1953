import TestSupport
import Testing

@testable import Rotation

/// Windows on the wall clock, and runs that meet or miss theirs.
struct WindowTests {
    private func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

    private func opening(
        _ window: Window, after text: String, in zone: String = "Europe/Berlin"
    ) throws -> [String] {
        let clock = try #require(WallClock(identifier: zone))
        let opening = try #require(clock.opening(of: [window], closingAfter: try at(text)))
        return [opening.opens, opening.closes].map(\.description)
    }

    @Test("A window prints as policies write it")
    func description() {
        let night = Window(weekdays: [2, 4], opens: 1_320, closes: 1_560)
        #expect("\(night)" == "Tue,Thu 22:00-02:00")
        #expect("\(Window(opens: 0, closes: 1_440))" == "00:00-24:00")
    }

    @Test("A window of yesterday counts while it is open, across midnight")
    func midnight() throws {
        let window = Window(weekdays: [2], opens: 1_320, closes: 1_560)
        // Tuesday is 2026-01-13.
        let night = ["2026-01-13T21:00:00Z", "2026-01-14T01:00:00Z"]
        #expect(try opening(window, after: "2026-01-10T00:00:00Z") == night)
        #expect(try opening(window, after: "2026-01-14T00:59:59Z") == night)
        #expect(
            try opening(window, after: "2026-01-14T01:00:00Z")
                == ["2026-01-20T21:00:00Z", "2026-01-21T01:00:00Z"])
    }

    @Test("A window that a change of the clock leaves out is shifted behind it")
    func gap() throws {
        let window = Window(opens: 120, closes: 180)
        #expect(
            try opening(window, after: "2026-03-29T00:00:00Z")
                == ["2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"])
    }

    @Test("Of a time that comes twice the first counts; an end that comes once is after both")
    func repeated() throws {
        func hours(_ opens: Int, _ closes: Int) throws -> [String] {
            try opening(Window(opens: opens, closes: closes), after: "2026-10-24T23:00:00Z")
        }
        #expect(try hours(120, 180) == ["2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"])
        #expect(try hours(135, 165) == ["2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z"])
        #expect(try hours(75, 120) == ["2026-10-24T23:15:00Z", "2026-10-25T00:00:00Z"])
        #expect(try hours(135, 195) == ["2026-10-25T00:15:00Z", "2026-10-25T02:15:00Z"])
        // There the clock goes back at midnight, from Sunday to Saturday.
        let saturday = Window(weekdays: [6], opens: 1_320, closes: 1_440)
        #expect(
            try opening(saturday, after: "2026-04-04T12:00:00Z", in: "America/Santiago")
                == ["2026-04-05T01:00:00Z", "2026-04-05T04:00:00Z"])
    }

    /// A scene that rotates every 30 days, in a window on Tuesdays from 02:00 to 04:00 UTC.
    private func scene(
        _ missed: MissedRule, lifetime: Duration = .days(64)
    ) throws -> Scene {
        var declaration = Declaration.example
        declaration.schedule.windows = [Window(weekdays: [2], opens: 120, closes: 240)]
        declaration.schedule.missed = missed
        declaration.lifetime = lifetime
        let scene = Scene(declaration)
        _ = try scene.run { $0.current?.deliveredAt != nil }
        return scene
    }

    @Test("A run is promoted when its window opens, and begun a stage earlier")
    func promotedInside() throws {
        let scene = try scene(.late)
        _ = try scene.run(for: .days(40)) { $0.run != nil }
        // The nominal time is Monday, 2026-02-09T15:02Z.
        #expect(scene.clock.now() == (try at("2026-02-09T02:00:00Z")))
        _ = try scene.run(for: .days(40)) { $0.version == 2 }
        #expect(scene.clock.now() == (try at("2026-02-10T02:00:00Z")))
        // The next run counts from the nominal time, not from the window.
        _ = try scene.run(for: .days(40)) { $0.version == 3 }
        #expect(scene.clock.now() == (try at("2026-03-17T02:00:00Z")))
    }

    @Test("Two nominal times before one window make one run")
    func oneRunForAWindow() throws {
        var declaration = Declaration.example
        declaration.schedule = Schedule(interval: .days(1), rotateAt: LocalTime(hour: 3, minute: 0))
        declaration.schedule.windows = [Window(weekdays: [2], opens: 120, closes: 240)]
        declaration.stage = .hours(6)
        declaration.lifetime = .days(40)
        let scene = Scene(declaration)
        _ = try scene.run(for: .days(28))
        // The first secret and four Tuesdays.
        #expect(scene.issuer.mints.count == 5)
    }

    /// Keeps the proof from succeeding until the window has closed.
    private func missWindow(_ scene: Scene) throws {
        _ = try scene.run(for: .days(40)) { $0.run != nil }
        scene.clock.set(try at("2026-02-10T04:10:00Z"))
    }

    @Test("A proof that ends after its window: late promotes at once")
    func late() throws {
        let scene = try scene(.late)
        try missWindow(scene)
        _ = try scene.run(for: .days(40)) { $0.version == 2 }
        #expect(scene.clock.now() < (try at("2026-02-10T04:30:00Z")))
    }

    @Test("A proof that ends after its window: skip waits for the next one, proven anew")
    func skip() throws {
        let scene = try scene(.skip)
        try missWindow(scene)
        _ = try scene.run(for: .days(40)) { $0.version == 2 }
        #expect(scene.clock.now() >= (try at("2026-02-17T02:00:00Z")))
        #expect(scene.clock.now() < (try at("2026-02-17T02:01:00Z")))
        #expect(scene.issuer.mints.count == 2)
    }

    @Test("if_expiring waits while the next window lies before the margin, else promotes at once")
    func ifExpiring() throws {
        let patient = try scene(.ifExpiring)
        try missWindow(patient)
        _ = try patient.run(for: .days(40)) { $0.version == 2 }
        #expect(patient.clock.now() >= (try at("2026-02-17T02:00:00Z")))
        // Ends on 2026-02-17T15:00Z with a margin of 3 days and more.
        let pressed = try scene(.ifExpiring, lifetime: .days(38))
        try missWindow(pressed)
        _ = try pressed.run(for: .days(40)) { $0.version == 2 }
        #expect(pressed.clock.now() < (try at("2026-02-10T04:30:00Z")))
    }

    @Test("The safety margin wins over windows, however missed ones are treated")
    func margin() throws {
        let scene = try scene(.skip, lifetime: .days(38))
        try missWindow(scene)
        _ = try scene.run(for: .days(40)) { $0.version == 2 }
        // A tenth of 38 days before 2026-02-17T15:00Z.
        #expect(scene.clock.now() < (try at("2026-02-13T20:00:00Z")))
        #expect(scene.clock.now() > (try at("2026-02-13T19:00:00Z")))
    }

    @Test("A run by cron is late an hour after its time, and by skip waits for the next one")
    func cron() throws {
        var fields = Cron.Fields()
        fields.minutes = [0]
        fields.hours = [3]
        fields.days = [1]
        fields.restrictsDays = true
        fields.months = Set(1...12)
        fields.weekdays = Set(0...6)
        var declaration = Declaration.example
        declaration.schedule = Schedule(cron: try #require(Cron(fields, text: "0 3 1 * *")))
        declaration.schedule.missed = .skip
        declaration.lifetime = .days(120)
        let scene = Scene(declaration)
        _ = try scene.run { $0.current?.deliveredAt != nil }
        scene.clock.set(try at("2026-02-01T03:59:00Z"))
        _ = try scene.run(for: .hours(12)) { $0.run != nil }
        #expect(scene.rotation.run?.promoteAt == (try at("2026-02-01T03:00:00Z")))
        // The proof takes longer than the minute that is left.
        _ = try scene.run(for: .days(40)) { $0.version == 2 }
        #expect(scene.clock.now() >= (try at("2026-03-01T03:00:00Z")))
        #expect(scene.clock.now() < (try at("2026-03-01T03:01:00Z")))
    }

    @Test(
        "A plan says what its window and a missed one do to it",
        arguments: [
            // On Monday, before its window; in it; after it.
            ("2026-02-09T12:00:00Z", MissedRule.late, "window: until 2026-02-10T02:00:00Z"),
            ("2026-02-10T03:00:00Z", .skip, "window: until 2026-02-10T02:00:00Z"),
            ("2026-02-10T05:00:00Z", .late, "missed: at once"),
            ("2026-02-10T05:00:00Z", .skip, "missed: until 2026-02-17T02:00:00Z"),
            ("2026-02-10T05:00:00Z", .ifExpiring, "missed: until 2026-02-17T02:00:00Z"),
            ("2026-02-28T12:00:00Z", .skip, "missed: until 2026-03-03T02:00:00Z"),
        ])
    func clamps(now: String, missed: MissedRule, expected: String) throws {
        var declaration = Declaration.example
        declaration.schedule.windows = [Window(weekdays: [2], opens: 120, closes: 240)]
        declaration.schedule.missed = missed
        let start = try at("2026-01-10T15:00:00Z")
        let outlook = Outlook(
            now: try at(now), anchor: .actual(start), lastStartedAt: start,
            current: .init(from: start, to: start + .days(64)), limits: Limits())
        let plan = Plan.make(nil, in: outlook, under: declaration)
        let clamp = try #require(plan.clamps.last)
        let words = expected.split(separator: " ").map(String.init)
        #expect("\(clamp.rule.rawValue):" == words[0])
        #expect(clamp.text.hasSuffix(words.last ?? ""))
        #expect(clamp.text.contains("its window closed at") == (clamp.rule == .missed))
        #expect((plan.closesAt == nil) == (missed == .late && clamp.rule == .missed))
    }

    @Test("A policy may ask for a window; without asking it is promoted when it says")
    func within() throws {
        var declaration = Declaration.example
        declaration.schedule.windows = [Window(weekdays: [2], opens: 120, closes: 240)]
        let start = try at("2026-01-10T15:00:00Z")
        let outlook = Outlook(
            now: start, anchor: .actual(start), lastStartedAt: nil,
            current: .init(from: start, to: start + .days(64)), limits: Limits())
        let within = Decision(.rotate, isWithinWindow: true)
        let bound = Plan.make(within, in: outlook, under: declaration)
        #expect(bound.promoteAt == (try at("2026-01-13T02:00:00Z")))
        #expect(bound.closesAt == (try at("2026-01-13T04:00:00Z")))
        #expect(bound.startAt == (try at("2026-01-12T02:00:00Z")))
        #expect(bound.clamps.map(\.rule) == [.stage, .window])
        let free = Plan.make(Decision(.rotate), in: outlook, under: declaration)
        #expect(free.clamps.isEmpty)
        #expect(free.promoteAt == start)
        #expect(free.closesAt == nil)
    }

    @Test("What a host call asked for begins at once and is promoted in a window")
    func called() throws {
        let scene = try scene(.late)
        scene.clock.advance(.hours(2))
        try scene.store.request(.called, of: scene.rotation.name)
        _ = try scene.rotator.advance(1)
        let run = try #require(scene.rotation.run)
        #expect(run.kind == .called && run.step != .guard)
        let opening = scene.policy.declaration.schedule.opening(for: scene.clock.now())
        #expect(run.promoteAt == opening?.opens && run.closesAt == opening?.closes)
        _ = try scene.run(for: .days(8)) { $0.version == 2 }
        #expect(scene.clock.now() >= run.promoteAt)
    }
}
