import Rotation
import Testing

@testable import Scripting

/// What a policy table may say, and what its author is told otherwise.
struct PolicyReaderTests {
    @Test("The shortest policy has the defaults of the design")
    func defaults() throws {
        let policy = try PolicyText.policy().declaration
        #expect(
            policy
                == Declaration(
                    name: "payments-api",
                    application: ApplicationReference(clientID: PolicyText.clientID),
                    schedule: Schedule(interval: .days(30)),
                    secrets: SecretNames(
                        clientID: "PAYMENTS_API_CLIENT_ID",
                        clientSecret: "PAYMENTS_API_CLIENT_SECRET")))
    }

    @Test("Every field is read")
    func everything() throws {
        let policy = try PolicyText.policy(
            """
            description = "Client secret of the payments API", connection = "contoso",
            rotate_at = "03:05", timezone = "Europe/Berlin", auto = false, initial = "due",
            lifetime = "66d", overlap = "1d12h", stage = 3600, proofs = 5, retire_force = true,
            secrets = { client_id = " ID ", client_secret = "SECRET" },
            needs = { http = { "POST https://x.example/" }, files = { "a.env" },
                      commands = { "reload" } },
            schedule = function() end,
            hooks = { verify = function() end, failed = { { log = { "warn" } } } },
            """
        ).declaration
        #expect(
            policy
                == Declaration(
                    name: "payments-api", description: "Client secret of the payments API",
                    connection: "contoso",
                    application: ApplicationReference(clientID: PolicyText.clientID),
                    schedule: Schedule(
                        interval: .days(30), rotateAt: LocalTime(hour: 3, minute: 5),
                        clock: try #require(WallClock(identifier: "Europe/Berlin"))),
                    auto: false, initial: .due, lifetime: .days(66), overlap: .duration(.hours(36)),
                    stage: .hours(1), proofs: 5, retireForce: true,
                    secrets: SecretNames(clientID: "ID", clientSecret: "SECRET"),
                    needs: Needs(
                        http: ["POST https://x.example/"], files: ["a.env"], commands: ["reload"]),
                    decides: true, hooks: [.verify, .failed]))
    }

    @Test("Proof by the directory takes five reads unless the policy says otherwise")
    func proofByDirectory() throws {
        let usual = try PolicyText.policy(#"proof = "directory""#).declaration
        #expect(usual.proof == .directory && usual.proofs == 5)
        let other = try PolicyText.policy(#"proof = "directory", proofs = 7"#).declaration
        #expect(other.proof == .directory && other.proofs == 7)
        let signIn = try PolicyText.policy(#"proof = "sign_in""#).declaration
        #expect(signIn.proof == .signIn && signIn.proofs == 3)
    }

    @Test("Empty tables are accepted where fields are optional")
    func emptyTables() throws {
        let policy = try PolicyText.policy("needs = {}, hooks = {}").declaration
        #expect(policy.needs == Needs() && policy.hooks.isEmpty)
    }

    @Test(
        "What a field must not be is said with the field's name",
        arguments: [
            ("intervall = '30d'", "unknown key 'intervall'", "did you mean 'interval'?"),
            ("colour = 1", "unknown key 'colour'", nil),
            (
                "applications = {}", "a policy has 'application' or 'applications', not both",
                "'applications' makes it a fleet's"
            ),
            (
                "proof = 'directry'",
                "'proof' must be \"sign_in\" or \"directory\", not \"directry\"",
                "did you mean 'directory'?"
            ),
            ("clamp = 1", "'clamp' must be true or false, not an integer", nil),
            ("kind = ''", "'kind' is not supported yet", nil),
            ("auto = 'yes'", "'auto' must be true or false, not a string", nil),
            (
                "initial = 'nou'", "'initial' must be \"now\" or \"due\", not \"nou\"",
                "did you mean 'now'?"
            ),
            ("stage = '1day'", "'stage' must be a duration, not \"1day\"", DurationText.hint),
            ("proofs = 0", "'proofs' must be a whole number from 1 to 20, not 0", nil),
            ("proofs = 21", "'proofs' must be a whole number from 1 to 20, not 21", nil),
            ("proofs = 2.5", "'proofs' must be a whole number from 1 to 20, not a number", nil),
            ("retire_force = 1", "'retire_force' must be true or false, not an integer", nil),
            (
                "schedule = {}", "'schedule' must be a function, not a table",
                "write schedule = function(facts)"
            ),
        ] as [(String, String, String?)])
    func refusals(_ field: String, _ message: String, _ hint: String?) {
        #expect(
            PolicyText.error(replacing: field)
                == .invalid(message: "payments.lua: \(message)", hint: hint))
    }
}
