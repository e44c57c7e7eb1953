import Foundation
import Rotation
import TestSupport
import Testing

struct NewCommandTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(town.folder.path)/\(name)")
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(town.folder.path)/\(name)", encoding: .utf8)
    }

    /// Whether nothing but what was there before is in the folder.
    private func hasWrittenNothing() throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: town.folder.path)
            .allSatisfy { $0 == "home" }
    }

    @Test("By options alone, with an application's display name")
    func flags() throws {
        let result = try town.runtime(
            "new", "--application", "payments-api", "--interval", "45", "--rotate-at", "04:30",
            "--timezone", "Europe/Berlin", "--no-auto", "--secret-id", "PAY_ID", "--secret", "PAY",
            "--name", "pay-now", "--description", "for \"the\" \\ test")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "wrote pay_now.lua\nwrote pay_now_test.lua\n")
        #expect(result.errors.contains("runtime check pay_now.lua"))
        let policy = try town.checked("pay_now.lua")
        #expect(policy["name"] == .string("pay-now"))
        #expect(policy["object_id"] == .string(Town.payments))
        #expect(policy["interval"] == .int(45 * 86_400))
        #expect(policy["rotate_at"] == .string("04:30"))
        #expect(policy["timezone"] == .string("Europe/Berlin"))
        #expect(policy["auto"] == .bool(false))
        #expect(policy["secrets"] == .list([.string("PAY_ID"), .string("PAY")]))
        let description = try town.runtime("repl", "-e", "policy.description", "pay_now.lua")
        #expect(description.output == "\"for \\\"the\\\" \\\\ test\"\n")
    }

    @Test("What is not said follows from the application and the machine")
    func defaults() throws {
        let id = try town.addApplication(named: "Größe & Co. (prod)", isOwned: true)
        let result = try town.runtime("new", "--application", id, with: ["TZ": ":Asia/Tokyo"])
        #expect(result.status == 0, "\(result.errors)")
        let policy = try town.checked("grosse_co_prod.lua")
        #expect(policy["client_id"] == .string(id))
        #expect(policy["connection"] == .string("default"))
        #expect(policy["interval"] == .int(30 * 86_400))
        #expect(policy["rotate_at"] == .string("03:00"))
        #expect(policy["timezone"] == .string("Asia/Tokyo"))
        #expect(
            policy["secrets"]
                == .list([
                    .string("GROSSE_CO_PROD_CLIENT_ID"), .string("GROSSE_CO_PROD_CLIENT_SECRET"),
                ]))
    }

    @Test("An interval that is no whole days leaves out the time of day, and none leaves out more")
    func none() throws {
        let result = try town.runtime(
            "new", "--application", Town.quickstart, "--interval", "36h", "--secret-id", "none",
            "--description", "", "--output", "half.lua")
        #expect(result.status == 0, "\(result.errors)")
        let policy = try text("half.lua")
        for absent in ["rotate_at", "timezone", "description", "client_id = \"QUICK"] {
            #expect(!policy.contains(absent), "\(absent) is in \(policy)")
        }
        #expect(try town.runtime("check", "half.lua").status == 0)
    }

    @Test("The test that is written passes", .enabled(if: RuntimeProcess.knows("test")))
    func test() throws {
        _ = try town.runtime("new", "--application", Town.quickstart)
        _ = try town.runtime(
            "new", "--application", Town.payments, "--interval", "36h", "--secret-id", "none",
            "--no-auto")
        let result = try town.runtime("test", town.folder.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("8 passed, 0 failed"), "\(result.output)")
    }

    @Test("Every option that is missing is named in one error")
    func missing() throws {
        try town.configure(
            """
            local function to(tenant) return {
              tenant = tenant, client = "22222222-2222-4222-8222-222222222222",
              secret = "env:S", cloud = "public" }
            end
            return { connections = { contoso = to("t.example"), fabrikam = to("u.example") } }
            """)
        let result = try RuntimeProcess.run(
            ["new"], environment: ["RUNTIME_HOME": town.home], folder: town.folder.path)
        #expect(result.status == 2)
        #expect(
            result.errorLines == [
                "--connection (contoso or fabrikam) and --application must be given: there is no "
                    + "terminal to ask on"
            ])
        #expect(result.hintLines.count == 1)
    }

    @Test(
        "An answer that no policy may hold is refused in the words of check, and nothing written",
        arguments: [
            (["--interval", "soon"], "'interval' must be a duration, not \"soon\""),
            (["--rotate-at", "25:00"], "'rotate_at' must be a time of day"),
            (["--interval", "36h", "--rotate-at", "03:00"], "'interval' must be whole days"),
            (["--timezone", "Berlin"], "did you mean 'Europe/Berlin'?"),
            (["--name", "Pay Now"], "for example \"pay-now\""),
            (["--secret", "a/b"], "'secrets.client_secret' must be"),
            (["--secret", "A", "--secret-id", "A"], "two secrets the same name"),
            (["--description", "a\nb"], "'description' must be one line"),
            (["--connection", "defalt"], "did you mean 'default'?"),
            (["--output", "pay-now.lua"], "'--output pay-now.lua' must end with"),
        ])
    func refused(options: [String], words: String) throws {
        let result = try RuntimeProcess.run(
            ["new", "--application", Town.payments] + options, environment: town.environment,
            folder: town.folder.path)
        #expect(result.status == 2)
        #expect(result.errorLines.count == 1)
        #expect(result.errors.contains(words), "\(words) is not in \(result.errors)")
        #expect(try hasWrittenNothing())
    }

    @Test("An application that is not there is offered its nearest name; two alike their ids")
    func unknownApplication() throws {
        let result = try town.runtime("new", "--application", "payment-api")
        #expect(result.status == 2)
        #expect(result.hintLines == ["did you mean 'payments-api'?"])
        let twin = try town.addApplication(named: "payments-api", isOwned: true)
        let ambiguous = try town.runtime("new", "--application", "payments-api")
        #expect(ambiguous.status == 2)
        #expect(ambiguous.hintLines.first?.contains(twin) == true)
        #expect(try hasWrittenNothing())
    }

    @Test("What a rotation on record has is refused, naming that rotation")
    func clashes() throws {
        try town.settle()
        let again = try town.runtime("new", "--application", "quickstart")
        #expect(again.status == 3)
        #expect(again.errors.contains("already used by \"quickstart\" (quickstart.lua)"))
        for options in [["--name", "quickstart"], ["--secret", "QUICKSTART_CLIENT_SECRET"]] {
            let result = try RuntimeProcess.run(
                ["new", "--application", Town.payments] + options, environment: town.environment,
                folder: town.folder.path)
            #expect(result.status == 3)
            #expect(result.errors.contains("already used by \"quickstart\""))
        }
        #expect(try hasWrittenNothing())
    }

    @Test("Nothing is overwritten without --force, neither the policy nor its test")
    func overwriting() throws {
        let path = try town.write("-- mine\n", to: "payments_api_test.lua")
        let refused = try town.runtime("new", "--application", Town.payments)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("\"payments_api_test.lua\" is there already"))
        #expect(!exists("payments_api.lua"))
        #expect(try text("payments_api_test.lua") == "-- mine\n")
        let forced = try town.runtime("new", "--application", Town.payments, "--force")
        #expect(forced.status == 0, "\(forced.errors)")
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("runtime.test"))
    }

    @Test("A policy on record may be written anew over its own file")
    func anew() throws {
        let result = try town.runtime("new", "--application", Town.quickstart)
        #expect(result.status == 0)
        let closed = ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"]
        _ = try town.runtime("run", "--once", "--max-wait", "0s", "quickstart.lua", with: closed)
        let again = try town.runtime(
            "new", "--application", Town.quickstart, "--name", "quickstart", "--interval", "60d",
            "--force")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try text("quickstart.lua").contains("\"60d\""))
    }

    @Test("Without an answer of the tenant a client id is taken as it is, a name is not")
    func unreachable() throws {
        let closed = ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"]
        let named = try town.runtime("new", "--application", "payments-api", with: closed)
        #expect(named.status == 75)
        #expect(named.errorLines.count == 1)
        let id = "6F3C0001-0000-4000-8000-000000000002"
        let result = try town.runtime("new", "--application", id, with: closed)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("taking \(id) as a client id"))
        #expect(try town.runtime("check", "app_6f3c0001.lua").status == 0)
    }

    @Test("No home is needed, and none is made")
    func noHome() throws {
        _ = try town.runtime("new", "--application", Town.payments)
        #expect(exists("payments_api.lua"))
        #expect(!town.hasHome)
    }
}

extension RuntimeProcess {
    /// Whether the program has the command.
    static func knows(_ command: String) -> Bool {
        (try? run(["help"]).output.contains("\n  \(command) ")) ?? false
    }
}
