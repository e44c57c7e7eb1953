import Foundation
import Rotation
import TestSupport
import Testing

@testable import RuntimeCLI

/// The whole host API as the real program composes it.
struct HostAPITests {
    @Test("Every function has a name of its own and says what it does")
    func verbs() {
        let verbs = HostVerbs.all
        #expect(Set(verbs.map(\.name)).count == verbs.count)
        #expect(
            Set(verbs.map(\.name)).isSuperset(of: [
                "rotations", "rotate", "pause", "resume", "history", "applications",
                "credentials", "owners", "last_sign_in", "graph", "secret", "versions",
                "put_secret", "http", "file", "command", "log",
            ]))
        #expect(verbs.allSatisfy { $0.signature.summary.hasSuffix(".") })
        #expect(verbs.allSatisfy { $0.signature.parameters.allSatisfy { !$0.note.isEmpty } })
    }

    @Test("A hook asks the engine, the tenant, the store and the world, each under its grant")
    func hook() throws {
        let town = try Town()
        try town.configure(
            """
            return {
              commands = { keep = { argv = { "/usr/bin/tee", "\(town.folder.path)/kept" } } },
              grants = { first = {
                commands = { "keep" }, secrets = { "CONN" }, engine = { "pause" },
                graph = { "GET /v1.0/applications" },
              } },
            }
            """)
        let first = try town.write(
            """
            return {
              name = "first",
              application = { client_id = "6f3c0001-0000-4000-8000-000000000001" },
              interval = "30d",
              secrets = { client_secret = "FIRST" },
              needs = {
                commands = { "keep" }, secrets = { "CONN" }, engine = { "pause" },
                graph = { "GET /v1.0/applications" },
              },
              hooks = { rotated = function(event, host)
                local secret = assert(host:secret("FIRST"))
                local kept = assert(host:command{ "keep", stdin = { "k=", secret } })
                assert(kept.status == 0 and kept.stdout == "k=<secret FIRST v1>", kept.stdout)
                assert(host:put_secret{ name = "CONN", text = { "Pwd=", secret } })
                assert(#host:rotations{} == 1 and host:rotations{}[1].name == "first")
                assert(#host:history("first") > 3)
                assert(host:credentials(event.application.client_id)[1].ours)
                local reply = assert(host:graph{ path = "/v1.0/applications?$top=1" })
                assert(reply.status == 200 and reply.json.value[1].id)
                local foreign, err = host:secret("SECOND")
                assert(foreign == nil and err.code == "not_found")
                foreign, err = host:pause("second")
                assert(foreign == nil and err.code == "not_found")
              end },
            }
            """, to: "first.lua")
        let second = try town.write(
            """
            return {
              name = "second", interval = "30d", secrets = { client_secret = "SECOND" },
              application = { client_id = "6f3c0001-0000-4000-8000-000000000002" },
            }
            """, to: "second.lua")
        let result = try town.runtime("run", "--once", second, first)
        #expect(result.status == 0, "\(result.errors)")
        let value = try town.runtime("secret", "get", "FIRST").output.trimmed
        let kept = try String(contentsOfFile: "\(town.folder.path)/kept", encoding: .utf8)
        #expect(kept == "k=\(value)")
        #expect(try town.runtime("secret", "get", "CONN").output == "Pwd=\(value)\n")
        #expect(!result.errors.contains(value))
    }
}
