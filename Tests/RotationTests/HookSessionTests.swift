import Rotation
import TestSupport
import Testing

struct HookSessionTests {
    let scene = Scene()

    /// A rotation whose `rotated` hook makes the given calls.
    private func runHook(
        _ body: @escaping (any HookHost) throws(HookHostError) -> Void
    ) {
        scene.policy.on(.rotated) { _, host throws(PolicyError) -> [Value] in
            do throws(HookHostError) {
                try body(host)
            } catch .notRepeatable(let message) {
                throw .notRepeatable(message: message)
            } catch {
                throw .raised(message: "\(error)", hint: nil)
            }
            return []
        }
        scene.register()
        _ = try? scene.run { $0.current?.deliveredAt != nil }
    }

    private func counting(
        _ name: String, _ effect: HostFunction.Effect, _ counter: Counter
    ) -> HostFunction {
        HostFunction(name: name, effect: effect, signature: .free) {
            call throws(HostError) -> Value in
            counter.calls.append(call.idempotencyKey)
            return .int(Int64(counter.calls.count))
        }
    }

    private final class Counter { var calls: [String] = [] }

    @Test("After an interruption a finished call is replayed, not made again")
    func replay() throws {
        let counter = Counter()
        scene.functions = [counting("write", .writes, counter)]
        var results: [[Value]] = []
        // The commit that marks the event as done is lost, as in a crash.
        runHook { [scene] host throws(HookHostError) -> Void in
            results.append(try host.call("write", [.string("a")]))
            if results.count == 1 { scene.disk.commitErrors = [.failed("killed")] }
        }
        scene.restart(as: "two")
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }

