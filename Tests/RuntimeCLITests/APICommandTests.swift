import Foundation
import Rotation
import TestSupport
import Testing

/// `runtime api`: the reference and the files for editors.
struct APICommandTests {
    private func api(_ arguments: String...) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(["api"] + arguments)
    }

    @Test("The whole reference, a section, an entry")
    func reference() throws {
        let all = try api()
        #expect(all.status == 0)
        for title in ["POLICY:", "FACTS:", "HOST:", "RUNTIME:", "CONFIG:", "GLOBALS:"] {
            #expect(all.output.contains(title))
        }
        let entry = try api("host.http")
        #expect(entry.output.contains("host:http{ url =,"))
        #expect(!entry.output.contains("host:log"))
        #expect(try api("limits.settle").output.contains("limits.settle  duration; 2m without"))
    }

    @Test("A topic that does not exist is offered its nearest spelling")
    func unknown() throws {
        let result = try api("schedul")
        #expect(result.status == 2)
        #expect(result.errorLines == ["there is nothing called \"schedul\" in the reference"])
        #expect(result.hintLines == ["did you mean 'schedule'?"])
        #expect(try api("x7").hintLines.first?.hasPrefix("sections are policy, hooks") == true)
    }

    @Test("The same as JSON")
    func json() throws {
        let sections = ValueText.decodeList(try api("--json", "runtime.days").output)
        guard case .list(let entries)? = sections?.first?["entries"] else {
            Issue.record("no entries")
            return
        }
        #expect(entries.count == 1)
        #expect(entries.first?["usage"] == .string("runtime.days(count)"))
    }

    @Test("The std that is written lets luacheck find a misspelt global, and no more")
    func luacheck() throws {
        let folder = TemporaryFolder()
        #expect(try api("--stubs", folder.path).status == 0)
        let policy = folder.path + "/a.lua"
        try "return { schedule = function(facts) return os.time(), ('x'):rep(2) end }\n"
            .write(toFile: policy, atomically: true, encoding: .utf8)
        let result = try RuntimeProcess.run(
            [
                "--config", folder.path + "/.luacheckrc", "--codes", "--formatter", "plain",
                folder.path,
            ], program: "/usr/bin/luacheck")
        #expect(result.status == 1)
        let warnings = result.output.split(separator: "\n")
        #expect(warnings.count == 1, "\(result.output)")
        #expect(warnings.first?.contains("accessing undefined variable 'os'") == true)
    }
}
