import Foundation
import TestSupport
import Testing

struct ReplCommandTests {
    private let folder = TemporaryFolder()

    private func run(_ arguments: String...) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(
            ["repl"] + arguments, environment: ["RUNTIME_HOME": "\(folder.path)/home"],
            folder: folder.path)
    }

    /// Runs it with lines on standard input.
    private func pipe(_ lines: String, _ arguments: String = "") throws -> RuntimeProcess.Result {
        try write(lines, to: "input")
        return try RuntimeProcess.run(
            ["-c", "'\(RuntimeProcess.path)' repl \(arguments) < input"],
            environment: ["RUNTIME_HOME": "\(folder.path)/home"], folder: folder.path,
            program: "/bin/sh")
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
    }

    @Test("One expression: its value on standard output")
    func expression() throws {
        let result = try run("-e", "runtime.days(2), { b = 1, a = 'x' }")
        #expect(result.status == 0)
        #expect(result.output == "172800\n{ a = \"x\", b = 1 }\n")
        #expect(result.errors.isEmpty)
        #expect(try run("-e", "-1").output == "-1\n")
    }

    @Test(
        "An expression that fails ends with the status of check",
        arguments: [
            ("nothing.here", Int32(3), "there is no global 'nothing'"), ("1 +", 3, "before it is"),
            ("while true do end", 5, "instructions"), ("('x'):rep(3e6)", 5, "2048 KiB"),
        ])
    func failing(text: String, status: Int32, words: String) throws {
        let result = try run("-e", text)
        #expect(result.status == status)
        #expect(result.errorLines.count == 1)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test(
        "Lines from a pipe: chunks over several lines, globals that stay, errors that do not end it"
    )
    func piped() throws {
        let result = try pipe(
            """
            function double(x)
              return 2 * x
            end
            double(21)

            oops()
            print("still here")
            """)
        #expect(result.output == "42\nstill here\n")
        #expect(result.errorLines == ["repl:1: there is no global 'oops'"])
        #expect(result.status == 3)
    }

    @Test("Input that ends in the middle is an error")
    func unfinished() throws {
        let result = try pipe("if true then\n")
        #expect(result.status == 3)
        #expect(result.errorLines.count == 1)
    }

    @Test("A policy and facts are there under their names")
    func policy() throws {
        try write("return { remaining = 20 * 86400 }", to: "facts.lua")
        let result = try pipe(
            "policy.schedule(facts)\nfacts.remainig\n",
            "--facts facts.lua '\(Town.policy("payments.lua"))'")
        #expect(result.output == "{ action = \"rotate\", reason = \"three weeks left\" }\n")
        #expect(result.hintLines == ["did you mean 'remaining'?"])
    }

    @Test("A broken policy or facts file is refused as check refuses it")
    func brokenFiles() throws {
        try write("return { interval = ", to: "broken.lua")
        let policy = try run("-e", "1", "broken.lua")
        #expect(policy.status == 3)
        #expect(policy.errors.contains("broken.lua:1:"))
        let facts = try run("-e", "1", "--facts", "nowhere.lua")
        #expect(facts.status == 3)
        #expect(facts.errors.contains("\"nowhere.lua\""))
    }

    @Test("What is printed cannot drive a terminal")
    func escapes() throws {
        let result = try run("-e", #"print("a\27[2Jb\tc")"#)
        #expect(result.output == "a [2Jb    c\n")
    }

    @Test("A pipe leaves no history and makes no home")
    func noHistory() throws {
        _ = try pipe("1\n")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/home"))
    }
}
