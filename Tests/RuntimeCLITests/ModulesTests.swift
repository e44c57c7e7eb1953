import Foundation
import TestSupport
import Testing

/// Policies that require files beside them, run by the real program.
struct ModulesTests {
    private let town: Town
    private let module: String

    init() throws {
        town = try Town()
        try FileManager.default.createDirectory(
            atPath: "\(town.folder.path)/lib", withIntermediateDirectories: true)
        module = try town.write("return { interval = '30d' }", to: "lib/times.lua")
    }

    private func policy() throws -> String {
        try town.write(
            """
            local times = require "lib.times"
            return {
              name = "quickstart", interval = times.interval,
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" },
              secrets = { client_secret = "QUICKSTART_CLIENT_SECRET" },
            }
            """, to: "policy.lua")
    }

    @Test("A policy is run with its module, and from the record when the module is gone")
    func gone() throws {
        let policy = try policy()
        #expect(try town.runtime("run", "--once", policy).status == 0)
        try FileManager.default.removeItem(atPath: module)
        let result = try town.runtime("rotate", "quickstart")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try town.runtime("status", "quickstart").output.contains("v2"))
    }

    @Test("A module that is not there is told with the place where it was looked for")
    func absent() throws {
        try FileManager.default.removeItem(atPath: module)
        let result = try town.runtime("check", try policy())
        #expect(result.status == 3)
        #expect(
            result.errorLines.first?.hasSuffix("policy.lua:1: there is no module 'lib.times'")
                == true)
        #expect(result.hintLines.first?.contains("looked for lib/times.lua beside") == true)
    }
}
