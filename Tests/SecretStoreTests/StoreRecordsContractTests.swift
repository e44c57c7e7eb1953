import Rotation
import SecretStore
import TestSupport
import Testing

/// What every store must keep: the journal, the history, decisions and what is wrong with files.
struct StoreRecordsContractTests {
    private let now = Instant(1_768_057_200)

    @Test(
        "The journal gives back what was recorded and tells another request apart",
        arguments: StoreKind.allCases)
    func journal(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        let key = CallKey(event: "e", hook: .rotated, attempt: 1, number: 1)
        #expect(try store.recall(key, request: "r") == nil)
        try store.begin(key, request: "r", under: claim.lease)
        #expect(
            try store.recall(key, request: "r") == JournalEntry(isSameRequest: true, result: nil))
        try store.finish(key, request: "r", result: "[1]", under: claim.lease)
        #expect(
            try store.recall(key, request: "r") == JournalEntry(isSameRequest: true, result: "[1]"))
        #expect(try store.recall(key, request: "q")?.isSameRequest == false)
    }

    @Test("History gives the latest events, oldest first", arguments: StoreKind.allCases)
    func history(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        let events = (1...5).map {
            Event(
                at: now + .seconds($0), rotation: "payments-api", run: "r", kind: .accepted,
                detail: "sign-in \($0)", keyID: "k", hint: "h")
        }
        try store.commit(Change(rotation: claim.rotation, events: events), under: claim.lease)
        #expect(try store.history(of: "payments-api", limit: 2) == Array(events.suffix(2)))
    }

    @Test("The time of the latest event of all is told", arguments: StoreKind.allCases)
    func lastEvent(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        #expect(try store.lastEventAt() == nil)
        let events = [1, 9].map {
            Event(at: now + .days($0), rotation: "payments-api", kind: .accepted, detail: "d")
        }
        try store.commit(Change(rotation: claim.rotation, events: events), under: claim.lease)
        #expect(try store.lastEventAt() == now + .days(9))
    }

    /// A decision about the example at `time`.
    private func decision(
        at time: Instant, _ answer: DecisionRecord.Answer = .declared, isFirst: Bool = false
    ) -> DecisionRecord {
        var application = Application.example
        application.tags = ["rotate:payments", "team:\"a\""]
        let facts = Facts(
            name: "payments-api", application: application, now: time, createdAt: now,
            expiresAt: now + .days(64), dueAt: now + .days(30), lastRotatedAt: now,
            lastRunSucceeded: false, attempts: 2, liveCount: 3, foreignCount: 1,
            interval: .days(30))
        var outlook = Outlook(
            now: time, anchor: .nominal(now, served: now + .hours(1)), lastStartedAt: now,
            current: isFirst ? nil : .init(from: now, to: now + .days(64)), limits: Limits())
        outlook.reask = .hours(5)
        return DecisionRecord(
            policy: PolicyPin(digest: "d1", index: 0), facts: isFirst ? nil : facts,
            outlook: outlook, answer: answer,
            plan: Plan(
                startAt: time + .days(1), promoteAt: time + .days(2),
                closesAt: isFirst ? nil : time + .days(3), nominal: time + .days(2),
                asksAgain: true, skipped: time, reason: "because",
                clamps: [Clamp(.stage, "a day"), Clamp(.minimumInterval, "an hour")]),
            fuel: 1_280)
    }

    @Test(
        "A logged decision is read back as it was committed",
        arguments: StoreKind.allCases,
        [
            .declared, .advice(Decision(.wait)),
            .advice(Decision(.rotate, at: Instant(5), isWithinWindow: true, reason: "x|y\n")),
            .failed(.raised(message: "boom", hint: "did you mean 'a'?")),
            .failed(.invalid(message: "boom", hint: nil)), .failed(.limit(.fuel, message: "f")),
            .failed(.denied(message: "d", hint: nil)), .failed(.notRepeatable(message: "n")),
            .failed(.unreadable(path: "p", why: "w")),
        ] as [DecisionRecord.Answer])
    func decisionRoundTrip(kind: StoreKind, answer: DecisionRecord.Answer) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        let logged = [decision(at: now, answer), decision(at: now + .hours(1), isFirst: true)]
        var rotation = claim.rotation
        for record in logged {
            rotation.decided = record.gist
            try store.commit(Change(rotation: rotation, decision: record), under: claim.lease)
        }
        #expect(try store.decisions(of: "payments-api", since: now, limit: 9) == logged)
        #expect(try store.rotation("payments-api").decided == logged[1].gist)
    }

    @Test(
        "The latest decisions since a moment are given, oldest first", arguments: StoreKind.allCases
    )
    func decisionsSince(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        for hour in 0..<5 {
            let change = Change(
                rotation: claim.rotation, decision: decision(at: now + .hours(hour)))
            try store.commit(change, under: claim.lease)
        }
        let hours = { (start: Instant, limit: Int) in
            try store.decisions(of: "payments-api", since: start, limit: limit)
                .map { ($0.at - now).wholeSeconds / 3_600 }
        }
        #expect(try hours(now + .hours(2), 9) == [2, 3, 4])
        #expect(try hours(now, 2) == [3, 4])
        #expect(try hours(now + .hours(5), 9).isEmpty)
        #expect(try store.decisions(of: "nobody", since: now, limit: 9).isEmpty)
    }

    @Test("A thousand decisions of a rotation are kept", arguments: StoreKind.allCases)
    func decisionsArePruned(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        for second in 0...1_002 {
            let change = Change(
                rotation: claim.rotation, decision: decision(at: now + .seconds(second)))
            try store.commit(change, under: claim.lease)
        }
        let kept = try store.decisions(of: "payments-api", since: now, limit: .max)
        #expect(kept.count == 1_000)
        #expect(kept.first?.at == now + .seconds(3))
    }

    @Test("A policy's problem keeps the time it was first noticed", arguments: StoreKind.allCases)
    func problems(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let first = PolicyProblem(path: "/b.lua", since: now, message: "one", hint: "mend")
        try store.note(first, of: "/b.lua")
        try store.note(
            PolicyProblem(path: "/a.lua", since: now, message: "other"), of: "/a.lua")
        try store.note(
            PolicyProblem(path: "/b.lua", since: now + .days(1), message: "two"), of: "/b.lua")
        #expect(
            try store.problems() == [
                PolicyProblem(path: "/a.lua", since: now, message: "other"),
                PolicyProblem(path: "/b.lua", since: now, message: "two"),
            ])
        try store.note(nil, of: "/b.lua")
        #expect(try store.problems().map(\.path) == ["/a.lua"])
    }
}

