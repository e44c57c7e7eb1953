import Rotation
import TestSupport
import Testing

/// `runtime plan` says what `runtime run` then does, also where it refuses or lets go.
struct PlanAsRunTests {
    private let town: Town

    init() throws {
        town = try Town()
    }

    @Test("A policy that was renamed clashes with what it was, whose secret is known")
    func renamed() throws {
        let file = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", file).status == 0)
        _ = try town.policy("other", of: Town.quickstart, file: "quickstart.lua")
        let result = try town.runtime("plan", file)
        #expect(result.status == 3)
        #expect(
            result.errors.contains(
                "application \(Town.quickstart) is already used by quickstart, of the same file"))
        #expect(result.errors.contains("'runtime delete quickstart' comes first"))
        #expect(result.output.contains(#"of rotation "quickstart" here"#), "\(result.output)")
    }

    @Test("Another application under the same name is refused as 'run' does")
    func moved() throws {
        let file = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", file).status == 0)
        _ = try town.policy("quickstart", of: Town.payments)
        let refusal = "the application of rotation \"quickstart\" cannot be changed"
        let planned = try town.runtime("plan", file)
        #expect(planned.status == 3 && planned.errors.contains(refusal), "\(planned.errors)")
        let ran = try town.runtime("run", "--once", file)
        #expect(ran.errors.contains(refusal), "\(ran.errors)")
    }

    @Test("What a fleet does not select any more is told to become unmanaged, and does")
    func unselected() throws {
        let source = """
            return { applications = { tag = "svc" }, interval = "30d",
              name = function(app) return app.display_name end }
            """
        let file = try town.write(source, to: "svc.lua")
        _ = try town.addApplication(named: "svc-1", tags: ["svc"])
        try #require(try town.runtime("run", "--once", file).status == 0)
        _ = try town.write(
            source.replacing(#"tag = "svc""#, with: #"tag = "other""#), to: "svc.lua")
        let planned = try town.runtime("plan", file)
        #expect(planned.output.contains("becomes unmanaged, its fleet does not select"))
        #expect(!planned.output.contains("policy file:"), "\(planned.output)")
        let ran = try town.runtime("run", "--once", file)
        #expect(ran.errors.contains("let 'applications' of the policy select it again"))
        #expect(try town.runtime("plan", file).output.contains("by itself: unmanaged"))
    }

    @Test("Of a rotation that is being deleted nothing is made, whoever asks")
    func leaving() throws {
        let file = try town.policy("quickstart", of: Town.quickstart)
        try #require(try town.runtime("run", "--once", file).status == 0)
        let left = try town.runtime("delete", "quickstart", "--yes", "--max-wait", "0s")
        try #require(left.status == 75, "\(left.errors)")
        let planned = try town.runtime("plan", "quickstart").output
        #expect(planned.contains("0 to make") && planned.contains("it is being deleted"))
        #expect(try town.runtime("status", "quickstart").output.contains("it is being deleted"))
        let adoption = ["adopt", "quickstart", "--key-id", Town.payments]
        for command in [["rotate", "quickstart"], adoption] {
            let result = try town.runtime(command)
            #expect(result.status == 1)
            #expect(result.errorLines.first?.contains("quickstart is being deleted: ") == true)
        }
    }

    @Test("A member of a fleet whose name is taken is left out, and the others go on")
    func takenInFleet() throws {
        let file = try town.write(
            """
            return { applications = { tag = "svc" }, interval = "30d",
              name = function(app) return app.display_name end }
            """, to: "svc.lua")
        _ = try town.addApplication(named: "svc-1", tags: ["svc"])
        try #require(try town.runtime("run", "--once", file).status == 0)
        for name in ["svc-1", "svc-2"] { _ = try town.addApplication(named: name, tags: ["svc"]) }
        let result = try town.runtime("plan", file)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("is left out: "))
        #expect(result.output.contains(#"the name "svc-1" is already used by svc-1"#))
        #expect(result.output.contains("1 to make"), "\(result.output)")
    }

    @Test("One of ours that has ended is told by reconcile alone")
    func ended() throws {
        let path = try town.write(
            """
            return { name = "quickstart", application = { object_id = "\(Town.quickstart)" },
              interval = "10d", overlap = "1h", secrets = { client_secret = "Q" },
              hooks = { retire = function() return false end } }
            """, to: "quickstart.lua")
        for _ in 0..<4 {
            try #require(try town.runtime("run", "--once", path).status == 0)
            try town.advance(.days(11))
        }
        try #require(try town.runtime("run", "--once", path).status == 0)
        #expect(try town.runtime("reconcile").output.contains("has ended"))
        let status = try town.runtime("status", "quickstart").output
        #expect(status.contains("made by hand") && !status.contains("unknown to the journal"))
    }
}
