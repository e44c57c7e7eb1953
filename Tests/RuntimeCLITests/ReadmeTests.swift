import Foundation
import TestSupport
import Testing

/// What the README shows is tried.
struct ReadmeTests {
    private let town: Town
    private let blocks: [String]

    init() throws {
        town = try Town()
        let path = Town.policy("../README.md")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        blocks = text.components(separatedBy: "```lua\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    @Test("The policy passes check")
    func policy() throws {
        let block = try #require(blocks.first { $0.contains("payments-api") })
        #expect(block.split(separator: "\n").count == 15)
        let result = try town.runtime("check", town.write(block, to: "readme.lua"))
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("The configuration is read, and the limit that differs is shown")
    func configuration() throws {
        let block = try #require(blocks.first { $0.contains("connections") })
        try town.configure(
            block.replacingOccurrences(of: "/srv/payments", with: "\(town.folder.path)/files"))
        try town.settle()
        let result = try town.runtime("status")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("limit minimum_grace is 2h, not 1h"))
    }

    @Test("The picture is what the command above it draws")
    func picture() throws {
        let text = try String(contentsOfFile: Town.policy("../README.md"), encoding: .utf8)
        let command = try #require(
            text.components(separatedBy: "```sh\n").compactMap {
                $0.components(separatedBy: "```").first
            }.first { $0.contains("--svg") })
        let result = try RuntimeProcess.run(
            [
                "-c",
                command.replacing("runtime simulate", with: "'\(RuntimeProcess.path)' simulate")
                    .replacing("policies/payments.lua", with: Town.policy("payments.lua")),
            ], folder: town.folder.path, program: "/bin/sh")
        try #require(result.status == 0, "\(result.errors)")
        let drawn = try String(contentsOfFile: "\(town.folder.path)/five.svg", encoding: .utf8)
        let shown = try String(
            contentsOfFile: Town.policy("../.images/five.svg"), encoding: .utf8)
        let isSame = drawn == shown
        #expect(isSame)
    }
}
