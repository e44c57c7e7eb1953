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

extension Gist: CustomStringConvertible {
    /// One line, such as `1768057200 1770649200,-|declared`.
    package var description: String {
        let times = times.map { $0.map { "\($0.seconds)" } ?? "-" }.joined(separator: ",")
        return "\(at.seconds) \(times)|\(text)"
    }

    /// Reads what ``description`` wrote, or gives nil.
    package init?(_ description: String) {
        let parts = description.utf8.split(
            separator: UInt8(ascii: "|"), maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts[0].split(separator: UInt8(ascii: " "))
        guard parts.count == 2, head.count == 2, let at = Int64(Substring(head[0])) else {
            return nil
        }
        let times = head[1].split(separator: UInt8(ascii: ","))
        self.init(
            at: Instant(at), times: times.map { Int64(Substring($0)).map(Instant.init) },
            text: String(Substring(parts[1])))
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
        let rules = plan.clamps.map(\.rule.rawValue).joined(separator: ",")
        return Gist(
            at: at,
            times: [
                asked, plan.startAt, plan.promoteAt, plan.closesAt, plan.nominal, plan.skipped,
            ],
            text: "\(policy.digest):\(policy.index) \(answer.action) "
                + "\(plan.asksAgain ? "asks" : "runs") \(rules) \(words ?? "")")
    }
}
