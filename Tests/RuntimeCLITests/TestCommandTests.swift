import Foundation
import FoundationXML
import Rotation
import TestSupport
import Testing

/// `runtime test`, by the real program.
struct TestCommandTests {
    private let folder = TemporaryFolder()

    private func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    private func test(_ arguments: String...) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(["test"] + arguments, folder: folder.path)
    }

    /// A policy with a module, and a test that passes beside one that fails.
    private func writeExample() throws {
        try write(
            """
            local late = require "lib.late"
            return {
              name = "p", interval = "30d",
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" },
              schedule = function(facts)
                if late(facts) then
                  return { action = "rotate" }
                end
              end,
            }
            """, to: "policies/p.lua")
        try write(
            "return function(facts)\n  return facts.remaining < 10\nend",
            to: "policies/lib/late.lua")
        try write(
            """
            local t = require "runtime.test"
            local policy = require "p"
            return {
              ["<in> \\"time\\" & place"] = function()
                t.equal(t.decide(policy, t.facts { remaining = 9 }).action, "wait")
              end,
              early = function() t.equal(t.decide(policy, t.facts {}), nil) end,
            }
            """, to: "policies/p_test.lua")
    }

    @Test("The project's own policies pass their tests, which cover every line")
    func policies() throws {
        let folder = URL(fileURLWithPath: Town.policy("")).path
        let result = try test(folder, "--coverage")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("payments.lua    100 %"))
        #expect(result.output.hasSuffix(" passed, 0 failed\n"))
    }

    @Test("Only failures are shown, with their place; the last line counts; the status is 1")
    func failures() throws {
        try writeExample()
        let result = try test()
        #expect(result.status == 1)
        #expect(
            result.output == """
                FAIL  policies/p_test.lua: <in> "time" & place
                      policies/p_test.lua:5: got "rotate", expected "wait"
                1 passed, 1 failed

                """)
        #expect(result.errors.isEmpty)
        let all = try test("policies/", "-v").output
        #expect(all.contains("ok    policies/p_test.lua: early ("))
    }

    @Test("A filter takes file and name; no test at all is bad usage")
    func filter() throws {
        try writeExample()
        #expect(try test("--filter", "early").output == "1 passed, 0 failed\n")
        #expect(try test("--filter", "p_test").output.hasSuffix("1 passed, 1 failed\n"))
        let none = try test("--filter", "nothing")
        #expect(none.status == 2)
        #expect(none.errorLines == ["no tests were found"])
        #expect(try test("policies/lib").status == 2)
    }

    @Test("A file that does not load is told; the others are run; the status is 3")
    func broken() throws {
        try writeExample()
        try write("return {", to: "policies/a_test.lua")
        try write("return { x = function() end }", to: "policies/.hidden/h_test.lua")
        let result = try test("policies", "--filter", "early")
        #expect(result.status == 3)
        #expect(result.errorLines.first?.hasPrefix("policies/a_test.lua:1: unexpected") == true)
        #expect(result.output == "1 passed, 0 failed\n")
        #expect(try test("absent.lua").status == 3)
    }

    @Test("Coverage names the lines that were missed, in the policy and its modules")
    func coverage() throws {
        try writeExample()
        let result = try test("--coverage", "--filter", "early")
        #expect(
            result.output == """
                policies/lib/late.lua  100 %
                policies/p.lua         87 %   missed 7
                1 passed, 0 failed

                """)
    }

    @Test("JSON holds tests, failures and coverage")
    func json() throws {
        try writeExample()
        let result = try test("--json", "--coverage")
        #expect(result.status == 1)
        let value = try #require(ValueText.decode(result.output))
        #expect(value["passed"] == .int(1) && value["failed"] == .int(1))
        guard case .list(let tests)? = value["tests"], case .list(let files)? = value["coverage"]
        else {
            Issue.record("no lists")
            return
        }
        #expect(tests.first?["failure"]?.text?.hasPrefix("policies/p_test.lua:5: ") == true)
        #expect(files.map { $0["percent"] } == [.int(100), .int(100)])
    }

    @Test("The JUnit report is XML with every test, failure and file that does not load")
    func junit() throws {
        try writeExample()
        try write("return {", to: "policies/a_test.lua")
        _ = try test("--junit", "report.xml")
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/report.xml"))
        let report = XMLElements(data)
        #expect(report.isWellFormed)
        #expect(report.attributes["testsuites"]?.first?["tests"] == "3")
        #expect(report.attributes["testsuites"]?.first?["errors"] == "1")
        #expect(
            report.attributes["testcase"]?.compactMap { $0["name"] }
                == ["<in> \"time\" & place", "early", "load"])
        #expect(
            report.attributes["failure"]?.first?["message"]
                == "policies/p_test.lua:5: got \"rotate\", expected \"wait\"")
        let nowhere = try test("--junit", "no/such/report.xml", "policies/p_test.lua")
        #expect(nowhere.errorLines == ["cannot write \"no/such/report.xml\""])
    }
}

/// The attributes of a document's elements, by the elements' names.
private final class XMLElements: NSObject, XMLParserDelegate {
    private(set) var attributes: [String: [[String: String]]] = [:]
    private(set) var isWellFormed = false

    init(_ data: Data) {
        super.init()
        let parser = XMLParser(data: data)
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        self.attributes[name, default: []].append(attributes)
    }
}
