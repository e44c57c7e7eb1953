import Foundation
import Rotation
import TestSupport
import Testing

/// `--isolate` in the whole program.
struct IsolateTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    /// A chain of fields that is not too long, and still crashes Lua 5.4.4 where the stack is small.
    private static let crash =
        "local t = {} t.a = t return t" + String(repeating: ".a", count: 16_000) + ".b.c"

    /// A policy whose hook crashes.
    private func brokenPolicy() throws -> String {
        try town.write(
            """
            return { name = "broken", interval = "30d", secrets = { client_secret = "BROKEN" },
              application = { object_id = "\(Town.payments)" },
              hooks = { verify = function() \(Self.crash) end } }
            """, to: "broken.lua")
    }

    /// Runs the program with a stack of a megabyte.
    private func run(_ arguments: String...) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(
            ["-c", "ulimit -s 1024; exec \"$@\"", "sh", RuntimeProcess.path] + arguments,
            environment: town.environment, folder: town.folder.path, program: "/bin/sh")
    }

    @Test("Lua crashes in one policy: that one fails clearly, the other is rotated meanwhile")
    func crash() throws {
        let broken = try brokenPolicy()
        let result = try run("run", "--once", "--isolate", broken, Town.policy("quickstart.lua"))

        #expect(result.status == 1)
        #expect(
            result.errors.contains(
                "broken.lua: in 'verify': the script's process died of SIGSEGV"))
        #expect(result.output.contains("quickstart  idle"))
        let secret = try town.runtime("secret", "get", "QUICKSTART_CLIENT_SECRET").output
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(!secret.isEmpty)
    }

    @Test("The same crash without --isolate takes the program with it")
    func crashHere() throws {
        // On the first thread, whose stack is the small one.
        try town.configure("return { workers = 1 }")
        #expect(try run("run", "--once", brokenPolicy()).status == SIGSEGV)
    }

    @Test("config.lua isolates every policy, too")
    func configured() throws {
        try town.configure("return { isolate = true }")
        let result = try run("run", "--once", brokenPolicy())
        #expect(result.errors.contains("the script's process died of SIGSEGV"))
    }

    @Test("A process ends with the program, however that ends")
    func orphan() throws {
        let process = try town.start("run", "--isolate", Town.policy("quickstart.lua"))
        var child: Int32?
        try town.waitUntil {
            child = try children(of: process.id).first
            return child != nil
        }
        process.kill()
        let id = try #require(child)
        try town.waitUntil { kill(id, 0) != 0 }
    }

    @Test("check judges in a process of its own as it does without")
    func check() throws {
        let alone = try town.runtime("check", "--isolate", Town.policy(""))
        #expect(alone.status == 0)
        #expect(try alone.output == town.runtime("check", Town.policy("")).output)
        let broken = try town.write("return { name = 1 }", to: "wrong.lua")
        let wrong = try town.runtime("check", "--isolate", broken)
        #expect(wrong.status == 3)
        #expect(try wrong.errors == town.runtime("check", broken).errors)
    }

    private func children(of id: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
            .filter { child in
                let stat = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
                return stat?.split(separator: " ").dropFirst(3).first == "\(id)"
            }
    }
}
