import Rotation
import Testing

@testable import Scripting

/// Which lines can run, and which did.
struct CoverageTests {
    /// The lines of a module that can run, each with whether it did when it was required.
    private func lines(_ module: String, fuel: Int = 1_000_000) throws -> [Int: Bool] {
        let state = try LuaState(limits: ScriptLimits(fuel: fuel), covers: true)
        _ = try? state.load(
            source: "return require 'm' and 1", modules: ["m": module], chunkName: "main.lua")
        return try #require(state.coverage["m.lua"])
    }

    @Test("Lines of functions that are never called count, at any depth; their `end` does not")
    func uncalled() throws {
        let lines = try lines(
            """
            local function outer()
              return function(...)
                local x = ...
                return x
              end
            end

            -- a comment
            local function nothing()
            end
            return {
              outer,
              [[
              text]]
            }
            """)
        #expect(
            lines == [
                3: false, 4: false, 5: false, 6: true, 10: true, 11: true, 12: true, 15: true,
            ])
    }

    @Test("Branches that are not taken are told from those that are")
    func branches() throws {
        let lines = try lines(
            """
            local n = 0
            for i = 1, 3 do
              if i == 9 then
                n = n + 1
              elseif i == 2 then
                n = n + 2
              else
                n = n + 3
              end
            end
            if n == 0 then
              error("never")
            end
            return n
            """)
        #expect(lines.filter { !$0.value }.keys.sorted() == [4, 12])
        #expect([1, 2, 3, 5, 6, 8, 11, 14].allSatisfy { lines[$0] == true })
    }

    @Test("Long functions and far lines are counted right, where Lua notes lines absolutely")
    func longFunctions() throws {
        let many = (1...600).map { "x = x + \($0)" }.joined(separator: "\n")
        let gap = String(repeating: "\n", count: 300)
        let lines = try lines(
            "local x = 0\n\(many)\n\(gap)local function f()\n\(gap)  return x\nend\nreturn f")
        #expect((1...601).allSatisfy { lines[$0] == true })
        #expect(lines[602 + 300 + 301] == false)
        #expect(lines.count == 604)
    }

    @Test("A first line that is no Lua, and lines up to an error, keep their numbers")
    func firstLine() throws {
        let lines = try lines("#!/usr/bin/env runtime\nlocal a = 1\nerror('x')\nreturn a")
        #expect(lines == [2: true, 3: true, 4: false])
    }

    @Test("Counting lines changes nothing about the limits")
    func limits() throws {
        for covers in [false, true] {
            let state = try LuaState(limits: ScriptLimits(fuel: 10_000), covers: covers)
            #expect(
                throws: PolicyError.limit(
                    .fuel, message: "test.lua:2: used up its 10000 instructions")
            ) {
                try state.load(
                    source: "while true do\npcall(function() while true do end end) end",
                    chunkName: "test.lua")
            }
            #expect(state.coverage.isEmpty != covers)
        }
    }

    @Test("Ranges of missed lines reach over lines that cannot run; runs add up")
    func summary() throws {
        var coverage = Coverage()
        let lines = [1: true, 3: false, 5: false, 6: true, 9: false]
        coverage.merge(Coverage(["a.lua": lines], except: "a_test.lua", below: "p/"))
        let file = try #require(coverage.summary.first)
        #expect(file.path == "p/a.lua")
        #expect(file.missed == [3...5, 9...9])
        #expect((file.executed, file.executable, file.percent) == (2, 5, 40))
        coverage.merge(Coverage(["a.lua": lines.mapValues { !$0 }], except: "", below: "p/"))
        #expect(coverage.summary.first?.percent == 100)
        #expect(
            Coverage(["t.lua": lines, "b_test.lua": lines], except: "t.lua", below: "").summary
                == [])
    }
}