        #expect(isDelivered)
        #expect(counter.calls.count == 1)
        #expect(results == [[.int(1)], [.int(1)]])
    }

    @Test("The event of a replay is the same to the second")
    func sameEvent() throws {
        let counter = Counter()
        scene.functions = [counting("write", .writes, counter)]
        var times: [Value?] = []
        scene.policy.on(.rotated) { [scene] event, host throws(PolicyError) -> [Value] in
            times.append(event["at"])
            _ = try? host.call("write", [event["at"] ?? .null])
            if times.count == 1 { scene.disk.commitErrors = [.failed("killed")] }
            return []
        }
        scene.register()
        _ = try? scene.run { $0.current?.deliveredAt != nil }
        scene.restart(as: "two")
        scene.clock.advance(.minutes(1))
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }
        #expect(isDelivered)
        #expect(times.count == 2)
        #expect(times[0] == times[1])
        #expect(counter.calls.count == 1)
    }

    @Test("A call that was begun without a result is repeated under the same idempotency key")
    func repeated() throws {
        let counter = Counter()
        scene.functions = [counting("write", .writes, counter)]
        var tries = 0
        runHook { [scene] host throws(HookHostError) -> Void in
            tries += 1
            if tries == 1 { scene.disk.commitErrors = [nil, .failed("killed")] }
            _ = try host.call("write", [])
        }
        scene.restart(as: "two")
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }

        #expect(isDelivered)
        #expect(counter.calls.count == 2)
        #expect(Set(counter.calls).count == 1)
    }

    @Test("Another request at the same place of a replay is refused")
    func notRepeatable() throws {
        let counter = Counter()
        scene.functions = [counting("write", .writes, counter)]
        var tries = 0
        runHook { [scene] host throws(HookHostError) -> Void in
            tries += 1
            _ = try host.call("write", [.int(Int64(tries))])
            if tries == 1 { scene.disk.commitErrors = [.failed("killed")] }
        }
        scene.restart(as: "two")
        _ = try scene.run(for: .minutes(5)) { $0.lastError != nil }

        #expect(scene.rotation.lastError?.contains("was another one before") == true)
        #expect(counter.calls.count == 1)
    }

    @Test("A retry keeps the results of successful writes and makes failed ones again")
    func retry() throws {
        let good = Counter()
        var bad = 0
        scene.functions = [
            counting("write", .writes, good),
            HostFunction(name: "flaky", effect: .writes, signature: .free) {
                _ throws(HostError) -> Value in
                bad += 1
                guard bad > 1 else {
                    throw .failed(code: "http", message: "502", retryable: true)
                }
                return .bool(true)
            },
        ]
        scene.policy.on(.rotated) { _, host throws(PolicyError) -> [Value] in
            do throws(HookHostError) {
                _ = try host.call("write", [])
                return try host.call("flaky", [])
            } catch {
                throw .raised(message: "\(error)", hint: nil)
            }
        }
        scene.register()
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }
        #expect(isDelivered)
        #expect(good.calls.count == 1)
        #expect(bad == 2)
    }

    @Test("A retry makes a call again whose answer was a refusal")
    func refusedAnswer() throws {
        var calls = 0
        scene.functions = [
            HostFunction(
                name: "post", effect: .writes, signature: .free, isSuccess: { $0 == .int(200) }
            ) { _ in
                calls += 1
                return .int(calls == 1 ? 503 : 200)
            }
        ]
        scene.policy.on(.rotated) { _, host throws(PolicyError) -> [Value] in
            let result = (try? host.call("post", []))?.first
            return result == .int(200) ? [] : [.null, .string("refused")]
        }
        scene.register()
        let isDelivered = try scene.run { $0.current?.deliveredAt != nil }
        #expect(isDelivered)
        #expect(calls == 2)
    }

    @Test("A hook can reveal the secrets of its event and no others")
    func reveal() throws {
        var revealed: [Result<SecretValue, HostError>] = []
        scene.functions = [
            HostFunction(name: "peek", effect: .reads, signature: .free) {
                call throws(HostError) -> Value in
                for argument in call.arguments {
                    guard case .secret(let handle) = argument else { continue }
                    revealed.append(
                        Result { () throws(HostError) in try call.reveal(handle) })
                }
                return .null
            }
        ]
        runHook { host throws(HookHostError) in
            _ = try host.call(
                "peek",
                [
                    .secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 1)),
                    .secret(SecretHandle(name: "OTHER_SECRET", version: 1)),
                ])
        }
        let keyID = try #require(scene.rotation.current?.keyID)
        #expect(try revealed.first?.get() == SecretValue("value-of-\(keyID)"))
        #expect(throws: HostError.self) { try revealed.last?.get() }
    }

    @Test("A handle that a host call gave opens in later calls, also where it is replayed")
    func givenHandle() throws {
        var lengths: [Value] = []
        var asked = 0
        scene.functions = [
            HostFunction(name: "secret", effect: .reads, signature: .free) { _ in
                asked += 1
                return .secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 1))
            },
            HostFunction(name: "peek", effect: .reads, signature: .free) {
                call throws(HostError) -> Value in
                guard case .secret(let handle)? = call.arguments.first else { return .null }
                return .int(Int64(try call.reveal(handle).count))
            },
        ]
        _ = try scene.run { $0.current?.deliveredAt != nil }
        // In this run the event's own handle is version 2.
        runHook { [scene] host throws(HookHostError) in
            let handle = try host.call("secret", []).first ?? .null
            lengths += try host.call("peek", [handle])
            if lengths.count == 1 { scene.disk.commitErrors = [.failed("killed")] }
        }
        try scene.store.request(.manual, of: "payments-api")
        _ = try? scene.run { $0.version == 2 && $0.run == nil }
        scene.restart(as: "two")
        _ = try scene.run { $0.version == 2 && $0.run == nil }
        #expect(asked == 1)
        #expect(lengths.count == 2 && lengths.first == lengths.last && lengths.first != .null)
    }

    @Test("In verify nothing but reads and http exists")
    func verifyIsNarrow() throws {
        scene.functions = [
            HostFunction(name: "http", effect: .writes, signature: .free) { _ in .null },
            HostFunction(name: "file", effect: .writes, signature: .free) { _ in .null },
            HostFunction(name: "log", effect: .reads, signature: .free) { _ in .null },
        ]
        var names: [String] = []
        scene.policy.on(.verify) { _, host in
            names = host.functionNames
            return [.bool(true)]
        }
        scene.register()
        _ = try scene.run { $0.version == 1 }
        #expect(names.sorted() == ["http", "log"])
    }
}
