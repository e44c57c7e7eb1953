import Rotation

/// A logged decision as JSON text in one column; times are Unix seconds, durations seconds.
enum DecisionText {
    static func encode(_ record: DecisionRecord) -> String {
        ValueText.encode(
            .map([
                "facts": record.facts.map(facts) ?? .null, "outlook": outlook(record.outlook),
                "answer": answer(record.answer), "plan": plan(record.plan),
                "fuel": .int(Int64(record.fuel)),
            ]))
    }

    /// Reads what ``encode(_:)`` wrote, or gives nil.
    static func decode(_ text: String, policy: PolicyPin) -> DecisionRecord? {
        guard let value = ValueText.decode(text), let outlook = value["outlook"].flatMap(outlook),
            let answer = value["answer"].flatMap(answer), let plan = value["plan"].flatMap(plan)
        else { return nil }
        var told: Facts?
        if let text = value["facts"] {
            told = facts(text, at: outlook.now)
            if told == nil { return nil }
        }
        return DecisionRecord(
            policy: policy, facts: told, outlook: outlook, answer: answer, plan: plan,
            fuel: Int(value["fuel"]?.integer ?? 0))
    }

    /// Without `jitter`, which the name gives.
    private static func facts(_ facts: Facts) -> Value {
        .map([
            "name": .string(facts.name),
            "object_id": .string(facts.application.objectID),
            "client_id": .string(facts.application.clientID),
            "display_name": .string(facts.application.displayName),
            "tags": .list(facts.application.tags.map { .string($0) }),
            "audience": .string(facts.application.signInAudience),
            "app_created_at": time(facts.application.createdAt),
            "created_at": time(facts.createdAt), "expires_at": time(facts.expiresAt),
            "due_at": time(facts.dueAt), "last_rotated_at": time(facts.lastRotatedAt),
            "succeeded": facts.lastRunSucceeded.map { .bool($0) } ?? .null,
            "attempts": .int(Int64(facts.attempts)),
            "live_count": .int(Int64(facts.liveCount)),
            "foreign_count": .int(Int64(facts.foreignCount)),
            "interval": .int(facts.interval.wholeSeconds),
        ])
    }

    private static func facts(_ value: Value, at now: Instant) -> Facts? {
        guard let name = value["name"]?.text, let createdAt = instant(value["created_at"]),
            let expiresAt = instant(value["expires_at"]), let interval = value["interval"]?.integer
        else { return nil }
        let application = Application(
            objectID: value["object_id"]?.text ?? "", clientID: value["client_id"]?.text ?? "",
            displayName: value["display_name"]?.text ?? "",
            tags: items(value["tags"]).compactMap(\.text),
            signInAudience: value["audience"]?.text ?? "",
            createdAt: instant(value["app_created_at"]))
        return Facts(
            name: name, application: application, now: now, createdAt: createdAt,
            expiresAt: expiresAt, dueAt: instant(value["due_at"]),
            lastRotatedAt: instant(value["last_rotated_at"]),
            lastRunSucceeded: flag(value["succeeded"]), attempts: count(value["attempts"]),
            liveCount: count(value["live_count"]), foreignCount: count(value["foreign_count"]),
            interval: .seconds(interval))
    }

    private static func outlook(_ outlook: Outlook) -> Value {
        let (anchor, served): (Instant, Instant?) =
            switch outlook.anchor {
            case .nominal(let at, let served): (at, served)
            case .actual(let at): (at, nil)
            }
        return .map([
            "now": time(outlook.now), "anchor": time(anchor), "served": time(served),
            "last_started_at": time(outlook.lastStartedAt),
            "from": time(outlook.current?.from), "to": time(outlook.current?.to),
            "minimum_interval": .int(outlook.minimumInterval.wholeSeconds),
            "reask": .int(outlook.reask.wholeSeconds),
            "failure_pause": .int(outlook.failurePause.wholeSeconds),
        ])
    }

    private static func outlook(_ value: Value) -> Outlook? {
        guard let now = instant(value["now"]), let anchor = instant(value["anchor"]),
            let minimum = value["minimum_interval"]?.integer,
            let reask = value["reask"]?.integer, let pause = value["failure_pause"]?.integer
        else { return nil }
        var current: Outlook.Life?
        if let from = instant(value["from"]), let to = instant(value["to"]) {
            current = .init(from: from, to: to)
        }
        let served = instant(value["served"])
        var outlook = Outlook(
            now: now, anchor: served.map { .nominal(anchor, served: $0) } ?? .actual(anchor),
            lastStartedAt: instant(value["last_started_at"]), current: current, limits: Limits())
        outlook.minimumInterval = .seconds(minimum)
        outlook.reask = .seconds(reask)
        outlook.failurePause = .seconds(pause)
        return outlook
    }

    private static func answer(_ answer: DecisionRecord.Answer) -> Value {
        switch answer {
        case .declared: .map([:])
        case .advice(let decision):
            .map([
                "action": .string(decision.action.rawValue), "at": time(decision.at),
                "within_window": .bool(decision.isWithinWindow), "reason": text(decision.reason),
            ])
        case .failed(let error):
            .map(["error": PolicyErrorText.encode(error)])
        }
    }

    private static func answer(_ value: Value) -> DecisionRecord.Answer? {
        if let error = value["error"] { return PolicyErrorText.decode(error).map { .failed($0) } }
        guard let action = value["action"]?.text else { return .declared }
        return Decision.Action(rawValue: action).map {
            .advice(
                Decision(
                    $0, at: instant(value["at"]),
                    isWithinWindow: flag(value["within_window"]) ?? false,
                    reason: value["reason"]?.text))
        }
    }

    private static func plan(_ plan: Plan) -> Value {
        .map([
            "start_at": time(plan.startAt), "promote_at": time(plan.promoteAt),
            "closes_at": time(plan.closesAt), "nominal": time(plan.nominal),
            "asks_again": .bool(plan.asksAgain),
            "skipped": time(plan.skipped), "reason": .string(plan.reason),
            "clamps": .list(
                plan.clamps.map { .list([.string($0.rule.rawValue), .string($0.text)]) }),
        ])
    }

    private static func plan(_ value: Value) -> Plan? {
        guard let startAt = instant(value["start_at"]), let promoteAt = instant(value["promote_at"])
        else { return nil }
        return Plan(
            startAt: startAt, promoteAt: promoteAt, closesAt: instant(value["closes_at"]),
            nominal: instant(value["nominal"]),
            asksAgain: flag(value["asks_again"]) ?? false, skipped: instant(value["skipped"]),
            reason: value["reason"]?.text ?? "", clamps: items(value["clamps"]).compactMap(clamp))
    }

    private static func clamp(_ value: Value) -> Clamp? {
        let words = items(value).compactMap(\.text)
        guard words.count == 2, let rule = Clamp.Rule(rawValue: words[0]) else { return nil }
        return Clamp(rule, words[1])
    }

    private static func time(_ instant: Instant?) -> Value {
        instant.map { .int($0.seconds) } ?? .null
    }

    private static func text(_ text: String?) -> Value {
        text.map { .string($0) } ?? .null
    }

    private static func instant(_ value: Value?) -> Instant? {
        value?.integer.map(Instant.init)
    }

    private static func items(_ value: Value?) -> [Value] {
        if case .list(let items)? = value { items } else { [] }
    }

    private static func flag(_ value: Value?) -> Bool? {
        if case .bool(let flag)? = value { flag } else { nil }
    }

    private static func count(_ value: Value?) -> Int {
        Int(value?.integer ?? 0)
    }
}
