import Rotation
import TestSupport
import Testing

struct ScriptSessionTests {
    let scene = Scene()

    private func session(_ caller: Caller, _ functions: [HostFunction]) -> ScriptSession {
        ScriptSession(caller: caller, functions: functions, store: scene.store, id: "run")
    }

    private let peek = HostFunction(name: "peek", effect: .reads, signature: .free) {
        call throws(HostError) in
        guard case .secret(let handle)? = call.arguments.first else { return .null }
        return .int(Int64(try call.reveal(handle).count))
    }

    @Test("Every call has an idempotency key of its own")
    func keys() throws {
        let key = HostFunction(name: "key", effect: .writes, signature: .free) { call in
            .string(call.idempotencyKey)
        }
        let session = session(Caller(name: "x.lua", needs: nil), [key])
        #expect(try session.call("key", []) == [.string("run-1")])
        #expect(try session.call("key", []) == [.string("run-2")])
        #expect(throws: HookHostError.self) { try session.call("nothing", []) }
    }

    @Test("Operational failure is nil and an error, misuse and denial are raised")
    func failures() throws {
        var error = HostError.failed(code: "x", message: "m", retryable: true)
        let fail = HostFunction(name: "fail", effect: .reads, signature: .free) {
            _ throws(HostError) in throw error
        }
        let session = session(Caller(name: "x.lua", needs: nil), [fail])
        let results = try session.call("fail", [])
        #expect(results.first == .null && results.last?["code"]?.text == "x")
        error = .misuse("wrong")
        #expect(throws: HookHostError.misuse("wrong")) { try session.call("fail", []) }
        error = .denied("no")
        #expect(throws: HookHostError.denied("no")) { try session.call("fail", []) }
    }

    @Test("A handle opens for a script and its own policy, not for another policy or version")
    func reveal() throws {
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }
        try #require(isDelivered)
        let needs = Needs()
        let own = Caller(name: "payments-api", needs: needs, path: "payments.lua")
        let other = Caller(name: "other", needs: needs, path: "other.lua")
        let handle = Value.secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 1))
        let old = Value.secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 9))
        for caller in [own, Caller(name: "x.lua", needs: nil)] {
            #expect(try session(caller, [peek]).call("peek", [handle]).first?.integer ?? 0 > 8)
            #expect(throws: HookHostError.self) {
                try session(caller, [peek]).call("peek", [old])
            }
        }
        #expect(throws: HookHostError.self) { try session(other, [peek]).call("peek", [handle]) }
    }
}
