import Rotation
import Testing

/// `runtime apps` against a tenant of many pages, compared with what is really true of it.
struct AppsCommandTests {
    private func list(_ town: Town, _ arguments: String...) throws -> [Value] {
        let result = try RuntimeProcess.run(
            ["apps", "--json"] + arguments, environment: town.environment)
        #expect(result.status == 0, "\(result.errors)")
        return try #require(ValueText.decodeList(result.output))
    }

    private func texts(_ values: Value?, _ name: String) -> Set<String> {
        guard case .list(let items)? = values else { return [] }
        return Set(items.compactMap { $0[name]?.text })
    }

    @Test("1,200 applications over several pages are those of the tenant, each with its secrets")
    func truth() throws {
        let town = try Town("--applications", "1200")
        let listed = try list(town)
        #expect(listed.count == 1_202)
        let ids = Set(listed.compactMap { $0["object_id"]?.text })
        #expect(ids.count == 1_202)
        #expect(ids == (try town.applicationIDs()))
        var writable = 0
        for entry in listed.enumerated().filter({ $0.offset % 17 == 0 }).map(\.element) {
            let truth = try town.truth(of: #require(entry["object_id"]?.text))
            #expect(entry["client_id"] == truth["appId"])
            #expect(texts(entry["credentials"], "key_id") == town.existingKeyIDs(in: truth))
            let isOwned = texts(entry["owners"], "id")
                .contains("33333333-3333-4333-8333-333333333333")
            #expect(entry["writable"] == .bool(isOwned))
            writable += isOwned ? 1 : 0
        }
        #expect(writable > 0 && writable < listed.count / 17)
    }

    @Test("A rotation is named beside its application, and its own secret is told from others")
    func managed() throws {
        let town = try Town()
        _ = try town.runtime("run", "--once", Town.policy("quickstart.lua"))
        let listed = try list(town, "--search", "QUICK")
        try #require(listed.count == 1)
        #expect(listed[0]["rotation"] == .string("quickstart"))
        let others = try list(town).filter { $0["object_id"] != listed[0]["object_id"] }
        #expect(!others.isEmpty && others.allSatisfy { $0["rotation"]?.text == nil })
        guard case .list(let credentials)? = listed[0]["credentials"] else { return }
        #expect(credentials.map { $0["ours"] } == [.bool(true), .bool(false)])
        let table = try town.runtime("apps", "--search", "quickstart")
        #expect(table.output.contains("2026-02-09") || table.output.contains("2026-02-0"))
        #expect(table.output.split(separator: "\n").last?.hasSuffix("yes    quickstart") == true)
    }

    @Test("Only what ends soon, and only what is searched for")
    func filters() throws {
        let town = try Town()
        #expect(try list(town, "--expiring", "5d").isEmpty)
        let soon = try list(town, "--expiring", "60d")
        #expect(soon.compactMap { $0["display_name"]?.text } == ["quickstart"])
        #expect(try list(town, "--search", Town.payments).count == 1)
        #expect(try list(town, "--search", "nothing like it").isEmpty)
    }

    @Test("With the permission for all applications every one can be written")
    func all() throws {
        let town = try Town("--applications", "30", "--permission", "all")
        #expect(try list(town).allSatisfy { $0["writable"] == .bool(true) })
    }

    @Test("It makes no home, and says why there is no list")
    func errors() throws {
        let town = try Town()
        _ = try town.runtime("apps")
        #expect(!town.hasHome)
        let unknown = try town.runtime("apps", "--connection", "elsewhere")
        #expect(unknown.status == 1)
        #expect(unknown.errorLines.count == 1)
        #expect(unknown.errorLines[0].contains("no such connection is configured"))
        let half = try RuntimeProcess.run(
            ["apps"], environment: town.environment.filter { $0.key != "AZURE_CLIENT_SECRET" })
        #expect(half.errorLines[0].hasSuffix("is configured; AZURE_CLIENT_SECRET is not set"))
    }
}
