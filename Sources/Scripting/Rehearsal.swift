package import Rotation

/// What `runtime check` does with a file: loads it twice, calls every pure function of it on
/// example facts in both states, and looks at hooks that are lists.
package struct Rehearsal {
    /// The file, loaded and well.
    package let file: PolicyFile
    /// The lines its functions printed, each once.
    package private(set) var printed: [String] = []
    private let second: PolicyFile
    private let limits: ScriptLimits
    private let start = ContinuousClock.now

    /// Checks the file at `path`.
    ///
    /// - Parameters:
    ///   - path: Its path, which error texts show.
    ///   - host: What hooks may call.
    ///   - limits: Of each call; the time is also that of all calls together.
    /// - Throws: The first ``PolicyError``, with the facts that led to it as context.
    package init(
        path: String, host: [HostVerb], limits: ScriptLimits = .standard
    ) throws(PolicyError) {
        var limits = limits
        self.limits = limits
        limits.end = start + limits.time
        file = try PolicyFile.load(path: path, limits: limits)
        second = try PolicyFile.load(path: path, limits: limits)
        guard file.policies.map(\.declaration) == second.policies.map(\.declaration) else {
            throw .invalid(
                message: "\(path): not deterministic: the file does not return the same every "
                    + "time it is loaded", hint: Self.hint)
        }
        for policy in file.policies {
            try EffectCheck(source: path, host: host).check(policy)
        }
        try callFunctions()
    }

    private static let hint =
        "the order of 'pairs' differs every time, runtime.sorted_pairs has one; "
        + "a function must not depend on earlier calls"

    /// The second state gets the facts in the opposite order, so that hidden state shows.
    private mutating func callFunctions() throws(PolicyError) {
        let lines = Lines()
        file.policies.first?.onPrint { lines.add($0) }
        for (policy, twin) in zip(file.policies, second.policies) {
            for function in PureFunction.all {
                let examples = Facts.examples(for: policy.declaration)
                var answers: [String] = []
                for facts in examples {
                    answers.append(try call(function, of: policy, facts))
                }
                var others: [String] = []
                for facts in examples.reversed() {
                    others.insert(try call(function, of: twin, facts), at: 0)
                }
                try compare(answers, others, of: function, on: examples)
            }
            try callOfFleet(policy, twin)
        }
        printed = lines.all
    }

    /// The functions that name a fleet's members must give the same in both states.
    private func callOfFleet(_ policy: LuaPolicy, _ twin: LuaPolicy) throws(PolicyError) {
        for application in policy.declaration.fleet?.examples ?? [] {
            do throws(PolicyError) {
                guard try policy.member(application) != twin.member(application) else { continue }
            } catch {
                throw error.adding("with application \"\(application.displayName)\"")
            }
            throw PolicyError.invalid(
                message: "\(file.path): not deterministic: application "
                    + "\"\(application.displayName)\" was once named otherwise", hint: Self.hint)
        }
    }

    private func call(
        _ function: PureFunction, of policy: LuaPolicy, _ facts: Facts
    ) throws(PolicyError) -> String {
        guard ContinuousClock.now - start < limits.time else {
            let (seconds, _) = limits.time.components
            throw .limit(
                .time, message: "\(file.path): all calls together ran longer than \(seconds) s")
        }
        do throws(PolicyError) {
            return try function.call(policy, facts)
        } catch {
            throw error.adding("with \(facts.summary)")
        }
    }

    private func compare(
        _ answers: [String], _ others: [String], of function: PureFunction, on examples: [Facts]
    ) throws(PolicyError) {
        for (index, (one, other)) in zip(answers, others).enumerated() where one != other {
            throw PolicyError.invalid(
                message: "\(file.path): in '\(function.name)': not deterministic: for the same "
                    + "facts it once answered \(one), once \(other)", hint: Self.hint
            ).adding("with \(examples[index].summary)")
        }
    }
}

/// A pure function of a policy, called for its answer as text.
struct PureFunction {
    let name: String
    let call: (LuaPolicy, Facts) throws(PolicyError) -> String

    /// All that a policy may have.
    static var all: [PureFunction] {
        [
            PureFunction(name: "schedule") { policy, facts throws(PolicyError) in
                try policy.decide(facts)?.summary ?? "nil"
            }
        ]
    }
}

/// Collects what several calls print.
private final class Lines {
    private(set) var all: [String] = []

    func add(_ text: String) {
        for line in text.split(separator: "\n").map(String.init) where !all.contains(line) {
            all.append(line)
        }
    }
}
