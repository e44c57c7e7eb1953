import Foundation
import GRDB
import Rotation
import TestSupport
import Testing

@testable import SecretStore

/// What hooks and scripts may do with secrets.
struct SecretFunctionsTests {
    private let folder = TemporaryFolder()
    private let clock = ManualClock()
    private let store: SecretStore
    private let needs = Needs([.secrets: ["CONN", "PAYMENTS_CLIENT_SECRET", "a/b"]])

    /// A home in which one rotation has published two versions.
    init() throws {
        store = try SecretStore(folder: HomeFolder(path: folder.path))
        try store.register(.example(), at: clock.now())
        let claim = try #require(try store.claim(1))
        var rotation = claim.rotation
        for (version, id) in ["01ARZ3NDEKTSV4RRFFQ69G5FA1", "01ARZ3NDEKTSV4RRFFQ69G5FA2"]
            .enumerated()
        {
            rotation.version = version + 1
            rotation.credentials.insert(.example(id, at: clock.now()), at: 0)
            try store.commit(
                Change(
                    rotation: rotation, sealing: (id, SecretValue("value \(version + 1)")),
                    publication: Publication(
                        version: version + 1, credential: id, clientID: "client",
                        at: clock.now())), under: claim.lease)
        }
    }

    private var own: Caller {
        Caller(name: "payments-api", needs: needs, path: "payments.lua")
    }
    private var other: Caller { Caller(name: "other", needs: needs, path: "other.lua") }
    private var script: Caller { Caller(name: "x.lua", needs: nil) }

    private func call(
        _ name: String, as caller: Caller, key: String = "k", granted: Bool = true,
        _ arguments: Value...
    ) -> Result<Value, HostError> {
        let grants = Grants(byPolicy: granted ? [caller.name: needs] : [:])
        let functions = SecretFunctions(store: store, clock: clock, grants: grants).all
        let session = ScriptSession(caller: caller, functions: functions, store: store, id: key)
        do throws(HookHostError) {
            let results = try session.call(name, arguments)
            guard results.first == .null, let error = results.last else {
                return .success(results.first ?? .null)
            }
            return .failure(
                .failed(code: error["code"]?.text ?? "", message: "", retryable: false))
        } catch .denied(let text) {
            return .failure(.denied(text))
        } catch {
            return .failure(.misuse("\(error)"))
        }
    }

    private func code(_ result: Result<Value, HostError>) -> String? {
        if case .failure(.failed(let code, _, _)) = result { code } else { nil }
    }

    private func handle(_ name: String, _ version: Int) -> Value {
        .secret(SecretHandle(name: name, version: version))
    }

    private let secretName = Value.string("PAYMENTS_CLIENT_SECRET")

