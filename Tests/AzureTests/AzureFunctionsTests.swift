import Azure
import Emulator
import HTTP
import Logging
import Rotation
import TestSupport
import Testing

/// What hooks and scripts see of a tenant, over HTTP against an emulated one.
struct AzureFunctionsTests {
    private let town: TownHall
    private let script = Caller(name: "x.lua", needs: nil)
    private let policy = Caller(name: "p", needs: Needs(), path: "p.lua")
    private let payments = Application.example

    init() throws {
        town = try TownHall()
    }

    private func items(_ value: Value) -> [Value] {
        if case .list(let items) = value { items } else { [] }
    }

    @Test("Applications are listed with their credentials, which are ours or foreign by the marker")
    func applications() throws {
        let home = "abcdef01-0000-4000-8000-000000000000"
        for (number, owner) in ["abcdef01", "99999999"].enumerated() {
            _ = try town.issuer.mint(
                MintRequest(
                    objectID: payments.objectID,
                    marker: "runtime \(owner) 01ARZ3NDEKTSV4RRFFQ69G5FA\(number)",
                    keyID: "0c0c0c0c-0000-4000-8000-00000000000\(number)",
                    endsAt: town.clock.now() + .days(60)))
        }
        let all = items(try town.call("applications", as: script, home: home).get())
        #expect(all.count == 2)
        let found = try #require(all.first { $0["object_id"]?.text == payments.objectID })
        #expect(found["client_id"]?.text == payments.clientID)
        let credentials = items(found["credentials"] ?? .null)
        let ours = credentials.filter { $0["ours"] == .bool(true) }
        #expect(ours.map { $0["key_id"]?.text } == ["0c0c0c0c-0000-4000-8000-000000000000"])
        #expect(ours.first?["expires_at"]?.integer == (town.clock.now() + .days(60)).seconds)
        #expect(ours.first?["hint"]?.text?.count == 3)
        #expect(credentials.count > ours.count)
        for id in [payments.objectID, payments.clientID.uppercased()] {
            let same = try town.call("credentials", as: policy, home: home, .string(id)).get()
            #expect(items(same) == credentials)
        }
    }

    @Test(
        "Filters leave out what does not fit",
        arguments: [
            (["search": .string("PAYMENTS")], 1), (["search": .string("no-such")], 0),
            (["tag": .string("no-such")], 0), (["expiring": .int(86_400)], 0),
            (["expiring": .int(400 * 86_400)], 1), ([:], 2),
        ] as [([String: Value], Int)])
    func filters(fields: [String: Value], count: Int) throws {
        // The quickstart application begins with a secret that ends a month from now.
        let found = items(try town.call("applications", as: script, .map(fields)).get())
        #expect(found.count == count, "\(found)")
    }

