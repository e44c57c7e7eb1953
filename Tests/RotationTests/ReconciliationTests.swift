import TestSupport
import Testing

@testable import Rotation

/// The tenant compared with the journal, and what is done about orphans.
struct ReconciliationTests {
    let scene = Scene()

    init() throws {
        _ = try scene.run { $0.current?.deliveredAt != nil && $0.run == nil }
        scene.clock.advance(.hours(1))
    }

    private var application: Application {
        get throws { try scene.issuer.application(scene.rotation.application) }
    }

    private func compare(
        _ more: [Application] = [], kept: [KeptSecret] = []
    ) throws -> [Reconciliation.Finding] {
        Reconciliation(
            of: try [application] + more, with: [scene.rotation], kept: kept,
            home: scene.store.home, at: scene.clock.now()
        ).findings
    }

    private func marker(_ home: String? = nil) -> String {
        Marker(home: home ?? scene.store.home, intent: "01ARZ3NDEKTSV4RRFFQ69G5FAV").description
    }

    private func add(_ keyID: String, _ name: String?) {
        scene.issuer.addForeign(keyID: keyID, named: name, to: Application.example.objectID)
    }

    @Test("Nothing is found where the two agree")
    func agree() throws {
        #expect(try compare().isEmpty)
    }

    @Test("What the journal does not know is told apart by its marker and its end")
    func surplus() throws {
        add("aa", marker())
        add("bb", marker("99999999"))
        add("cc", "portal")
        let now = scene.clock.now()
        let id = Application.example.objectID
        scene.issuer.tenant[id]?.credentials += [
            RemoteCredential(keyID: "dd", displayName: "old", endsAt: now),
            RemoteCredential(keyID: "ee", displayName: "soon", endsAt: now + .days(29)),
        ]
        let found = try compare().map { "\($0.credential.keyID) \($0.kind.rawValue)" }
        #expect(found == ["aa orphan", "bb other_home", "cc foreign", "dd stale", "ee expiring"])
    }

    @Test("What another rotation of the same application has is no orphan")
    func shared() throws {
        add("aa", marker())
        var other = scene.rotation
        let orphan = RemoteCredential(keyID: "aa", displayName: marker())
        other.credentials = [
            try #require(Credential(discarding: orphan, id: "0", at: scene.clock.now()))
        ]
        for rotations in [[scene.rotation, other], [other, scene.rotation]] {
            let compared = Reconciliation(
                of: [try application], with: rotations, kept: [], home: scene.store.home,
                at: scene.clock.now())
            #expect(!compared.findings.contains { $0.kind == .orphan })
        }
    }

    @Test("What a deletion left is told as that, by its key id or its marker, and is no orphan")
    func kept() throws {
        add("aa", marker())
        add("bb", "portal")
        let end = scene.clock.now() + .days(9)
        let byMarker = KeptSecret(keyID: "00", label: marker(), rotation: "old", endsAt: end)
        let byKey = KeptSecret(keyID: "bb", label: "bb", rotation: "older", endsAt: end)
        let found = try compare(kept: [byMarker, byKey])
        #expect(found.map(\.kind) == [.kept, .kept])
        #expect(found.map(\.keptBy) == ["old", "older"])
        #expect(found.allSatisfy { !$0.needsPerson })
    }

    @Test("On an application without a rotation only what bears a marker is told")
    func abandoned() throws {
        let other = Application(
            objectID: "x", clientID: "y", displayName: "other",
            credentials: [
                RemoteCredential(keyID: "1", displayName: marker()),
                RemoteCredential(keyID: "2", displayName: marker("99999999")),
                RemoteCredential(keyID: "3", displayName: "portal"),
            ])
        let found = try compare([other])
        #expect(found.map(\.kind) == [.abandoned, .otherHome])
        #expect(found.map(\.credential.keyID) == ["1", "2"])
        #expect(found.map(\.needsPerson) == [true, false], "another home rotates it alone")
    }

    @Test("A secret that somebody removed is told, the current one by itself; a young one is not")
    func missing() throws {
        let keyID = try #require(scene.rotation.current?.keyID)
        _ = try scene.issuer.remove(keyID: keyID, from: Application.example.objectID)
        let found = try compare()
        #expect(found.map(\.kind) == [.missingCurrent])
        #expect(found.first?.version == 1)
        #expect(found.first?.needsPerson == true)
        let young = Reconciliation(
            of: [try application], with: [scene.rotation], kept: [], home: scene.store.home,
            at: try #require(scene.rotation.current?.mintedAt) + .minutes(15))
        #expect(young.findings.isEmpty)
    }

    @Test("What is being removed may be gone already")
    func leaving() throws {
        var rotation = scene.rotation
        let keyID = try #require(rotation.current?.keyID)
        _ = try scene.issuer.remove(keyID: keyID, from: Application.example.objectID)
        for state in [Credential.State.retiring, .revoking, .discarding] {
            rotation.credentials[0].state = state
            let found = Reconciliation(
                of: [try application], with: [rotation], kept: [], home: scene.store.home,
                at: scene.clock.now())
            #expect(found.findings.isEmpty)
        }
    }

    @Test("An orphan is put on record and removed with reads that confirm it; nothing else is done")
    func clean() throws {
        add("aa", marker())
        let orphan = try #require(try compare().first)
        let row = try #require(
            Credential(discarding: orphan.credential, id: "0", at: scene.clock.now()))
        let name = scene.rotation.name
        #expect(try scene.store.takeIn(row, of: name, at: scene.clock.now()))
        #expect(try !scene.store.takeIn(row, of: name, at: scene.clock.now()), "it is known now")
        #expect(try compare().isEmpty)
        let version = scene.rotation.version
        scene.clock.advance(.days(60))
        let start = scene.clock.now()
        while let wake = scene.rotation.credentials.first(where: { $0.id == "0" })?.wake {
            scene.clock.advance(max(wake.at - scene.clock.now(), .zero))
            _ = try scene.rotator.advance(1, on: Occasion(isCleaning: true))
        }
        #expect(scene.issuer.removals == ["aa"])
        #expect(scene.clock.now() - start >= .minutes(2))
        #expect(scene.rotation.version == version && scene.rotation.run == nil)
        #expect(scene.events.last?.kind == .cleaned)
    }

    @Test("An orphan under the marker of a secret that is known never leads to that one's removal")
    func twin() throws {
        let current = try #require(scene.rotation.current)
        add("aa", current.label)
        let orphan = try #require(try compare().first { $0.kind == .orphan })
        let row = try #require(
            Credential(discarding: orphan.credential, id: "0", at: scene.clock.now()))
        _ = try scene.store.takeIn(row, of: scene.rotation.name, at: scene.clock.now())
        _ = try scene.run { !$0.credentials.contains { $0.id == "0" } }
        #expect(scene.issuer.removals == ["aa"])
        #expect(scene.liveKeyIDs == [current.keyID])
    }
}
