import Rotation
import TestSupport
import Testing

/// A connection that does not work, seen by the real program.
struct BreakerCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    /// A policy file with `count` rotations, of which only the first one's application exists.
    private func write(_ count: Int) throws -> String {
        let items = (1...count).map { number in
            """
            { name = "svc-\(number)", interval = "30d",
              application = { client_id = "6f3c0001-0000-4000-8000-00000000000\(number)" } },
            """
        }
        return try town.write("return { \(items.joined()) }", to: "svc.lua")
    }

    @Test("A wrong connection secret makes one sign-in, not one per rotation; mended, all go on")
    func wrongSecret() throws {
        let policy = try write(2)
        let wrong = ["AZURE_CLIENT_SECRET": "wrong"]
        let before = try town.requests("token")
        let refused = try town.runtime("run", "--once", policy, with: wrong)
        #expect(refused.status == 1)
        #expect(try town.requests("token") - before == 1)
        let told = refused.errorLines.filter { $0.contains("could not sign in") }
        #expect(!told.isEmpty, "\(refused.errors)")

        let status = try town.runtime("status").output
        #expect(status.contains("connection default: does not work since"), "\(status)")
        #expect(status.contains("access"))
        let list = try town.runtime("connection", "list", with: wrong).output
        #expect(
            list.contains("connection default: does not work since 2026-01-10T15:00:"), "\(list)")
        #expect(list.contains("; tried next at 2026-01-1") && list.contains("AADSTS7000215"))
        let json = try town.runtime("connection", "list", "--json", with: wrong).output
        let problem = ValueText.decodeList(json)?.first?["connection_problem"]
        #expect(problem?["since"]?.text?.hasPrefix("2026-01-10T15:00:") == true, "\(json)")
        #expect(problem?["message"]?.text?.contains("AADSTS7000215") == true)
        #expect(problem?["next_probe_at"]?.text != nil)
        let again = try town.runtime("run", "--once", policy, with: wrong)
        #expect(again.status == 1)
        #expect(try town.requests("token") - before == 2)

        let mended = try town.runtime("run", "--once", policy)
        #expect(mended.status == 0, "\(mended.errors)")
        #expect(mended.errors.contains("works again"))
        #expect(!(try town.runtime("status").output.contains("does not work")))
        #expect(!(try town.runtime("connection", "list").output.contains("does not work")))
        let healed = try town.runtime("connection", "list", "--json").output
        #expect(healed.contains(#""connection_problem":null"#), "\(healed)")
        #expect(try town.writes("addPassword", of: Town.quickstart) == 1)
        #expect(try town.writes("addPassword", of: Town.payments) == 1)
    }
}