/// What every store must do with errands and connections in trouble.
struct StoreErrandsContractTests {
    private let now = Instant(1_768_057_200)

    private func broken(isOpen: Bool) -> Breaker {
        var breaker = Breaker(
            connection: "default", since: now, failures: 5, isRefused: true, why: "no", hint: "h",
            rotation: "payments-api")
        breaker.isOpen = isOpen
        breaker.probes = 2
        breaker.probeAt = isOpen ? now + .minutes(1) : nil
        return breaker
    }

    @Test("A breaker is read back as it was written, with its probe", arguments: StoreKind.allCases)
    func breaker(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        for isOpen in [false, true] {
            let breaker = broken(isOpen: isOpen)
            _ = try store.updateBreaker(of: "default", at: now) { _ in BreakerChange(breaker) }
            #expect(try store.breakers() == [breaker])
            #expect(try store.plannedErrands().map(\.dueAt) == (isOpen ? [now + .minutes(1)] : []))
        }
        _ = try store.updateBreaker(of: "default", at: now) { before in
            #expect(before == broken(isOpen: true))
            return BreakerChange(nil)
        }
        #expect(try store.breakers().isEmpty)
        #expect(try store.plannedErrands().isEmpty)
    }

    @Test(
        "What is in flight is counted, and without room nothing is written",
        arguments: StoreKind.allCases)
    func room(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let first = try store.claimExample(at: now)
        var other = Declaration.example
        other.name = "other"
        other.application = ApplicationReference(clientID: "ffff")
        other.secrets = SecretNames(clientID: nil, clientSecret: "OTHER")
        try store.register(.example(other, digest: "d2", path: "other.lua"), at: now)
        let second = try #require(try store.claim(first.rotation.id + 1))
        func change(_ claim: Claim, _ id: String) -> Change {
            var rotation = claim.rotation
            rotation.credentials = [.example(id, at: now)]
            rotation.credentials[0].state = .intended
            var change = Change(rotation: rotation)
            change.rooms = [Room(for: .mint, limit: 1)]
            return change
        }
        let mine = change(first, "01JZ3D0000000000000000000A")
        #expect(try store.commit(mine, under: first.lease))
        #expect(try store.commit(mine, under: first.lease))
        #expect(try store.inFlight(.mint, on: "default", besides: second.rotation.id) == 1)
        #expect(try store.inFlight(.mint, on: "default", besides: first.rotation.id) == 0)
        #expect(try store.inFlight(.mint, on: "other", besides: second.rotation.id) == 0)
        #expect(try store.inFlight(.prove, on: "default", besides: second.rotation.id) == 0)
        let theirs = change(second, "01JZ3D0000000000000000000B")
        #expect(try !store.commit(theirs, under: second.lease))
        #expect(try store.rotation("other").credentials.isEmpty)
    }

