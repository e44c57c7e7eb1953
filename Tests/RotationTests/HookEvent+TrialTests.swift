import Testing

@testable import Rotation

/// Events for hooks that are tried out.
struct HookEventTrialTests {
    private let rotation = TrialRotation(
        name: "payments-api", secrets: SecretNames(clientID: "P_ID", clientSecret: "P_SECRET"),
        application: Application(objectID: "0b1d", clientID: "6f3c", displayName: "Payments"),
        version: 7, now: Instant(1_000_000))

    @Test("Each hook gets the fields that it gets in production", arguments: Hook.allCases)
    func fields(_ hook: Hook) {
        guard case .map(let event) = rotation.event(of: hook) else { return }
        var expected: Set = ["id", "hook", "name", "at", "application"]
        if hook != .beforeRotate {
            expected.formUnion(["version", "key_id", "expires_at", "secrets"])
        }
        if [.retire, .retired].contains(hook) { expected.formUnion(["delivered_at", "previous"]) }
        if hook == .rotated { expected.insert("previous") }
        if hook == .failed { expected.insert("error") }
        #expect(Set(event.keys) == expected)
        #expect(event["hook"] == .string(hook.rawValue))
        #expect(event["at"] == .int(1_000_000))
    }

    @Test("The version is that of the new secret, also before it is promoted; handles carry it")
    func versions() {
        for hook in Hook.allCases where hook != .beforeRotate {
            let event = rotation.event(of: hook)
            #expect(event["version"] == .int(7))
            let handle = SecretHandle(name: "P_SECRET", version: 7)
            #expect(event["secrets"]?["client_secret"] == .secret(handle))
        }
    }
}
