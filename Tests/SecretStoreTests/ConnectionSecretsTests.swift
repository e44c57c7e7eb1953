import Rotation
import SecretStore
import TestSupport
import Testing

/// Secrets that connections sign in with.
struct ConnectionSecretsTests {
    private let folder = TemporaryFolder()
    private let now = Instant(1_768_057_200)
    private let store: SecretStore

    init() throws {
        store = try SecretStore(folder: HomeFolder(path: folder.path))
    }

    private func kept(_ clientID: String = "cc-dd", of connection: String = "default") throws
        -> [SecretValue]
    {
        try store.secrets(ofConnection: connection, clientID: clientID)
    }

    /// Promotes a secret for client `cc-dd` on connection `default`.
    private func promote(at instant: Instant) throws {
        let claim = try store.claimExample(at: now)
        let id = "01ARZ3NDEKTSV4RRFFQ69G5FA1"
        var rotation = claim.rotation
        rotation.credentials = [.example(id, at: now)]
        rotation.credentials[0].state = .current
        try store.commit(
            Change(
                rotation: rotation, sealing: (id, SecretValue("minted")),
                publication: Publication(
                    version: 1, credential: id, clientID: "cc-dd", at: instant)),
            under: claim.lease)
    }

    @Test("What is kept for a connection takes the place of what was kept before")
    func replaced() throws {
        #expect(try kept().isEmpty)
        try store.keep(SecretValue("first"), ofConnection: "default", at: now)
        try store.keep(SecretValue("second"), ofConnection: "default", at: now + .days(1))
        #expect(try kept() == [SecretValue("second")])
        #expect(try kept(of: "other").isEmpty)
    }

    @Test("Where one is kept, those made for its own application count as well, latest first")
    func own() throws {
        try promote(at: now + .days(2))
        #expect(try kept().isEmpty)
        try store.keep(SecretValue("given"), ofConnection: "default", at: now + .days(1))
        #expect(try kept("CC-DD") == [SecretValue("minted"), SecretValue("given")])
        #expect(try kept("ee-ff") == [SecretValue("given")])
        try store.keep(SecretValue("later"), ofConnection: "default", at: now + .days(3))
        #expect(try kept() == [SecretValue("later"), SecretValue("minted")])
    }
}
