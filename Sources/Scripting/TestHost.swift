internal import Rotation

/// What `runtime.test` asks of the host during one test, and what it reports.
///
/// A verb is answered with its results, or with `nil, problem`: then the test fails at its own line.
final class TestHost: HookHost {
    let functionNames: [String] = []
    private let functions: [HostFunction]
    private var failure: TestFailure?
    private var expected: [Expectation] = []

    /// The calls that a scripted host still waits for.
    private struct Expectation {
        let place: String
        var names: ArraySlice<String>
    }

    /// - Parameter functions: What the host offers in production.
    init(_ functions: [HostFunction]) {
        self.functions = functions
    }

    /// What made the test fail, though it may have run to its end.
    var finding: TestFailure? {
        if let failure { return failure }
        guard let open = expected.first(where: { !$0.names.isEmpty }), let name = open.names.first
        else { return nil }
        return TestFailure("\(open.place)expected call host:\(name) was not made")
    }

    func call(_ name: String, _ arguments: [Value]) throws(HookHostError) -> [Value] {
        guard case .string(let verb)? = arguments.last else { throw .misuse("a verb is missing") }
        let values = Array(arguments.dropLast())
        do throws(PolicyError) {
            return try answer(verb, values)
        } catch {
            return [.null, .string(error.description), error.hint.map { .string($0) } ?? .null]
        }
    }

    private func answer(_ verb: String, _ values: [Value]) throws(PolicyError) -> [Value] {
        switch verb {
        case "fail": return [note(values)]
        case "t.at": return [try instant(values)]
        case "t.policy": return [.string(try TestPolicy.read(values[0]).name)]
        case "t.facts": return [try facts(values)]
        case "schedule result": return [try advice(values[0])]
        case "t.plan": return [try plan(values)]
        case "t.event": return [try TestEvent.read(values[1], now: Instant(values[0]))]
        case "t.run": return [try hook(values)]
        case "t.host": return [try expect(values)]
        case "host call": return [met(values)]
        default: return values  // which no function can be among
        }
    }

    /// The first failure counts: what follows from it is no news.
    private func note(_ values: [Value]) -> Value {
        guard failure == nil, let message = values[0].text else { return .null }
        failure = TestFailure(message, values[1].items.compactMap(\.text), hint: values[2].text)
        return .null
    }

    /// The instant that is given, or so many seconds after one.
    private func instant(_ values: [Value]) throws(PolicyError) -> Value {
        let start = values[0].wholeNumber ?? values[0].text.flatMap(Instant.init(rfc3339:))?.seconds
        let step = values.count > 1 ? values[1].wholeNumber : 0
        let (seconds, isTooLarge) = (start ?? -1).addingReportingOverflow(step ?? -1)
        guard start != nil, step != nil, !isTooLarge, Instant.writable.contains(seconds) else {
            let given = values[values.count - 1]
            let shown = given.text ?? given.integer.map(String.init) ?? given.article
            throw .invalid(
                message: "\(shown) is no time",
                hint: "t.at takes \"2026-03-29T01:30:00Z\" or Unix seconds, t.advance seconds")
        }
        return .int(seconds)
    }

    private func facts(_ values: [Value]) throws(PolicyError) -> Value {
        let policy = values[2] == .null ? nil : try TestPolicy.read(values[2])
        let facts = try TestFacts.read(values[1], now: Instant(values[0]), of: policy)
        return .map([
            "facts": facts.value, "names": .names(FactsWriter.fields.map(\.name)),
            "application_names": .names(FactsWriter.applicationFields.map(\.name)),
        ])
    }

    private func advice(_ result: Value) throws(PolicyError) -> Value {
        var writer = TapeWriter()
        writer.list([result])
        var tape = TapeReader(writer.bytes)
        guard let decision = try DecisionReader(source: "policy").read(&tape) else { return .null }
        var fields: [String: Value] = ["action": .string(decision.action.rawValue)]
        fields["at"] = decision.at.map { .int($0.seconds) }
        fields["within"] = decision.isWithinWindow ? .string("window") : nil
        fields["reason"] = decision.reason.map { .string($0) }
        return .map(fields)
    }

    private func plan(_ values: [Value]) throws(PolicyError) -> Value {
        let policy = try TestPolicy.read(values[0])
        let facts = try TestFacts.read(
            values[1], now: Instant(values[1]["now"] ?? .null), of: policy)
        var writer = TapeWriter()
        writer.list([values[2] == .bool(false) ? .null : values[2]])
        var tape = TapeReader(writer.bytes)
        let decision = try DecisionReader(source: "policy").read(&tape)
        return Plan(of: policy, facts: facts, advice: decision).value
    }

    private func hook(_ values: [Value]) throws(PolicyError) -> Value {
        let policy = try TestPolicy.read(values[0])
        let word = values[1].text ?? values[1].article
        guard let hook = Hook(rawValue: word), policy.hooks.contains(hook) else {
            throw .invalid(
                message: "the policy has no hook '\(word)'",
                hint: Spelling.hint(for: word, in: Hook.allCases.map(\.rawValue)))
        }
        let event = try TestEvent.read(
            values[2], now: Instant(values[3]), hook: hook, of: policy)
        let offered = functions.filter { $0.isAvailable(in: hook) }
        return .map(["event": event, "names": .names(offered.map(\.name))])
    }

    /// Registers a scripted host: place, names of its functions, whether they come in that order.
    private func expect(_ values: [Value]) throws(PolicyError) -> Value {
        let names = values[1].items.compactMap(\.text)
        let known = functions.map(\.name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw .invalid(
                message: "host has no function '\(unknown)' "
                    + "(available: \(known.joined(separator: ", ")))",
                hint: Spelling.hint(for: unknown, in: known))
        }
        let open = values[2] == .bool(true) ? names[...] : []
        expected.append(Expectation(place: values[0].text ?? "", names: open))
        return .map(["id": .int(Int64(expected.count - 1)), "names": .names(known)])
    }

    private func met(_ values: [Value]) -> Value {
        if let place = values[0].wholeNumber { _ = expected[Int(place)].names.popFirst() }
        return .null
    }
}

extension Plan {
    /// The plan as a table, with the names that it may have.
    fileprivate var value: Value {
        var plan: [String: Value] = [
            "start_at": .int(startAt.seconds), "promote_at": .int(promoteAt.seconds),
            "asks_again": .bool(asksAgain), "reason": .string(reason),
        ]
        plan["closes_at"] = closesAt.map { .int($0.seconds) }
        plan["nominal"] = nominal.map { .int($0.seconds) }
        plan["skipped"] = skipped.map { .int($0.seconds) }
        let names = [
            "asks_again", "closes_at", "nominal", "promote_at", "reason", "skipped", "start_at",
        ]
        return .map(["plan": .map(plan), "names": .names(names)])
    }
}

extension Value {
    /// A list of strings.
    fileprivate static func names(_ names: [String]) -> Value {
        .list(names.map { .string($0) })
    }

    /// The members of a list, none of anything else.
    fileprivate var items: [Value] {
        if case .list(let items) = self { items } else { [] }
    }
}

extension Instant {
    /// The instant of a number of seconds that the module itself has sent.
    fileprivate init(_ value: Value) {
        self.init(value.wholeNumber ?? 0)
    }
}
