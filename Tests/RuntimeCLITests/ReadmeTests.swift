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
}
