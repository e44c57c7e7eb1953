import Foundation
import Rotation
import TestSupport
import Testing

struct CheckCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    @Test("The project's own policies pass, as text and as JSON")
    func policies() throws {
        let text = try town.runtime("check", Town.policy(""))
        #expect(text.status == 0)
        #expect(text.output.contains("quickstart every 30d at 03:00 Europe/Berlin"))
        let json = try town.runtime("check", "--json", Town.policy("quickstart.lua"))
        let first = ValueText.decodeList(json.output)?.first
        #expect(first?["interval"] == .int(2_592_000))
    }

    @Test("A name, an application or a secret name claimed in two files is found offline")
    func clash() throws {
        let policy = """
            return { name = "a", interval = "30d", secrets = { client_secret = "A" },
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" } }
            """
        _ = try town.write(policy, to: "one.lua")
        _ = try town.write(
            policy.replacingOccurrences(of: "\"a\"", with: "\"b\"")
                .replacingOccurrences(of: "\"A\"", with: "\"B\""), to: "two.lua")
        let result = try town.runtime("check", town.folder.path)
        #expect(result.status == 3)
        #expect(result.errorLines.first?.contains("two.lua") == true)
        #expect(result.errors.contains("\"one.lua\""))
    }

    @Test("Check needs no home and makes none")
    func noHome() throws {
        _ = try town.runtime("check", Town.policy("quickstart.lua"))
        #expect(!town.hasHome)
    }
}
