/// A logged decision in short: enough to tell whether the next one says something else.
package struct Gist: Equatable, Sendable {
    package var at: Instant
    /// The times it names.
    package var times: [Instant?]
    /// Everything else it says.
    package var text: String

    package init(at: Instant, times: [Instant?], text: String) {
        self.at = at
        self.times = times
        self.text = text
    }

    /// Whether the other says the same, apart from time that has passed.
    ///
    /// A time is the same when it did not move, or when it moved along: a policy that waits an hour
    /// each time it is asked says nothing new.
    package func isSame(as other: Gist) -> Bool {
        text == other.text && times.count == other.times.count
            && zip(times, other.times).allSatisfy { mine, theirs in
                guard let mine, let theirs else { return mine == theirs }
                return mine == theirs || mine - at == theirs - other.at
            }
    }
}

extension DecisionRecord {
    /// What of it would have to differ for the next one to be news.
    package var gist: Gist {
        var asked: Instant?
        var words: String?
        switch answer {
        case .declared: break
        case .advice(let decision): (asked, words) = (decision.at, decision.reason)
        case .failed(let error): words = error.description
        }
        var text = policy.digest
        text += ":\(policy.index) "
        text += answer.action
        text += plan.asksAgain ? " asks " : " runs "
        text += plan.clamps.map(\.rule.rawValue).joined(separator: ",")
        text += " "
        text += words ?? ""
        return Gist(
            at: at,
            times: [
                asked, plan.startAt, plan.promoteAt, plan.closesAt, plan.nominal, plan.skipped,
            ],
            text: text)
    }
}
