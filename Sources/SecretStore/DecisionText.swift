import Rotation

/// A logged decision as a JSON list in one column; times are Unix seconds, durations seconds.
enum DecisionText {
    static func encode(_ record: DecisionRecord) -> String {
        var list = ListText()
        list.add { add(record.outlook, to: &$0) }
        list.add { list in
            if let facts = record.facts { add(facts, to: &list) }
        }
        list.add { add(record.answer, to: &$0) }
        list.add { add(record.plan, to: &$0) }
        list.add(Int64(record.fuel))
        return list.close()
    }

    /// Reads what ``encode(_:)`` wrote, or gives nil.
    static func decode(_ text: String, policy: PolicyPin) -> DecisionRecord? {
        guard var list = ListReader(ValueText.decode(text)), list.count == 5,
            let outlook = list.list().flatMap(outlook), let told = list.list()
        else { return nil }
        let facts = facts(told, at: outlook.now)
        guard facts != nil || told.count == 0, let answer = list.list().flatMap(answer),
            let plan = list.list().flatMap(plan)
        else { return nil }
        return DecisionRecord(
            policy: policy, facts: facts, outlook: outlook, answer: answer, plan: plan,
            fuel: list.number())
    }

    /// Without `now`, which is the outlook's, and `jitter`, which the name gives.
    private static func add(_ facts: Facts, to list: inout ListText) {
        list.add(facts.name)
        list.add(facts.application.objectID)
        list.add(facts.application.clientID)
        list.add(facts.application.displayName)
        list.add(facts.application.tags)
        list.add(facts.application.signInAudience)
        list.add(facts.application.createdAt)
        list.add(facts.createdAt)
        list.add(facts.expiresAt)
        list.add(facts.dueAt)
        list.add(facts.lastRotatedAt)
        list.add(facts.lastRunSucceeded)
        list.add(Int64(facts.attempts))
        list.add(Int64(facts.liveCount))
        list.add(Int64(facts.foreignCount))
        list.add(facts.interval.wholeSeconds)
    }

    private static func facts(_ list: ListReader, at now: Instant) -> Facts? {
        var list = list
        guard list.count == 16, let name = list.text() else { return nil }
        let application = Application(
            objectID: list.text() ?? "", clientID: list.text() ?? "",
            displayName: list.text() ?? "", tags: list.texts(),
            signInAudience: list.text() ?? "", createdAt: list.instant())
        guard let createdAt = list.instant(), let expiresAt = list.instant() else { return nil }
        var facts = Facts(
            name: name, application: application, now: now, createdAt: createdAt,
            expiresAt: expiresAt, dueAt: list.instant(), lastRotatedAt: list.instant(),
            lastRunSucceeded: list.flag(), attempts: list.number(), liveCount: list.number(),
            foreignCount: list.number(), interval: .zero)
        guard let interval = list.integer() else { return nil }
        facts.interval = .seconds(interval)
        return facts
    }

    private static func add(_ outlook: Outlook, to list: inout ListText) {
        list.add(outlook.now)
        switch outlook.anchor {
        case .nominal(let at, let served):
            list.add(at)
            list.add(served)
        case .actual(let at):
            list.add(at)
            list.add(nil as Instant?)
        }
        list.add(outlook.lastStartedAt)
        list.add(outlook.current?.from)
        list.add(outlook.current?.to)
        list.add(outlook.minimumInterval.wholeSeconds)
        list.add(outlook.reask.wholeSeconds)
        list.add(outlook.failurePause.wholeSeconds)
    }

    private static func outlook(_ list: ListReader) -> Outlook? {
        var list = list
        guard let now = list.instant(), let anchor = list.instant() else { return nil }
        let served = list.instant()
        var outlook = Outlook(
            now: now, anchor: served.map { .nominal(anchor, served: $0) } ?? .actual(anchor),
            lastStartedAt: list.instant(), current: nil, limits: Limits())
        let (from, to) = (list.instant(), list.instant())
        if let from, let to { outlook.current = .init(from: from, to: to) }
        guard let minimum = list.integer(), let reask = list.integer(),
            let pause = list.integer()
        else { return nil }
        outlook.minimumInterval = .seconds(minimum)
        outlook.reask = .seconds(reask)
        outlook.failurePause = .seconds(pause)
        return outlook
    }

    /// Nothing where nothing was asked, four items of advice, or a list with an error.
    private static func add(_ answer: DecisionRecord.Answer, to list: inout ListText) {
        switch answer {
        case .declared: break
        case .advice(let decision):
            list.add(decision.action.rawValue)
            list.add(decision.at)
            list.add(decision.isWithinWindow)
            list.add(decision.reason)
        case .failed(let error): list.add { PolicyErrorText.add(error, to: &$0) }
        }
    }

    private static func answer(_ list: ListReader) -> DecisionRecord.Answer? {
        var list = list
        switch list.count {
        case 0: return .declared
        case 1:
            guard var error = list.list() else { return nil }
            return PolicyErrorText.read(&error).map { .failed($0) }
        default:
            guard let action = list.text().flatMap(Decision.Action.init) else { return nil }
            return .advice(
                Decision(
                    action, at: list.instant(), isWithinWindow: list.flag() ?? false,
                    reason: list.text()))
        }
    }

    private static func add(_ plan: Plan, to list: inout ListText) {
        list.add(plan.startAt)
        list.add(plan.promoteAt)
        list.add(plan.closesAt)
        list.add(plan.nominal)
        list.add(plan.asksAgain)
        list.add(plan.skipped)
        list.add(plan.reason)
        list.add(plan.clamps.map(\.rule.rawValue))
        list.add(plan.clamps.map(\.text))
    }

    private static func plan(_ list: ListReader) -> Plan? {
        var list = list
        guard let startAt = list.instant(), let promoteAt = list.instant() else { return nil }
        var plan = Plan(
            startAt: startAt, promoteAt: promoteAt, closesAt: list.instant(),
            nominal: list.instant(), asksAgain: list.flag() ?? false, skipped: list.instant(),
            reason: list.text() ?? "")
        plan.clamps = zip(list.texts(), list.texts()).compactMap { rule, text in
            Clamp.Rule(rawValue: rule).map { Clamp($0, text) }
        }
        return plan
    }
}
