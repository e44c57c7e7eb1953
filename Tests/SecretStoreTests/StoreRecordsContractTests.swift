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