    @Test(
        "Housekeeping lets go of old host calls, but not of those that a pending event needs",
        arguments: StoreKind.allCases)
    func pruning(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        let ids = [now - .days(60), now - .days(60), now].map { time in
            Identifier.ulid(at: time) { UInt64.random(in: 0...UInt64.max) }
        }
        var rotation = claim.rotation
        rotation.deliveries = [
            Delivery(
                id: ids[0], hook: .rotated, policy: rotation.policy, at: now - .days(60),
                credential: nil)
        ]
        try store.commit(Change(rotation: rotation), under: claim.lease)
        let keys = ids.map { CallKey(event: $0, hook: .rotated, attempt: 1, number: 1) }
        for key in keys {
            try store.finish(key, request: "r", result: "[]", under: claim.lease)
        }
        try store.prune(before: now - .days(30), history: now - .days(400))
        let isKept = try keys.map { try store.recall($0, request: "r") != nil }
        #expect(isKept == [true, false, true])
    }

    @Test("An errand is taken once", arguments: StoreKind.allCases)
    func errand(kind: StoreKind) throws {
        let medium = Medium(kind)
        let (first, second) = (try medium.open(), try medium.open())
        let breaker = broken(isOpen: true)
        _ = try first.updateBreaker(of: "default", at: now) { _ in BreakerChange(breaker) }
        let errand = try #require(try second.plannedErrands().first)
        #expect(try first.take(errand, nextAt: now + .hours(1)))
        #expect(try !second.take(errand, nextAt: now + .hours(1)))
        #expect(try second.plannedErrands() == [Errand(errand.kind, dueAt: now + .hours(1))])
    }

    @Test(
        "What is parked goes on when the breaker closes, also when it parks too late",
        arguments: StoreKind.allCases)
    func release(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let breaker = broken(isOpen: true)
        _ = try store.updateBreaker(of: "default", at: now) { _ in BreakerChange(breaker) }
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.run = Run(
            id: "r", kind: .first, policy: rotation.policy, startedAt: now, nominal: nil,
            promoteAt: now)
        rotation.run?.wake = Wake(now + .hours(1), for: .access)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9).isEmpty)
        let event = Event(at: now, rotation: "payments-api", kind: .connected, detail: "works")
        _ = try store.updateBreaker(of: "default", at: now) { _ in
            BreakerChange(nil, telling: event)
        }
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        #expect(try store.rotation("payments-api").wake.map { $0.at <= now } == true)
        #expect(try store.history(of: "payments-api", limit: 9) == [event])
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
    }
}
