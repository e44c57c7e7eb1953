import Rotation
import TestSupport
import Testing

/// `proof = "directory"`: the secret of an application as which nobody can sign in.
struct DirectoryProofTests {
    private let town: Town
    private let id: String

    init() throws {
        town = try Town()
        let made = try town.makeApplication(
            #"{"displayName":"family","signInAudience":"PersonalMicrosoftAccount"}"#)
        id = try #require(made["objectId"]?.text)
    }

    private func policy(_ more: String = "") throws -> String {
        try town.write(
            """
            return { name = "family", application = { object_id = "\(id)" }, interval = "30d",
              secrets = { client_secret = "FAMILY" }, \(more) }
            """, to: "family.lua")
    }

    @Test("Without it the run is refused before anything is made, with the line to add")
    func refused() throws {
        let plan = try town.runtime("plan", try policy())
        #expect(plan.output.contains(#"! application "family" is for personal accounts only"#))
        #expect(plan.output.contains(#"hint: say proof = "directory" in the policy"#))
        let run = try town.runtime("run", "--once", try policy())
        #expect(run.status == 1)
        #expect(try town.liveKeyIDs(of: id).isEmpty)
    }

    @Test("The wizard writes it, and check says what it means")
    func wizard() throws {
        let written = try town.runtime("new", "--application", "family")
        try #require(written.status == 0, "\(written.errors)")
        let checked = try town.runtime("check", "family.lua")
        #expect(checked.output.contains("valid 64d, not proven by sign-in,"), "\(checked.output)")
        #expect(try town.checked("family.lua")["proof"]?.text == "directory")
        let usual = try town.runtime("new", "--application", "payments-api")
        #expect(usual.status == 0)
        #expect(!(try town.runtime("check", "payments_api.lua").output.contains("sign-in")))
    }

    @Test("With it the directory's list is the proof, and everybody is told so")
    func proven() throws {
        let path = try policy(#"proof = "directory","#)
        let plan = try town.runtime("plan", path)
        let reason = "once 5 reads of the directory list it; not proven by sign-in"
        #expect(plan.output.contains(reason), "\(plan.output)")

        let before = try town.requests("token")
        let run = try town.runtime("run", "--once", path)
        try #require(run.status == 0, "\(run.errors)")
        #expect(try town.liveKeyIDs(of: id).count == 1)
        // The connection's own; a proof by sign-in would be three more.
        #expect(try town.requests("token") - before == 1)
        let status = try town.runtime("status", "family").output
        #expect(status.contains("5 reads of the directory (not proven by sign-in)"), "\(status)")
        let history = try town.runtime("history", "family").output
        #expect(history.contains("5 reads in a row list it; not proven by sign-in"))
    }
}
