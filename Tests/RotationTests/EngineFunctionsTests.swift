import Rotation
import TestSupport
import Testing

/// What hooks and scripts see of rotations and may do to them.
struct EngineFunctionsTests {
    let scene = Scene()
    private let script = Caller(name: "x.lua", needs: nil)
    private let owner = Caller(
        name: "payments-api", needs: Needs([.engine: ["rotate"]]), path: "payments.lua")
    private let stranger = Caller(
        name: "other", needs: Needs([.engine: ["rotate", "pause", "resume"]]), path: "other.lua")

    private func call(
        _ name: String, as caller: Caller, granted: [String] = ["rotate", "pause", "resume"],
        _ arguments: Value...
    ) -> Result<Value, HostError> {
        let functions = EngineFunctions(
            store: scene.store, clock: scene.clock, limits: scene.limits,
            grants: Grants(byPolicy: [caller.name: Needs([.engine: granted])]))
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

    private func names(_ result: Result<Value, HostError>) -> [String] {
        guard case .success(.list(let items)) = result else { return [] }
        return items.compactMap { $0["name"]?.text }
    }

    private func code(_ result: Result<Value, HostError>) -> String? {
        if case .failure(.failed(let code, _, _)) = result { code } else { nil }
    }

    private func deliver() throws {
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        try #require(isDelivered)
    }

    @Test("A script sees every rotation, a policy those of its own file, each with its facts")
    func visibility() throws {
        try deliver()
        #expect(names(call("rotations", as: script)) == ["payments-api"])
        #expect(names(call("rotations", as: owner, .list([]))) == ["payments-api"])
        #expect(names(call("rotations", as: stranger)) == [])
        let record = try #require(try? call("rotations", as: script).get())
        guard case .list(let items) = record else { return }
        #expect(items.first?["key_id"]?.text == scene.rotation.current?.keyID)
        #expect(items.first?["expires_at"]?.integer == scene.rotation.current?.endsAt.seconds)
        #expect(items.first?["status"]?.text == "idle")
        #expect(items.first?["version"]?.integer == 1)
    }

    @Test(
        "Filters leave out what does not fit",
        arguments: [
            ("name", "pay", true), ("name", "api", false), ("status", "idle", true),
            ("status", "paused", false), ("connection", "default", true),
            ("connection", "x", false), ("tag", "team:payments", true), ("tag", "team", false),
        ])
    func filters(field: String, text: String, fits: Bool) throws {
        scene.issuer.tenant[Application.example.objectID]?.tags = ["team:payments"]
        try deliver()
        let result = call("rotations", as: script, .map([field: .string(text)]))
        #expect(names(result) == (fits ? ["payments-api"] : []))
    }

    @Test("A filter that is none is named")
    func unknownFilter() {
        let result = call("rotations", as: script, .map(["conection": .string("x")]))
        guard case .failure(.misuse(let text)) = result else { return #expect(Bool(false)) }
        #expect(text.contains("did you mean 'connection'?"))
    }

    @Test("The history is the rotation's, oldest first, and at most as long as asked for")
    func history() throws {
        try deliver()
        let name = Value.string("payments-api")
        guard case .success(.list(let all)) = call("history", as: owner, name),
            case .success(.list(let last)) = call("history", as: owner, name, .int(2))
        else { return #expect(Bool(false)) }
        #expect(all.count > 2 && Array(all.suffix(2)) == last)
        #expect(last.last?["kind"]?.text == "delivered")
        #expect(code(call("history", as: stranger, name)) == "not_found")
    }

    @Test("A rotation of another policy is not there: neither seen, rotated, paused nor resumed")
    func isolation() throws {
        try deliver()
        for verb in ["rotate", "pause", "resume"] {
            #expect(code(call(verb, as: stranger, .string("payments-api"))) == "not_found")
            #expect(code(call(verb, as: stranger, .string("no-such"))) == "not_found")
        }
        #expect(scene.rotation.requested == nil && !scene.rotation.isPaused)
    }

    @Test("What changes a rotation is denied without need or grant, with the line to add")
    func grants() throws {
        func denial(_ result: Result<Value, HostError>) -> String? {
            if case .failure(.denied(let text)) = result { text } else { nil }
        }
        let name = Value.string("payments-api")
        let ungranted = call("pause", as: script, granted: [], name)
        #expect(
            denial(ungranted)
                == #"script "x.lua" is not granted to pause; add to config.lua: "#
                + #"grants = { ["x.lua"] = { engine = { "pause" } } }"#)
        #expect(denial(call("pause", as: owner, name))?.contains("needs = { engine") == true)
        #expect(denial(call("rotate", as: owner, granted: ["pause"], name)) != nil)
    }

    @Test("A run that a host call asks for begins, is marked, and its hooks may not ask for more")
    func rotate() throws {
        var callers: [Bool] = []
        scene.functions = [
            HostFunction(name: "who", effect: .reads, signature: .free) { call in
                callers.append(call.caller.mayRotate)
                return .null
            }
        ]
        scene.policy.on(.rotated) { _, host in
            _ = try? host.call("who", [])
            return []
        }
        scene.register()
        try deliver()
        scene.clock.advance(.hours(2))
        #expect(try call("rotate", as: owner, .string("payments-api")).get() == .bool(true))
        let isRotated = try scene.run { $0.version == 2 && $0.run == nil }
        #expect(isRotated)
        #expect(scene.rotation.lastRunKind == .called)
        #expect(callers == [true, false])
    }

    @Test("A hook of a run that a host call began cannot begin another")
    func noLoop() {
        let caller = Caller(name: "x.lua", needs: nil, mayRotate: false)
        let result = call("rotate", as: caller, .string("payments-api"))
        guard case .failure(.misuse) = result else { return #expect(Bool(false)) }
        #expect(scene.rotation.requested == nil)
    }

    @Test("A run that a host call asks for keeps to the minimum interval and to a pause")
    func scheduledRules() throws {
        try deliver()
        let name = Value.string("payments-api")
        #expect(code(call("rotate", as: script, name)) == "too_soon")
        scene.clock.advance(.hours(2))
        #expect(try call("pause", as: script, name).get() == .bool(true))
        #expect(code(call("rotate", as: script, name)) == "paused")
        #expect(try call("resume", as: script, name).get() == .bool(true))
        #expect(try call("rotate", as: script, name).get() == .bool(true))
        scene.policy.declaration.auto = false
        _ = try scene.run(for: .minutes(30))
        #expect(scene.rotation.version == 1)
        #expect(scene.rotation.requested == nil)
        #expect(scene.events.contains { $0.detail.contains("auto = false") })
    }

    @Test("Every function has a verb, and every verb a function")
    func verbs() {
        let functions = EngineFunctions(
            store: scene.store, clock: scene.clock, limits: scene.limits, grants: Grants())
        #expect(functions.all.map(\.verb) == EngineFunctions.verbs)
    }
}
