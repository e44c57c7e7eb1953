import TestSupport
import Testing

@testable import Rotation

/// Client secrets that somebody else made, looked after from now on.
struct AdoptTests {
    private let scene: Scene
    private let key = "f0f0f0f0-0000-4000-8000-000000000001"
    private let object = Application.example.objectID

    init() throws {
        var declaration = Declaration.example
        declaration.initial = .due
        scene = Scene(declaration)
        scene.issuer.addForeign(keyID: key, named: "by hand", to: object)
    }

    private func adopt(_ value: String? = nil, _ id: String = "01ADOPTED") throws {
        try scene.store.ask(
            .adopt(
                Credential(offered: id, keyID: key, at: scene.clock.now()),
                value: value.map { SecretValue($0) }),
            of: "payments-api", at: scene.clock.now())
        _ = try scene.rotator.advance(1)
    }

    private var refusal: Event? { scene.events.last { $0.kind == .failed } }

    @Test("With its value it signs in once and is current, published as the next version")
    func current() throws {
        scene.issuer.proofAnswers = [.success(.accepted)]
        try adopt("secret-by-hand")
        let current = try #require(scene.rotation.current)
        #expect(current.keyID == key && current.version == 1 && current.marker == nil)
        #expect(scene.issuer.proofs == 1)
        let secret = try scene.store.secret("PAYMENTS_CLIENT_SECRET", version: nil)
        #expect(secret.value == SecretValue("secret-by-hand") && secret.version == 1)
        #expect(scene.rotation.anchor == .actual(scene.clock.now()))
        #expect(scene.issuer.mints.isEmpty)
    }

    @Test("Where the directory is the proof, a value that begins as it says is taken unproven")
    func directory() throws {
        scene.policy.declaration.proof = .directory
        scene.register()
        try adopt("secret-by-hand")
        #expect(scene.rotation.current?.keyID == key)
        #expect(scene.issuer.proofs == 0)
        #expect(scene.events.last?.detail == "version 1 is current; not proven by sign-in")
    }

    @Test("What was adopted as current is displaced by the next run and removed by the rules")
    func displaced() throws {
        scene.issuer.proofAnswers = [.success(.accepted)]
        try adopt("secret-by-hand")
        scene.policy.declaration.overlap = .duration(.hours(2))
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 2 && $0.run == nil }
        #expect(scene.liveKeyIDs.contains(key))
        _ = try scene.run(for: .hours(3))
        #expect(!scene.liveKeyIDs.contains(key))
    }

    @Test("Without its value it stays until the next delivery, and is removed by the rules then")
    func previous() throws {
        scene.policy.declaration.overlap = .duration(.hours(2))
        try adopt()
        let adopted = try #require(scene.rotation.credentials.first)
        #expect(adopted.state == .previous && adopted.version == nil)
        _ = try scene.run(for: .days(5))
        #expect(scene.liveKeyIDs == [key])
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 1 && $0.run == nil }
        #expect(scene.liveKeyIDs.contains(key))
        _ = try scene.run(for: .hours(3))
        #expect(scene.liveKeyIDs == [scene.rotation.current?.keyID])
    }

    @Test("Where two secrets are the most, an adopted one makes room without another delivery")
    func capped() throws {
        scene.issuer.tenant[object]?.signInAudience = "AzureADandPersonalMicrosoftAccount"
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 1 && $0.run == nil }
        try adopt()
        try scene.store.request(.manual, of: "payments-api")
        let isRotated = try scene.run { $0.version == 2 && $0.run == nil }
        #expect(isRotated && !scene.liveKeyIDs.contains(key))
    }

    @Test("A value that does not sign in or begins otherwise is refused, and not kept")
    func wrongValue() throws {
        try adopt("secret-by-hand")
        #expect(refusal?.detail.contains("does not sign in") == true)
        let index = try #require(
            scene.issuer.tenant[object]?.credentials.firstIndex { $0.keyID == key })
        scene.issuer.tenant[object]?.credentials[index].hint = "abc"
        let proofs = scene.issuer.proofs
        try adopt("secret-by-hand", "01SECOND")
        #expect(refusal?.detail.contains("begins otherwise") == true)
        #expect(scene.issuer.proofs == proofs)
        #expect(scene.rotation.credentials.isEmpty && scene.rotation.version == 0)
        #expect(scene.liveKeyIDs == [key])
    }

    @Test("A second current secret, an unknown key and an expired one are refused")
    func refused() throws {
        try scene.store.request(.manual, of: "payments-api")
        _ = try scene.run { $0.version == 1 && $0.run == nil }
        try adopt("secret-by-hand")
        #expect(refusal?.detail.contains("has a current secret already") == true)
        #expect(refusal?.hint?.contains("--secret-stdin") == true)
        scene.clock.advance(.days(91))
        try adopt(nil, "01SECOND")
        #expect(refusal?.detail.contains("has expired") == true)
        scene.issuer.tenant[object]?.credentials.removeAll { $0.keyID == key }
        try adopt(nil, "01THIRD")
        #expect(refusal?.detail.contains("has no client secret with key id") == true)
        #expect(scene.rotation.current?.keyID != key)
    }

    @Test("A key that is looked after already is not offered again")
    func twice() throws {
        try adopt()
        #expect {
            try adopt(nil, "01SECOND")
        } throws: { error in
            if case StoreError.taken = error { true } else { false }
        }
    }

    @Test("A process that ends before it is judged leaves the offer to the next one")
    func interrupted() throws {
        scene.issuer.readErrors = [.unreachable(action: "read", why: "down")]
        try adopt()
        try #require(scene.rotation.credentials.first?.state == .offered)
        scene.restart(as: "two")
        _ = try scene.run(for: .hours(2)) { $0.credentials.first?.state == .previous }
        #expect(scene.rotation.credentials.first?.state == .previous)
    }

    @Test("A secret of another home can be adopted, and is no obstacle then")
    func otherHome() throws {
        let index = try #require(
            scene.issuer.tenant[object]?.credentials.firstIndex { $0.keyID == key })
        scene.issuer.tenant[object]?.credentials[index].displayName =
            Marker(home: "0ther000", intent: "01ARZ3NDEKTSV4RRFFQ69G5FAV").description
        try adopt()
        try scene.store.request(.manual, of: "payments-api")
        let isRotated = try scene.run { $0.version == 1 && $0.run == nil }
        #expect(isRotated)
    }
}
