package import Rotation

/// A sandboxed state into which one chunk after the other is typed; its globals stay.
///
/// The module `runtime` is there under its name. After a limit was hit the state is made anew, and
/// what had been typed before is gone.
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
    private let globals: [SessionGlobal]
    private var state: LuaState

    /// Makes a state with these globals.
    ///
    /// - Throws: ``PolicyError`` when the source of one of them does not run.
    package init(
        globals: [SessionGlobal] = [], limits: ScriptLimits = .standard
    ) throws(PolicyError) {
        self.globals = globals
        self.limits = limits
        state = try Self.fresh(globals, limits)
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
            if state.spent != nil { state = try Self.fresh(globals, limits) }
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
        _ globals: [SessionGlobal], _ limits: ScriptLimits
    ) throws(PolicyError) -> LuaState {
        let state = try LuaState(limits: limits)
        _ = try state.load(source: SessionPrelude.source, chunkName: "prelude")
        for global in globals {
            _ = try state.load(source: global.assignment, chunkName: global.path)
        }
        return state
    }
}

/// A name that a session has from its beginning, and the file whose value it is.
package struct SessionGlobal {
    let name: String
    let path: String
    private let source: String
    /// A function of the prelude that the value passes through.
    private var passing = ""

    /// The value that a Lua file returns.
    ///
    /// - Throws: ``PolicyError/unreadable(path:why:)``.
    package init(_ name: String, path: String) throws(PolicyError) {
        self.name = name
        self.path = path
        source = try SourceFile.read(path)
    }

    /// The facts in a Lua file, `facts`; reading a field that no facts have is an error, as it is
    /// in a policy.
    ///
    /// - Throws: ``PolicyError/invalid(message:hint:)`` also for a field that no facts have.
    package static func facts(path: String) throws(PolicyError) -> SessionGlobal {
        var global = try SessionGlobal("facts", path: path)
        let value = try LuaState().load(
            source: global.source, chunkName: path, subject: "facts", functions: false)
        let fields = try FieldReader(value, in: path)
        try fields.allow(FactsWriter.fields)
        try fields.table("application")?.allow(FactsWriter.applicationFields)
        global.passing = "__facts"
        return global
    }

    /// Keeps the file's line numbers.
    fileprivate var assignment: String {
        var text = Substring(source)
        if text.hasPrefix("\u{feff}") { text = text.dropFirst() }
        if text.hasPrefix("#") { text = text.drop { !$0.isNewline } }
        return "\(name) = \(passing)((function(...) \(text)\nend)())"
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