    @Test("A policy works on its own connection only, a script on any")
    func connections() throws {
        let fields = Value.map(["connection": .string("other")])
        guard case .failure(.denied(let text)) = town.call("applications", as: policy, fields)
        else {
            return #expect(Bool(false))
        }
        #expect(text.contains(#"works on connection "default""#))
        guard case .failure(.failed(let code, _, _)) = town.call("applications", as: script, fields)
        else { return #expect(Bool(false)) }
        #expect(code == "sign_in")
    }

    @Test("Owners are listed with their kind; an unknown application is not found")
    func owners() throws {
        let owners = items(
            try town.call("owners", as: policy, .string(payments.clientID)).get())
        #expect(owners.map { $0["kind"]?.text } == ["servicePrincipal"])
        #expect(owners.first?["id"]?.text == "33333333-3333-4333-8333-333333333333")
        let unknown = Value.string("ffffffff-0000-4000-8000-000000000000")
        guard case .failure(.failed(let code, _, false)) = town.call("owners", as: policy, unknown)
        else { return #expect(Bool(false)) }
        #expect(code == "not_found")
    }

    @Test(
        "An id that is no GUID never becomes part of a path",
        arguments: ["", "x", "../../users", "') or startswith(displayName,'a", "0b1d0001%2f"])
    func injection(id: String) {
        for verb in ["owners", "credentials", "last_sign_in"] {
            guard case .failure(.misuse) = town.call(verb, as: script, .string(id)) else {
                return #expect(Bool(false), "\(verb)")
            }
        }
    }

    @Test("The last sign-in is told with how far the report reaches, which lags")
    func lastSignIn() throws {
        let minted = try town.mint()
        _ = try town.issuer.prove(clientID: payments.clientID, value: minted.value)
        let start = town.clock.now()
        let use = try town.call("last_sign_in", as: policy, .string(minted.keyID)).get()
        #expect(use["at"]?.integer == start.seconds)
        #expect(use["as_of"]?.integer == start.seconds)
        let unused = "ffffffff-0000-4000-8000-000000000000"
        let none = try town.call("last_sign_in", as: policy, .string(unused)).get()
        #expect(none["at"] == nil && none["as_of"]?.integer == start.seconds)
    }

    @Test("While the report shows no sign-in of the connection, it proves nothing")
    func noReport() throws {
        try town.setReportLag(3_600)
        let minted = try town.mint()
        guard
            case .failure(.failed("no_report", _, true)) = town.call(
                "last_sign_in", as: policy, .string(minted.keyID))
        else { return #expect(Bool(false)) }
    }

    @Test("Without the permission the report is not permitted, and the permission is named")
    func notPermitted() throws {
        let town = try TownHall { $0.readsReports = false }
        let keyID = Value.string("ffffffff-0000-4000-8000-000000000000")
        guard
            case .failure(.failed("not_permitted", let message, false)) = town.call(
                "last_sign_in", as: policy, keyID)
        else { return #expect(Bool(false)) }
        #expect(message.contains("AuditLog.Read.All"))
    }

    @Test("Graph is called under a grant for method and path, and answers as a value")
    func graph() throws {
        let path = "/v1.0/applications/\(payments.objectID)?$select=displayName"
        let fields = Value.map(["path": .string(path)])
        guard case .failure(.denied(let text)) = town.call("graph", as: script, fields) else {
            return #expect(Bool(false))
        }
        #expect(text.contains("graph = { \"GET /v1.0/applications/\(payments.objectID)\" }"))
        let granted = ["GET /v1.0/applications"]
        let reply = try town.call("graph", as: script, graph: granted, fields).get()
        #expect(reply["status"]?.integer == 200)
        #expect(reply["json"]?["displayName"]?.text == "payments-api")
        let missing = Value.map(["path": .string("/v1.0/applications/none")])
        let refused = try town.call("graph", as: script, graph: granted, missing).get()
        #expect(refused["status"]?.integer == 404)
        #expect(refused["json"]?["error"]?["code"]?.text == "Request_ResourceNotFound")
    }

    @Test("What is granted for one method or path opens no other")
    func graphGrants() {
        let granted = ["GET /v1.0/applications/a"]
        for (method, path) in [
            ("DELETE", "/v1.0/applications/a"), ("GET", "/v1.0/applications"),
            ("GET", "/v1.0/applications/ab"), ("GET", "/beta/applications/a"),
            ("GET", "/v1.0/applications/a/../b"), ("GET", "/v1.0/applications/a/%2e%2e/b"),
        ] {
            let fields = Value.map(["method": .string(method), "path": .string(path)])
            guard case .failure(.denied) = town.call("graph", as: script, graph: granted, fields)
            else { return #expect(Bool(false), "\(method) \(path)") }
        }
    }

    @Test("An answer that looks like a handle is none")
    func noForgedHandle() throws {
        let tenant = try ScriptedTenant(
            graph: [.json(#"{"$secret":"OTHER","$version":1}"#)])
        let functions = AzureFunctions(
            grants: Grants(byPolicy: ["x.lua": Needs([.graph: ["GET /v1.0/me"]])]), home: "h",
            clock: tenant.clock, issuers: { _ in tenant.issuer })
        let call = HostCall(
            arguments: [.map(["path": .string("/v1.0/me")])], idempotencyKey: "k", caller: script
        ) { handle throws(HostError) in throw .misuse("\(handle)") }
        let graph = try #require(functions.all.first { $0.name == "graph" })
        let reply = try graph.carryOut(call)
        let expected = Value.map(["$secret": .string("OTHER"), "$version": .int(1)])
        #expect(reply["json"] == expected)
        #expect(ValueText.decode(ValueText.encode(reply))?["json"] == expected)
    }

    @Test("Every function has a verb, and every verb a function")
    func verbs() {
        let functions = AzureFunctions(
            grants: Grants(), home: "h", clock: ManualClock(),
            issuers: { name throws(IssuerError) in
                throw .signInRefused(connection: name, why: "none")
            })
        #expect(functions.all.map(\.verb) == AzureFunctions.verbs)
    }
}

/// An emulated tenant with an issuer for it, and calls as the engine makes them.
private final class TownHall {
    let issuer: AzureIssuer
    let clock = ManualClock()
    private let emulator: RunningEmulator

    init(_ configure: (inout EmulatorConfiguration) -> Void = { _ in }) throws {
        var configuration = EmulatorConfiguration()
        configuration.clock = .virtual(start: clock.now())
        configure(&configuration)
        let running = try RunningEmulator.start(configuration)
        let secret = running.clientSecret
        let connection = AzureConnection(
            name: "default", tenantID: running.tenantID, clientID: running.clientID,
            hosts: AzureHosts(login: running.baseURL, graph: running.baseURL),
            secret: { SecretValue(secret) })
        issuer = AzureIssuer(connection, clock: clock, log: Logger(label: "test"))
        emulator = running
    }

    deinit { emulator.stop() }

    func mint() throws -> Minted {
        try issuer.mint(
            MintRequest(
                objectID: Application.example.objectID, marker: "marker",
                keyID: "0c0c0c0c-0000-4000-8000-000000000009",
                endsAt: clock.now() + .days(60)))
    }

    func setReportLag(_ seconds: Int) throws {
        let request = HTTPRequest(
            "POST", emulator.baseURL + "/_emulator/lag",
            headers: [HTTPField("Content-Type", "application/json")],
            body: Array(#"{"report":\#(seconds)}"#.utf8), repeatable: true)
        #expect(try HTTPClient().send(request).status == 200)
    }

    func call(
        _ name: String, as caller: Caller, home: String = "h", graph: [String] = [],
        _ arguments: Value...
    ) -> Result<Value, HostError> {
        let functions = AzureFunctions(
            grants: Grants(byPolicy: [caller.name: Needs([.graph: graph])]), home: home,
            clock: clock,
            issuers: { [issuer] name throws(IssuerError) in
                if name == "default" { return issuer }
                throw .signInRefused(connection: name, why: "no such connection is configured")
            })
        let call = HostCall(arguments: arguments, idempotencyKey: "k", caller: caller) {
            handle throws(HostError) in throw .misuse("\(handle)")
        }
        return Result { () throws(HostError) in
            guard let function = functions.all.first(where: { $0.name == name }) else {
                throw .misuse("no such function")
            }
            return try function.carryOut(call)
        }
    }
}
