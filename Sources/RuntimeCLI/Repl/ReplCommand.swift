import ArgumentParser
import Foundation
import Rotation
import Scripting
import SecretStore

/// `runtime repl`: Lua as policies run it, one line after the other.
struct ReplCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl", abstract: "Evaluates Lua in the sandbox of policies.",
        discussion: """
            Each line is a chunk of its own: globals stay, locals end with their line. The module \
            'runtime' is there, and 'facts' to try a schedule with; with POLICY also 'policy', the \
            table it returns. Ctrl-D ends. Without a terminal the lines come from standard input.
            """)

    @Argument(help: "A policy file, to be there as 'policy'.")
    var policy: String?

    @Option(
        name: .shortAndLong, parsing: .unconditional,
        help: "Print what this comes to, then end.")
    var expression: String?

    @Option(help: "A Lua file that returns facts; those it leaves out follow from them.")
    var facts: String?

    @OptionGroup var options: HomeOptions

    func run() throws {
        let repl = Repl(try session())
        if let expression {
            guard repl.take(expression) != .unfinished else { throw repl.unfinished }
        } else if Terminal.isInteractive {
            let history = ReplHistory(path: "\(options.folder.path)/repl_history")
            ReplTerminal(repl, history).run()
            return
        } else {
            while let line = readLine() { _ = repl.take(line) }
            if repl.isUnfinished { throw repl.unfinished }
        }
        if let exit = repl.firstFailure { throw ExitCode(exit.rawValue) }
    }

    private func session() throws(Complaint) -> LuaSession {
        do throws(PolicyError) {
            let now = Instant(Int64(Date().timeIntervalSince1970))
            return try LuaSession(policy: policy, facts: facts, now: now)
        } catch {
            throw Complaint(error)
        }
    }
}
