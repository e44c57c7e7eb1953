import Rotation
import Testing

@testable import Scripting

/// Hooks that are lists of host calls.
struct EffectListTests {
    let host = FakeHost()

    func run(_ effects: String, _ host: FakeHost) throws(PolicyError) -> [Value] {
        try PolicyText.policy("hooks = { rotated = { \(effects) } }")
            .run(.rotated, event: .null, host: host)
    }

    @Test("The calls are made in order, and all of them well says yes")
    func order() throws {
        #expect(try run("{ http = { url = 'u' } }, { log = 'x' }", host) == [.bool(true)])
        #expect(
            host.calls == [
                .init(name: "http", arguments: [.map(["url": .string("u")])]),
                .init(name: "log", arguments: [.string("x")]),
            ])
    }

    @Test("The first call that fails ends the hook with its error")
    func failure() throws {
        let failed: [Value] = [.null, .map(["code": .string("timeout")])]
        host.answer = { _, _ in failed }
        #expect(try run("{ http = {} }, { log = {} }", host) == failed)
        #expect(host.calls.count == 1)
    }

    @Test("An unknown function is an error that lists those there are")
    func unknown() {
        #expect(
            throws: PolicyError.denied(
                message: "payments.lua: in 'rotated': effect 2: host has no function 'htp' "
                    + "(available: file, http, log)",
                hint: "did you mean 'http'?")
        ) {
            try run("{ log = {} }, { htp = {} }", host)
        }
    }

    @Test(
        "What ends a hook is told apart",
        arguments: [
            (
                HookHostError.misuse("m"),
                PolicyError.raised(
                    message: "payments.lua: in 'rotated': effect 1: m", hint: nil)
            ),
            (
                .denied("d\nadd it"),
                .denied(
                    message: "payments.lua: in 'rotated': effect 1: d", hint: "add it")
            ),
            (
                .notRepeatable("n"),
                .notRepeatable(
                    message: "payments.lua: in 'rotated': effect 1: n")
            ),
        ])
    func errors(_ error: HookHostError, _ expected: PolicyError) {
        #expect(throws: expected) { try run("{ log = {} }", FakeHost(failing: error)) }
    }
}
