import ArgumentParser
import Foundation
import Rotation
import Scripting

/// `runtime test`: the tests that stand beside policies.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Runs the tests of policies; touches nothing outside.",
        discussion: """
            A test file is called NAME_test.lua and returns a table of named functions. Each of \
            them runs in a fresh sandbox, in the order of their names.
            """)

    @Argument(help: "Test files, or directories that are searched for *_test.lua; else '.'.")
    var paths: [String] = []

    @Flag(name: .shortAndLong, help: "Show every test with its time.")
    var verbose = false

    @Option(help: "Only tests whose file or name holds this text.")
    var filter: String?

    @Flag(help: "Show which lines of the policies ran.")
    var coverage = false

    @Option(help: "Also write a JUnit report to this file.")
    var junit: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let report = try runAll(try find())
        if report.isEmpty {
            let hint = filter == nil ? "tests are in files called *_test.lua" : "see --filter"
            throw Complaint("no tests were found", hint: hint, exit: .usage)
        }
        if let junit { try write(JUnit.text(report), to: junit) }
        if json {
            Terminal.print(ValueText.encode(report.json))
        } else {
            if coverage { report.coverageLines.forEach(Terminal.print) }
            Terminal.print("\(report.passed) passed, \(report.failed) failed")
        }
        if !report.broken.isEmpty { throw ExitCode(Complaint.Exit.policy.rawValue) }
        if report.failed > 0 { throw ExitCode(Complaint.Exit.failed.rawValue) }
    }

    private func find() throws(Complaint) -> [String] {
        do throws(PolicyError) {
            return try TestPaths.expand(paths)
        } catch {
            throw Complaint(error)
        }
    }

    /// Runs file by file; one that does not load is told and keeps no other from running.
    private func runAll(_ files: [String]) throws -> TestReport {
        let functions = HostVerbs.all.map { HostFunction($0) { _ in .null } }
        var report = TestReport()
        for path in files {
            do throws(PolicyError) {
                let file = try TestFile(path: path, functions: functions, covers: coverage)
                for name in file.names where matches(path, name) {
                    tell(report.add(name, of: file))
                }
            } catch {
                Terminal.report(Complaint(error))
                report.broken.append((path, error.description))
            }
        }
        return report
    }

    private func matches(_ path: String, _ name: String) -> Bool {
        filter.map { path.contains($0) || name.contains($0) } ?? true
    }

    private func tell(_ test: TestReport.Test) {
        guard !json else { return }
        guard let failure = test.failure else {
            if verbose { Terminal.print("ok    \(test.title) (\(test.milliseconds) ms)") }
            return
        }
        Terminal.print("FAIL  \(test.title)\(verbose ? " (\(test.milliseconds) ms)" : "")")
        for line in failure.lines { Terminal.print("      \(line)") }
        for line in test.printed { Terminal.print("      | \(line)") }
    }

    private func write(_ text: String, to path: String) throws(Complaint) {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Complaint(
                "cannot write \"\(path)\"", hint: "give the path of a file in a directory of yours")
        }
    }
}

extension TestFailure {
    /// The whole failure, for people.
    var lines: [String] {
        [message] + details.map { "    \($0)" } + (hint.map { ["hint: \($0)"] } ?? [])
    }
}