    @Test("A secret is a handle of the current version, or of the one asked for")
    func handles() throws {
        for caller in [own, script] {
            #expect(
                try call("secret", as: caller, secretName).get()
                    == handle("PAYMENTS_CLIENT_SECRET", 2))
            #expect(
                try call("secret", as: caller, secretName, .int(1)).get()
                    == handle("PAYMENTS_CLIENT_SECRET", 1))
            #expect(code(call("secret", as: caller, secretName, .int(3))) == "not_found")
        }
    }

    @Test("Another policy's secret is not there: by name, by version, or by a made-up handle")
    func isolation() throws {
        #expect(code(call("secret", as: other, secretName)) == "not_found")
        #expect(code(call("versions", as: other, secretName)) == "not_found")
        let forged = Value.map([
            "name": .string("CONN"), "text": handle("PAYMENTS_CLIENT_SECRET", 2),
        ])
        guard case .failure(.misuse) = call("put_secret", as: other, forged) else {
            return #expect(Bool(false))
        }
        #expect(try store.madeSecrets().isEmpty)
    }

    @Test("Versions are listed latest first, without values")
    func versions() throws {
        guard case .list(let items) = try call("versions", as: own, secretName).get() else {
            return #expect(Bool(false))
        }
        #expect(items.map { $0["version"]?.integer } == [2, 1])
        #expect(items.map { $0["current"] } == [.bool(true), .bool(false)])
        #expect(items.first?["key_id"]?.text == "key-01ARZ3NDEKTSV4RRFFQ69G5FA2")
        #expect(!"\(items)".contains("value 2"))
    }

    @Test("A secret is put together from handles, sealed, versioned, and read by its name")
    func putTogether() throws {
        let fields = Value.map([
            "name": .string("CONN"),
            "text": .list([.string("Pwd="), handle("PAYMENTS_CLIENT_SECRET", 2), .string(";")]),
        ])
        let first = try call("put_secret", as: own, key: "a", fields).get()
        #expect(first["version"]?.integer == 1)
        #expect(try call("put_secret", as: own, key: "b", fields).get()["version"]?.integer == 2)
        let secret = try store.secret("CONN", version: nil)
        #expect(secret.value == SecretValue("Pwd=value 2;"))
        #expect(secret.version == 2 && secret.rotation == nil && secret.path == "payments.lua")
        let found = try store.madeSecrets()
        #expect(found.count == 1 && found.first?.name == "CONN" && found.first?.version == 2)
        #expect(try call("secret", as: own, .string("CONN")).get() == handle("CONN", 2))
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/runtime.db-wal"))
        #expect(file.range(of: Data("value 2".utf8)) == nil)
    }

    @Test("The same call again, as after a crash, makes no other version")
    func repeated() throws {
        let fields = Value.map(["name": .string("CONN"), "text": .string("x")])
        #expect(try call("put_secret", as: own, fields).get()["version"]?.integer == 1)
        #expect(try call("put_secret", as: own, fields).get()["version"]?.integer == 1)
    }

    @Test("Nobody overwrites a rotation's secret, nor a secret that somebody else made")
    func overwriting() throws {
        let text = Value.string("x")
        let stolen = Value.map(["name": secretName, "text": text])
        for caller in [own, other, script] {
            #expect(code(call("put_secret", as: caller, stolen)) == "taken")
        }
        let fields = Value.map(["name": .string("CONN"), "text": text])
        _ = try call("put_secret", as: own, fields).get()
        #expect(code(call("put_secret", as: other, key: "z", fields)) == "taken")
        #expect(code(call("put_secret", as: script, key: "z", fields)) == "taken")
        #expect(code(call("secret", as: other, .string("CONN"))) == "not_found")
        #expect(try call("secret", as: script, .string("CONN")).get() == handle("CONN", 1))
    }

    @Test("A rotation cannot take the name of a secret that was put together")
    func registration() throws {
        _ = try call(
            "put_secret", as: script, .map(["name": .string("CONN"), "text": .string("x")])
        ).get()
        var declaration = Declaration.example
        declaration.name = "other"
        declaration.application = ApplicationReference(clientID: "ffff")
        declaration.secrets = SecretNames(clientID: nil, clientSecret: "CONN")
        #expect {
            try store.register(.example(declaration, digest: "d", path: "o.lua"), at: clock.now())
        } throws: { error in
            if case StoreError.taken = error { true } else { false }
        }
    }

    @Test("Making a secret needs a grant for its name, and a proper name")
    func grants() {
        let fields = Value.map(["name": .string("CONN"), "text": .string("x")])
        guard
            case .failure(.denied(let text)) = call(
                "put_secret", as: script, granted: false, fields)
        else { return #expect(Bool(false)) }
        #expect(text.hasSuffix(#"grants = { ["x.lua"] = { secrets = { "CONN" } } }"#))
        for name in ["a/b", "", "a\u{7}"] {
            let odd = Value.map(["name": .string(name), "text": .string("x")])
            guard case .failure(.misuse) = call("put_secret", as: script, odd) else {
                return #expect(Bool(false))
            }
        }
    }

    @Test("A row that was moved to another name does not open")
    func moved() throws {
        let fields = Value.map(["name": .string("CONN"), "text": .string("x")])
        _ = try call("put_secret", as: script, fields).get()
        try store.queue.write { try $0.execute(sql: "UPDATE made_secret SET name = 'MOVED'") }
        #expect(throws: StoreError.self) { try store.secret("MOVED", version: nil) }
    }

    @Test("Every function has a verb, and every verb a function")
    func verbs() {
        let functions = SecretFunctions(store: store, clock: clock, grants: Grants())
        #expect(functions.all.map(\.verb) == SecretFunctions.verbs)
    }
}
