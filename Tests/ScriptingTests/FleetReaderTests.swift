import Rotation
import Testing

@testable import Scripting

/// Policies for many applications.
struct FleetReaderTests {
    private let application = Application(
        objectID: "0b1d", clientID: "6f3c", displayName: "svc-a", tags: ["t", "u"])

    private func policy(_ fields: String) throws(PolicyError) -> LuaPolicy {
        try PolicyFile.load(
            source: "return { interval = '30d', \(fields) }", path: "dir/svc.lua"
        ).policies[0]
    }

    private func error(_ fields: String) -> String? {
        do throws(PolicyError) {
            _ = try policy(fields)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("A fleet's functions name each application's rotation and secrets")
    func member() throws {
        let names = "name = function(app) return app.display_name .. '-x' end"
        let member = try policy("\(names), applications = { tag = 't' }").member(application)
        #expect(
            member
                == FleetMember(
                    name: "svc-a-x",
                    secrets: SecretNames(
                        clientID: "SVC_A_X_CLIENT_ID", clientSecret: "SVC_A_X_CLIENT_SECRET")))
        for secrets in [
            "secrets = function(app) return { client_secret = app.client_id } end",
            "secrets = { client_secret = function(app) return app.client_id end }",
        ] {
            let member = try policy("\(names), \(secrets), applications = { tag = 't' }")
                .member(application)
            #expect(member?.secrets == SecretNames(clientID: nil, clientSecret: "6f3c"))
        }
    }

    @Test(
        "Applications are selected by a tag, a display name or a function",
        arguments: [
            ("{ tag = 'u' }", true), ("{ tag = 'v' }", false), ("{ display_name = 'svc-*' }", true),
            ("{ display_name = 'svc' }", false),
            ("function(app) return #app.tags == 2 end", true),
            ("function(app) return app.object_id == 'x' end", false),
            ("function(app) end", false),
        ])
    func selection(applications: String, isSelected: Bool) throws {
        let policy = try policy(
            "name = function(app) return 'svc' end, applications = \(applications)")
        #expect(try (policy.member(application) != nil) == isSelected)
    }

    @Test("What a function gives must be names; else the error names what is wrong")
    func wrongNames() throws {
        let policy = try policy(
            "name = function(app) return 'Not a slug' end, applications = { tag = 't' }")
        #expect(throws: PolicyError.self) { try policy.member(application) }
        let nothing = try self.policy("name = function() end, applications = { tag = 't' }")
        #expect(throws: PolicyError.self) { try nothing.member(application) }
    }

    @Test(
        "What cannot be a fleet is said with the field's name",
        arguments: [
            ("name = 'x', applications = { tag = 't' }", "must be a function of the application"),
            ("name = function() end, applications = {}", "must name a tag or a display name"),
            ("name = function() end, applications = { tags = 't' }", "'applications.tags'"),
            ("name = function() end, applications = { tag = '' }", "'applications.tag' is empty"),
            ("name = function() end, applications = 3", "'applications'"),
            (
                "name = function() end, applications = { tag = 't' }, canary = -1",
                "'canary' must be a whole number from 0"
            ),
            (
                "name = function() end, applications = { tag = 't' }, "
                    + "secrets = { client_secret = 'FIXED' }",
                "'secrets.client_secret' of a fleet must be a function"
            ),
            (
                "name = 'x', application = { client_id = "
                    + "'00000000-0000-0000-0000-000000000000' }, canary = 1",
                "'canary' goes with 'applications'"
            ),
        ])
    func refusals(fields: String, message: String) {
        #expect(error(fields)?.contains(message) == true, "\(error(fields) ?? "none")")
    }

    @Test("A fleet is known by its file, to which grants go")
    func label() throws {
        let policy = try policy("name = function() end, applications = { tag = 't' }, canary = 2")
        #expect(
            policy.declaration.fleet
                == FleetRule(selector: .tag("t"), label: "svc.lua", canary: 2))
    }
}
