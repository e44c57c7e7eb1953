import Rotation
import TestSupport
import Testing

/// Many rotations decided at once.
struct PostponeTests {
    private let scene = Scene()
    private let count = 20

    /// Gives each of many rotations a secret and moves on to where all are due for a decision.
    private func settle(_ scene: Scene) throws -> [Int64] {
        for number in 0..<count {
            scene.issuer.tenant["object-\(number)"] = Application(
                objectID: "object-\(number)", clientID: "client-\(number)", displayName: "x")
            try scene.store.register(
                .example(.example(number), digest: "d1", path: "\(number).lua"),
                at: scene.clock.now())
        }
        scene.policy.advice = { facts in Decision(.wait, at: facts.now + .days(1)) }
        for id in try scene.store.rotations().map(\.id) { try drive(id, scene) }
        scene.clock.advance(.days(2))
        return try scene.store.due(at: scene.clock.now(), limit: 99)
    }

    private func drive(_ id: Int64, _ scene: Scene) throws {
        for _ in 0..<50 {
            let rotation = try #require(try scene.rotator.advance(id))
            guard rotation.run != nil, let wake = rotation.wake else { return }
            _ = scene.clock.wait(until: wake.at)
        }
    }

    @Test("One transaction postpones all, and says what a visit of each would have said")
    func asVisits() throws {
        let ids = try settle(scene)
        #expect(ids.count == count + 1)
        let commits = scene.disk.commits
        #expect(try scene.rotator.postpone(ids).isEmpty)
        #expect(scene.disk.commits == commits + 1)
        let later = scene.clock.now() + .days(1)
        #expect(scene.disk.rotations.allSatisfy { $0.wake?.at == later })

        let single = Scene()
        for id in try settle(single) { _ = try single.rotator.advance(id) }
        #expect(single.disk.rotations == scene.disk.rotations)
        for rotation in scene.disk.rotations {
            let decisions = scene.disk.decisions(of: rotation.name)
            #expect(single.disk.decisions(of: rotation.name) == decisions)
            #expect(!decisions.isEmpty)
        }
    }

    @Test("What has more to write is left for a visit, the others are written all the same")
    func left() throws {
        let ids = try settle(scene)
        let start = scene.clock.now()
        scene.policy.advice = { facts throws(PolicyError) in
            switch facts.name {
            case "fleet-3": throw .raised(message: "no", hint: nil)
            case "fleet-4": Decision(.rotate)
            default: Decision(.wait, at: facts.now + .days(1))
            }
        }
        let claim = try #require(try scene.store.claim(scene.store.rotation("fleet-5").id))
        var rotation = claim.rotation
        rotation.credentials[0].wake = Wake(start, for: .overlap)
        try scene.store.commit(Change(rotation: rotation), under: claim.lease)
        let left = try scene.rotator.postpone(ids)
        #expect(
            try left == ["fleet-3", "fleet-4", "fleet-5"].map { try scene.store.rotation($0).id })
        #expect(try scene.store.due(at: start, limit: 99) == left)
        let events = scene.events.count
        for id in left { _ = try scene.rotator.advance(id) }
        #expect(scene.events.dropFirst(events).contains { $0.kind == .began })
        #expect(try scene.store.rotation("fleet-3").lastError?.contains("no") == true)
    }

    @Test("A batch that cannot be written changes nothing")
    func unwritten() throws {
        let ids = try settle(scene)
        let before = scene.disk.rotations
        scene.disk.commitErrors = [.cannotWrite("full")]
        #expect(throws: StoreError.cannotWrite("full")) { try scene.rotator.postpone(ids) }
        #expect(scene.disk.rotations == before)
    }
}
