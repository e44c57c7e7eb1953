import Foundation
import TestSupport
import Testing

/// The README's tutorial, done step by step as a newcomer would.
///
/// Every command is run, and what it says is what the README shows. There, `…` stands for what
/// differs every time, and on a line of its own for any lines.
struct TutorialTests {
    private let town: Town
    private let steps: [Step]

    /// A file to write or a command to run.
    private enum Step: Equatable {
        case file(String)
        case command(String, output: [String])
    }

    init() throws {
        town = try Town()
        let text = try String(contentsOfFile: Town.policy("../README.md"), encoding: .utf8)
        let part = try #require(text.components(separatedBy: "## Tutorial").dropFirst().first)
        let section = try #require(part.components(separatedBy: "\n## ").first)
        steps = Self.steps(in: section)
    }

    private static func steps(in section: String) -> [Step] {
        let pieces = section.components(separatedBy: "```")
        return stride(from: 1, to: pieces.count, by: 2).flatMap { index -> [Step] in
            let block = pieces[index]
            if block.hasPrefix("lua\n") { return [.file(String(block.dropFirst(4)))] }
            return commands(in: block.components(separatedBy: "\n").dropFirst().dropLast())
        }
    }

    private static func commands(in lines: some Sequence<String>) -> [Step] {
        var commands: [(String, [String])] = []
        for line in lines {
            if line.hasPrefix("$ ") {
                commands.append((String(line.dropFirst(2)), []))
            } else if !commands.isEmpty {
                commands[commands.count - 1].1.append(line)
            }
        }
        return commands.map { .command($0.0, output: $0.1) }
    }

    @Test("Each step says what the README shows")
    func tutorial() throws {
        var names = ["invoices.lua", "invoices_test.lua"][...]
        var ran = 0
        for step in steps {
            switch step {
            case .file(let text):
                let name = try #require(names.first)
                names.removeFirst()
                _ = try town.write(text, to: name)
            case .command(let command, let output):
                try check(command, output)
                ran += 1
            }
        }
        #expect(names.isEmpty)
        #expect(ran == 7)
    }

    private func check(_ command: String, _ expected: [String]) throws {
        let programs = URL(fileURLWithPath: RuntimeProcess.path).deletingLastPathComponent().path
        let result = try RuntimeProcess.run(
            ["-c", "PATH=\(programs):$PATH; \(command)"], environment: town.environment,
            folder: town.folder.path, program: "/bin/sh")
        let said = (result.errors + result.output).split(separator: "\n").map(String.init)
        let shown = expected.filter { !$0.isEmpty }
        #expect(
            Self.matches(said[...], shown[...]), "\(command) said:\n\(said.joined(separator: "\n"))"
        )
    }

    /// Whether the lines are those of the pattern.
    private static func matches(_ lines: ArraySlice<String>, _ pattern: ArraySlice<String>) -> Bool
    {
        guard let first = pattern.first else { return lines.isEmpty }
        let rest = pattern.dropFirst()
        if first.trimmingCharacters(in: .whitespaces) == "…" {
            return (lines.startIndex...lines.endIndex).contains { matches(lines[$0...], rest) }
        }
        guard let line = lines.first, matches(line, first) else { return false }
        return matches(lines.dropFirst(), rest)
    }

    private static func matches(_ line: String, _ pattern: String) -> Bool {
        var rest = line[...]
        for (index, piece) in pattern.components(separatedBy: "…").enumerated() {
            guard !piece.isEmpty else { continue }
            guard let found = rest.firstRange(of: piece) else { return false }
            if index == 0, found.lowerBound != rest.startIndex { return false }
            rest = rest[found.upperBound...]
        }
        return rest.isEmpty || pattern.hasSuffix("…")
    }
}
