import Foundation
import Rotation
import Scripting

/// Logged decisions, asked of the policies of another file.
struct Replay {
    /// One logged decision beside what the other policy says.
    struct Pair {
        let name: String
        let was: DecisionRecord
        let wouldBe: DecisionRecord

        var failure: PolicyError? {
            if case .failed(let error) = wouldBe.answer { error } else { nil }
        }

        var changes: Bool { failure != nil || wouldBe.differs(from: was) }
    }

    private(set) var pairs: [Pair] = []
    /// Policies of the file about which nothing is logged.
    private(set) var unknown: [String] = []

    var changed: [Pair] { pairs.filter(\.changes) }
    var failed: [Pair] { pairs.filter { $0.failure != nil } }

    /// Asks again, each decision by itself: what a changed one would have led to is not looked at.
    ///
    /// - Parameters:
    ///   - file: Its policies are matched by name.
    ///   - name: The one policy to ask; all of them when nil.
    ///   - start: The first decision's time.
    ///   - store: Holds the log.
    /// - Throws: ``Complaint`` when the file has no policy called `name`.
    init(
        _ file: PolicyFile, only name: String?, since start: Instant, in store: any Store
    ) throws(Complaint) {
        let names = file.policies.map(\.declaration.name)
        if let name, !names.contains(name) {
            throw Complaint(
                "\(file.path) has no policy \"\(name)\"",
                hint: Spelling.hint(for: name, in: names)
                    ?? "it has \(names.joined(separator: ", "))", exit: .usage)
        }
        for (index, policy) in file.policies.enumerated() {
            let own = policy.declaration.name
            guard name == nil || name == own else { continue }
            let pin = PolicyPin(digest: file.digest, index: index)
            let logged = try Self.log(of: own, start, store)
            if logged.isEmpty { unknown.append(own) }
            pairs += logged.map {
                Pair(name: own, was: $0, wouldBe: $0.asked(of: policy, pin: pin))
            }
        }
        pairs.sort { $0.was.at < $1.was.at }
    }

    private static func log(
        of name: String, _ start: Instant, _ store: any Store
    ) throws(Complaint) -> [DecisionRecord] {
        do throws(StoreError) {
            return try store.decisions(of: name, since: start, limit: .max)
        } catch {
            throw Complaint(error)
        }
    }

    /// Such as `12 decisions replayed, 3 would change`.
    var summary: String {
        "\(pairs.count.of("decision")) replayed, \(changed.count) would change"
    }

    var json: Value {
        .map([
            "replayed": .int(Int64(pairs.count)), "changed": .int(Int64(changed.count)),
            "failed": .int(Int64(failed.count)), "decisions": .list(changed.map(\.json)),
        ])
    }
}

extension Replay.Pair {
    /// For people: what was known, what came of it, and what would.
    var lines: [String] {
        let host = { (record: DecisionRecord) in
            record.plan.clamps.map { " [\($0.rule.rawValue)]" }.joined()
        }
        return [
            "\(was.at)  \(name)  \(known)",
            "  was       \(was.adviceWords)", "            \(was.planWords)\(host(was))",
            "  would be  \(wouldBe.adviceWords)",
            "            \(wouldBe.planWords)\(host(wouldBe))",
        ]
    }

    /// The facts that most decisions turn on.
    private var known: String {
        guard let facts = was.facts else { return "no current secret" }
        var words = [
            "age \((facts.now - facts.createdAt).short)",
            "\((facts.expiresAt - facts.now).short) remaining",
        ]
        if let due = facts.dueAt { words.append("due \(due)") }
        if facts.lastRunSucceeded == false { words.append("last run failed") }
        if facts.attempts > 0 { words.append("attempts \(facts.attempts)") }
        return words.joined(separator: ", ")
    }

    fileprivate var json: Value {
        .map([
            "rotation": .string(name), "at": .string(was.at.description), "was": was.json,
            "would_be": wouldBe.json,
        ])
    }
}
