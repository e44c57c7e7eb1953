import Rotation

/// A logged decision as JSON text in one column; times are Unix seconds, durations seconds.
enum DecisionText {
    static func encode(_ record: DecisionRecord) -> String {
        var text = ObjectText()
        if let told = record.facts { text.add("facts") { facts(told, &$0) } }
        text.add("outlook") { outlook(record.outlook, &$0) }
        text.add("answer") { answer(record.answer, &$0) }
        text.add("plan") { plan(record.plan, &$0) }
        text.add("fuel", Int64(record.fuel))
        return text.text
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
    private static func facts(_ facts: Facts, _ text: inout ObjectText) {
        text.add("name", facts.name)
        text.add("object_id", facts.application.objectID)
        text.add("client_id", facts.application.clientID)
        text.add("display_name", facts.application.displayName)
        text.add("tags", facts.application.tags)
        text.add("audience", facts.application.signInAudience)
        text.add("app_created_at", facts.application.createdAt)
        text.add("created_at", facts.createdAt)
        text.add("expires_at", facts.expiresAt)
        text.add("due_at", facts.dueAt)
        text.add("last_rotated_at", facts.lastRotatedAt)
        text.add("succeeded", facts.lastRunSucceeded)
        text.add("attempts", Int64(facts.attempts))
        text.add("live_count", Int64(facts.liveCount))
        text.add("foreign_count", Int64(facts.foreignCount))
        text.add("interval", facts.interval.wholeSeconds)
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

    private static func outlook(_ outlook: Outlook, _ text: inout ObjectText) {
        text.add("now", outlook.now)
        switch outlook.anchor {
        case .nominal(let at, let served):
            text.add("anchor", at)
            text.add("served", served)
        case .actual(let at): text.add("anchor", at)
        }
        text.add("last_started_at", outlook.lastStartedAt)
        text.add("from", outlook.current?.from)
        text.add("to", outlook.current?.to)
        text.add("minimum_interval", outlook.minimumInterval.wholeSeconds)
        text.add("reask", outlook.reask.wholeSeconds)
        text.add("failure_pause", outlook.failurePause.wholeSeconds)
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

    private static func answer(_ answer: DecisionRecord.Answer, _ text: inout ObjectText) {
        switch answer {
        case .declared: break
        case .advice(let decision):
            text.add("action", decision.action.rawValue)
            text.add("at", decision.at)
            if decision.isWithinWindow { text.add("within_window", true) }
            text.add("reason", decision.reason)
        case .failed(let error): text.add("error", value: PolicyErrorText.encode(error))
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

    private static func plan(_ plan: Plan, _ text: inout ObjectText) {
        text.add("start_at", plan.startAt)
        text.add("promote_at", plan.promoteAt)
        text.add("closes_at", plan.closesAt)
        text.add("nominal", plan.nominal)
        text.add("asks_again", plan.asksAgain)
        text.add("skipped", plan.skipped)
        text.add("reason", plan.reason)
        guard !plan.clamps.isEmpty else { return }
        let clamps = plan.clamps.map { Value.list([.string($0.rule.rawValue), .string($0.text)]) }
        text.add("clamps", value: .list(clamps))
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
