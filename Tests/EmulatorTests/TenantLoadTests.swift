import Rotation
import Testing

@testable import Emulator

/// A tenant used without HTTP, as a simulation does.
struct TenantLoadTests {
    @Test("Months of rotations keep no more than the latest of what was removed")
    func bounded() throws {
        var configuration = EmulatorConfiguration()
        configuration.profile = .real
        configuration.applications = SeededApplication.synthetic(20, seed: 1)
        var now = LocalTenant.start
        var tenant = Tenant(configuration, now: now)
        tenant.knobs.throttle = .init()
        let caller = Requester(
            clientID: tenant.connection.clientID,
            servicePrincipalID: tenant.connection.servicePrincipalID, permission: .all)
        let ids = (tenant.order[.application] ?? []).map(\.objectID)
        var live: [String: String] = [:]
        var failures = 0
        for _ in 0..<120 {
            now = now + .days(1)
            for id in ids {
                let key = ObjectKey.objectID(id)
                do throws(GraphError) {
                    let made = try tenant.addPassword(
                        .init(displayName: "m"), to: key, by: caller, now: now)
                    let old = live.updateValue(made.keyID, forKey: id)
                    try tenant.update(key, by: caller, now: now + .hours(1)) { properties in
                        properties.displayName += "."
                    }
                    guard let old else { continue }
                    try tenant.removePassword(old, from: key, by: caller, now: now + .hours(2))
                } catch {
                    failures += 1
                }
            }
        }
        let objects = ids.compactMap { tenant.objects[$0] }

        // Conflicts, and one application that has as many secrets as it may.
        #expect(failures < 120 * 20 / 10)
        #expect(objects.allSatisfy { $0.passwords.count < 60 })
        #expect(objects.allSatisfy { $0.versions.count < 4 })
    }

    @Test("The same seed makes the same applications, of every sort")
    func synthetic() {
        let all = SeededApplication.synthetic(500, seed: 3)
        let again = SeededApplication.synthetic(500, seed: 3)

        #expect(all.map(\.displayName) == again.map(\.displayName))
        #expect(Set(all.map(\.displayName)).count == 500)
        #expect(Set(all.map(\.signInAudience)).count == 3)
        #expect(all.contains { !$0.isOwned } && all.contains { $0.isOwned })
        #expect(all.contains { $0.datedSecrets.contains { $0.displayName == nil } })
        #expect(all.contains { $0.datedSecrets.contains { $0.endsIn < 0 } })
        #expect(
            all.allSatisfy {
                $0.signInAudience != "AzureADandPersonalMicrosoftAccount"
                    || $0.datedSecrets.count <= 2
            })
    }

    @Test("A tenant file names its applications")
    func file() throws {
        let id = "0b1d0002-0000-4000-8000-000000000001"
        let all = try SeededApplication.list(
            """
            [{"displayName":"a","objectId":"\(id)","tags":["t"],"owned":false,
              "secrets":[{"displayName":"s","endsInDays":3},{"endsInDays":-3}]}]
            """)
        let local = try LocalTenant { $0.applications = all }
        let json = try local.graph("GET", "/applications/\(id)").json
        let secrets = json["passwordCredentials"]?.items ?? []

        #expect(json["displayName"] == "a" && json["tags"] == ["t"])
        #expect(secrets.map { $0["displayName"] } == [.null, "s"])
        #expect(secrets.map { $0["customKeyIdentifier"] } == ["bGVnYWN5", .null])
        #expect(secrets[1]["endDateTime"] == "2026-01-12T23:06:40Z")
        #expect(try local.graph("POST", "/applications/\(id)/addPassword").status == 403)
    }

    @Test(
        "A tenant file that is wrong says where",
        arguments: [
            ("7", "the tenant file"), ("[7]", "application 1"), ("[{}]", "displayName"),
            (#"[{"displayName":"a","objectId":"7"}]"#, "objectId"),
            (#"[{"displayName":"a","colour":"red"}]"#, "colour"),
            (#"[{"displayName":"a"},{"displayName":"b","secrets":[{}]}]"#, "application 2"),
        ])
    func wrongFile(_ text: String, _ part: String) {
        let error = #expect(throws: EmulatorError.self) { try SeededApplication.list(text) }

        #expect(error?.description.contains(part) == true)
    }
}
