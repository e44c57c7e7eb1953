import ArgumentParser
import Foundation
import Scripting

/// The command `runtime`.
@main
struct Runtime: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runtime",
        abstract: "Rotates the client secrets of Azure applications, unattended.",
        version: "0.1.0",
        subcommands: [
            RunCommand.self, PlanCommand.self, NewCommand.self, CheckCommand.self,
            TestCommand.self, ReplCommand.self, APICommand.self, StatusCommand.self,
            HistoryCommand.self, ReconcileCommand.self, NextCommand.self,
            ExplainCommand.self, ReplayCommand.self, SimulateCommand.self, RotateCommand.self,
            PauseCommand.self, ResumeCommand.self, RetryCommand.self, RevokeCommand.self,
            AdoptCommand.self, DeleteCommand.self, AppsCommand.self,
            ConnectionCommand.self, SecretCommand.self,
            ScriptCommand.self, EmulatorCommand.self,
        ])

    /// Runs the command and ends the process with the exit status of the design.
    static func main() {
        if CommandLine.arguments.dropFirst().first == ScriptWorker.argument {
            ScriptWorker.serve()
        }
        Process.hardenMemory()
        signal(SIGPIPE, SIG_IGN)
        do {
            #if DEBUG
                _ = try FailPoints.asked()
            #endif
            var command = try parseAsRoot()
            try command.run()
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        if let complaint = error as? Complaint {
            Terminal.report(complaint)
            Foundation.exit(complaint.exit.rawValue)
        }
        let code = exitCode(for: error)
        guard code == .validationFailure else { exit(withError: error) }
        let lines = message(for: error).split(separator: "\n", maxSplits: 1)
        let option = fullMessage(for: error).firstMatch(of: /\nHelp: +(--.+)/)?.output.1
        let usage =
            option.map { String($0).replacing(/\ {2,}/, with: ": ", maxReplacements: 1) }
            ?? "run 'runtime --help' or 'runtime COMMAND --help'"
        Terminal.report(
            Complaint(lines.first.map(String.init) ?? "bad usage", hint: usage, exit: .usage))
        Foundation.exit(Complaint.Exit.usage.rawValue)
    }
}

extension Process {
    /// Keeps secrets out of core dumps.
    fileprivate static func hardenMemory() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
