import Foundation
import Rotation
import TestSupport
import Testing

/// What the README shows of looking at rotations is what the commands print.
///
/// There, lines are as wide as a terminal; `…` at the beginning stands for what came before.
struct ReadmeExamplesTests {
    private let town: Town
    private let examples: [String: String]

    init() throws {
        town = try Town()
        let text = try String(contentsOfFile: Town.policy("../README.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "\n```\n")
        let commands = blocks.flatMap { "\n\($0)".components(separatedBy: "\n$ ").dropFirst() }
        examples = Dictionary(
            commands.map { command in
                let lines = command.split(separator: "\n", maxSplits: 1).map(String.init)
                return (lines[0], lines.count > 1 ? lines[1] : "")
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test("A rotation's page, its history and a plan for a policy that was changed")
    func looking() throws {
        let source = try String(contentsOfFile: Town.policy("quickstart.lua"), encoding: .utf8)
        let file = try town.write(source, to: "quickstart.lua")
        try #require(try town.runtime("run", "--once", file).status == 0)
        try #require(try town.runtime("rotate", "quickstart").status == 0)
        try check("runtime status quickstart")
        try check("runtime history quickstart")
        let changed = source.replacing(#"interval = "30d""#, with: #"interval = "20d""#)
        _ = try town.write(changed, to: "quickstart.lua")
        try check("runtime plan --within 60d quickstart.lua")
    }

    @Test("The end of a simulation with an outage")
    func simulation() throws {
        try check(
            "runtime simulate policies/payments.lua --start 2026-01-10T00:00:00Z "
                + "--fail 'graph down 6h at day 30'")
    }

    private func check(_ command: String) throws {
        let shown = try #require(examples[command], "the README does not show \(command)")
        let line = command.replacing(
            "runtime ", with: "'\(RuntimeProcess.path)' ", maxReplacements: 1
        ).replacing("policies/", with: Town.policy("") + "/")
        let result = try RuntimeProcess.run(
            ["-c", line], environment: town.environment, folder: town.folder.path,
            program: "/bin/sh")
        try #require(result.status == 0, "\(result.errors)")
        let said = try words(asShown(result.output))
        let isShown =
            shown.hasPrefix("…")
            ? said.hasSuffix(words(String(shown.dropFirst()))) : said == words(shown)
        #expect(isShown, "\(command) printed\n\(result.output)")
    }

    /// With the README's folder and key ids.
    private func asShown(_ output: String) throws -> String {
        let rotations = ValueText.decodeList(try town.runtime("status", "--json").output) ?? []
        guard case .list(let credentials)? = rotations.first?["credentials"] else { return output }
        let shown = [
            "current": "f9de39a2-4ec0-4134-998f-738e36037d98",
            "previous": "a8b4aad5-6c60-4de7-9088-eac1866d92ec",
        ]
        return credentials.reduce(output) { text, credential in
            guard let key = credential["key_id"]?.text, let state = credential["state"]?.text,
                let known = shown[state]
            else { return text }
            return text.replacing(key, with: known)
        }.replacing(town.folder.path, with: "/srv/policies")
    }

    private func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
