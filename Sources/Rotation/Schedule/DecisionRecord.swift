/// One decision: what was known, what the policy advised, and what the host made of it.
///
/// It holds all that is needed to ask another policy the same question later.
package struct DecisionRecord: Equatable, Sendable {
    /// The version of the policy that was asked.
    package var policy: PolicyPin
    /// What the policy was told; nil without a current credential, where none is asked.
    package var facts: Facts?
    /// What the host's rules looked at.
    package var outlook: Outlook
    package var answer: Answer
    package var plan: Plan
    /// Instructions that the policy used; 0 where no function was called.
    package var fuel: Int

    /// What a policy gives for an answer.
    package enum Answer: Equatable, Sendable {
        /// Nothing: the declared schedule counts.
        case declared
        case advice(Decision)
        case failed(PolicyError)
    }

    package init(
        policy: PolicyPin, facts: Facts?, outlook: Outlook, answer: Answer, plan: Plan, fuel: Int
    ) {
        self.policy = policy
        self.facts = facts
        self.outlook = outlook
        self.answer = answer
        self.plan = plan
        self.fuel = fuel
    }

    package var at: Instant { outlook.now }

    /// Whether a run begins at once.
    package var begins: Bool { plan.startAt <= at && !plan.asksAgain }
}

extension DecisionRecord {
    /// Asks `policy` and plans by the host's rules; nothing but the two is looked at.
    ///
    /// A policy that fails is no reason to let a secret die: the margin still holds.
    ///
    /// - Parameters:
    ///   - policy: The one to ask.
    ///   - pin: Its version.
    ///   - facts: Nil without a current credential.
    ///   - outlook: The rotation's situation.
    /// - Returns: The decision; the same for the same arguments.
    package static func make(
        _ policy: any Policy, pin: PolicyPin, facts: Facts?, outlook: Outlook
    ) -> DecisionRecord {
        let declaration = policy.declaration
        let answer = ask(policy, facts)
        let advice: Decision? =
            switch answer {
            case .declared: nil
            case .advice(let decision): decision
            case .failed:
                Decision(
                    .wait, at: outlook.now + outlook.failurePause, reason: "the policy failed")
            }
        return DecisionRecord(
            policy: pin, facts: facts, outlook: outlook, answer: answer,
            plan: Plan.make(advice, in: outlook, under: declaration),
            fuel: facts == nil ? 0 : policy.fuelUsed)
    }

    private static func ask(_ policy: any Policy, _ facts: Facts?) -> Answer {
        guard let facts else { return .declared }
        do throws(PolicyError) {
            return try policy.decide(facts).map { .advice($0) } ?? .declared
        } catch {
            return .failed(error)
        }
    }

    /// Asks another version of the policy the same question.
    ///
    /// Its interval and the due time that follows from it take the place of the recorded ones.
    package func asked(of policy: any Policy, pin: PolicyPin) -> DecisionRecord {
        let schedule = policy.declaration.schedule
        var facts = facts
        facts?.interval = schedule.interval
        facts?.dueAt = schedule.next(after: outlook.anchor)
        return Self.make(policy, pin: pin, facts: facts, outlook: outlook)
    }

    /// Whether something else would have happened; another wording of the reason is no difference.
    package func differs(from other: DecisionRecord) -> Bool {
        gist.times != other.gist.times || plan.asksAgain != other.plan.asksAgain
            || answer.action != other.answer.action
    }
}

extension DecisionRecord.Answer {
    /// What is advised, in one word.
    package var action: String {
        switch self {
        case .declared: "declared"
        case .advice(let decision): decision.action.rawValue
        case .failed: "failed"
        }
    }
}
