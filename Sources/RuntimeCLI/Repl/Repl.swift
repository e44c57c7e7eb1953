import Rotation
import Scripting

/// Takes lines, evaluates what they complete and prints what it comes to.
final class Repl {
    private let session: LuaSession
    /// Lines of a chunk that is not complete yet.
    private var lines: [String] = []
    /// Whether there may be something to lose.
    private var hasEvaluated = false
    /// How the program shall end because of the first chunk that failed, if one did.
    private(set) var firstFailure: Complaint.Exit?

    /// What became of a line.
    enum Outcome: Equatable {
        case done
        /// More lines are needed.
        case unfinished
    }

    init(_ session: LuaSession) {
        self.session = session
    }

    var isUnfinished: Bool { !lines.isEmpty }

    /// The complaint about input that ends in the middle.
    var unfinished: Complaint {
        Complaint(
            "repl: the input ends before it is complete: \(lines.joined(separator: " "))",
            hint: "is an 'end', a bracket or a quote missing?", exit: .policy)
    }

    /// Takes a line, and evaluates when that makes a whole chunk.
    func take(_ line: String) -> Outcome {
        lines.append(line)
        let text = lines.joined(separator: "\n")
        do throws(PolicyError) {
            let answer = try session.evaluate(text)
            guard answer != .incomplete else { return .unfinished }
            tell(answer)
        } catch {
            tell(error)
        }
        hasEvaluated = true
        lines = []
        return .done
    }

    /// Forgets lines that wait for more.
    func forget() {
        lines = []
    }

    private func tell(_ answer: LuaSession.Answer) {
        tellPrinted()
        if case .values(let text) = answer, !text.isEmpty { Terminal.print(text) }
    }

    private func tell(_ error: PolicyError) {
        tellPrinted()
        let exit = Complaint(error).exit
        firstFailure = firstFailure ?? exit
        let isLoss = exit == .limit && hasEvaluated
        let hint = isLoss ? "a limit discards the state: what was defined is gone" : error.hint
        Terminal.report(Complaint(error.description, hint: hint, exit: exit))
    }

    /// Control characters do nothing to the terminal.
    private func tellPrinted() {
        guard !session.printed.isEmpty else { return }
        let text = session.printed.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.replacing("\t", with: "    ").printable }.joined(separator: "\n")
        Terminal.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
}
