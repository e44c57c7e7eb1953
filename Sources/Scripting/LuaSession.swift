package import Rotation

/// A sandboxed state into which one chunk after the other is typed; its globals stay.
///
/// The module `runtime` is there under its name, and so are `facts` and, where one was named,
/// `policy`. After a limit was hit the state is made anew, and what had been typed is gone.
package final class LuaSession {
    /// What a chunk came to.
    package enum Answer: Equatable {
        /// The values of an expression as Lua source; empty when there are none.
        case values(String)
        /// The text is the beginning of something; more lines may complete it.
        case incomplete
    }

    /// What the last chunk printed, at most 64 KiB.
    package private(set) var printed = ""
    private let limits: ScriptLimits
    private let policy: PolicyFile?
    private let facts: Facts
    private var state: LuaState

    /// Makes a state.
    ///
    /// - Parameters:
    ///   - policy: The path of a policy file; what it returns becomes `policy`.
    ///   - facts: The path of a Lua file that returns a table of facts; those it does not tell
    ///     follow from the others and from the policy, as in a test.
    ///   - now: What the facts are about, unless they say so themselves.
    ///   - limits: What the state and one chunk may use.
    /// - Throws: ``PolicyError`` as the files cannot be read, do not run or are not valid.
    package init(
        policy: String? = nil, facts: String? = nil, now: Instant,
        limits: ScriptLimits = .standard
    ) throws(PolicyError) {
        self.limits = limits
        if let policy { self.policy = try PolicyFile.load(path: policy) } else { self.policy = nil }
        let value = if let facts { try Self.value(of: facts) } else { Value.map([:]) }
        self.facts = try TestFacts.read(
            value, now: now, of: self.policy?.policies.first?.declaration)
        state = try Self.fresh(self.policy, self.facts, limits)
    }

    private static func value(of facts: String) throws(PolicyError) -> Value {
        try LuaState().load(
            source: try SourceFile.read(facts), chunkName: facts, subject: "facts",
            functions: false)
    }

    /// Runs a chunk: an expression if it is one, else statements.
    ///
    /// - Throws: ``PolicyError/invalid(message:hint:)`` as the chunk does not compile or raises;
    ///   ``PolicyError/limit(_:message:)``, after which everything typed before is gone.
    package func evaluate(_ text: String) throws(PolicyError) -> Answer {
        printed = ""
        do throws(PolicyError) {
            return try answer(to: text)
        } catch {
            if state.spent != nil { state = try Self.fresh(policy, facts, limits) }
            throw error
        }
    }

    private func answer(to text: String) throws(PolicyError) -> Answer {
        let asExpression = problem(with: "return \(text)")
        if asExpression == nil, let source = shown(text) { return .values(try run(source)) }
        guard let asStatement = problem(with: text) else {
            return .values(try run("return __show((function(...) \(text)\nend)())"))
        }
        let problems = [asExpression, asStatement].compactMap(\.self)
        if problems.contains(where: \.isIncomplete) { return .incomplete }
        throw asStatement.isVague ? asExpression ?? asStatement : asStatement
    }

    /// The chunk that turns values into text; a comment at their end must end before the bracket.
    private func shown(_ text: String) -> String? {
        ["return __show(\(text))", "return __show(\(text)\n)"].first { problem(with: $0) == nil }
    }

    private func run(_ source: String) throws(PolicyError) -> String {
        defer { printed = state.printed }
        return try state.load(source: source, chunkName: Self.chunkName).text ?? ""
    }

    /// Why the text does not compile, or nil; nothing of it is run.
    private func problem(with text: String) -> PolicyError? {
        do throws(PolicyError) {
            _ = try state.load(source: "do return end \(text)", chunkName: Self.chunkName)
            return nil
        } catch {
            return error
        }
    }

    /// What error texts call a chunk.
    private static let chunkName = "repl"

    private static func fresh(
        _ policy: PolicyFile?, _ facts: Facts, _ limits: ScriptLimits
    ) throws(PolicyError) -> LuaState {
        let state = try LuaState(limits: limits)
        let value = try state.load(source: SessionPrelude.source, chunkName: "prelude")
        if case .function(let setFacts) = value {
            let writer = try FactsWriter(state)
            try state.call(
                setFacts, named: "facts", write: { writer.write(facts, to: &$0) },
                read: { (_: inout TapeReader) throws(PolicyError) in })
        }
        if let policy {
            _ = try state.load(
                source: assignment(of: policy.source.text), modules: policy.source.modules,
                chunkName: policy.path)
        }
        return state
    }

    /// Keeps the file's line numbers.
    private static func assignment(of source: String) -> String {
        var text = Substring(source)
        if text.hasPrefix("\u{feff}") { text = text.dropFirst() }
        if text.hasPrefix("#") { text = text.drop { !$0.isNewline } }
        return "policy = (function(...) \(text)\nend)()"
    }
}

extension PolicyError {
    /// Whether the text ended where more was expected.
    fileprivate var isIncomplete: Bool { description.hasSuffix("near <eof>") }

    /// Whether it tells less than the error of the same text read as an expression.
    fileprivate var isVague: Bool {
        description.contains("unexpected symbol near") || description.contains("syntax error near")
    }
}
