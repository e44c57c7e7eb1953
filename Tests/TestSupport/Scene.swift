package import Rotation

/// An engine with fakes around it and one registered rotation.
package final class Scene {
    package let clock = ManualClock()
    package let disk = MemoryMedium()
    package let issuer: FakeIssuer
    package let policy: FakePolicy
    package var store: MemoryStore
    package var limits = Limits()
    package var functions: [HostFunction] = []
    /// Whether the connection cannot be opened.
    package var isClosed = false
    package private(set) var events: [Event] = []
    private var seed: UInt64 = 1

    /// Registers `declaration` for the example application.
    package init(_ declaration: Declaration = .example) {
        issuer = FakeIssuer(clock: clock)
        policy = FakePolicy(declaration)
        store = MemoryStore(disk)
        issuer.tenant[Application.example.objectID] = .example
        register()
    }

    /// The rotation as it is on record.
    package var rotation: Rotation {
        guard let rotation = disk.rotation(1) else {
            preconditionFailure("the scene registers its rotation")
        }
        return rotation
    }

    /// Puts the policy's present declaration on record.
    package func register() {
        let registration = Registration(
            declaration: policy.declaration, pin: PolicyPin(digest: "d1", index: 0),
            path: "payments.lua", source: PolicySource(""))
        do {
            try store.register(registration, at: clock.now())
        } catch {
            preconditionFailure("the example registers: \(error)")
        }
    }

    /// Puts a further rotation on record, with its application and the scene's policy.
    package func enlist(_ number: Int) throws {
        var other = policy.declaration
        other.name = "other-\(number)"
        other.application = ApplicationReference(objectID: "object-\(number)")
        other.secrets = SecretNames(clientID: nil, clientSecret: "OTHER_\(number)")
        issuer.tenant["object-\(number)"] = Application(
            objectID: "object-\(number)", clientID: "client-\(number)",
            displayName: other.name)
        try store.register(.example(other, digest: "d1", path: "\(number).lua"), at: clock.now())
    }

    /// The engine of the present process.
    package var rotator: Rotator { rotator(ServerClocks()) }

    /// An engine that knows what others know of the servers' clocks.
    package func rotator(_ serverClocks: ServerClocks) -> Rotator {
        Rotator(
            store: store, clock: clock, limits: limits, functions: functions,
            serverClocks: serverClocks,
            random: { [self] in
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return seed
            },
            policies: { [policy] _ in policy },
            issuers: { [self] name throws(IssuerError) -> any Issuer in
                guard !isClosed else { throw .signInRefused(connection: name, why: "closed") }
                return issuer
            },
            observe: { [self] in events.append($0) })
    }

    /// Forgets the present process and goes on as another one.
    package func restart(as instance: String) {
        disk.dead.insert(store.instance)
        store = MemoryStore(disk, as: instance)
    }

    /// Visits the rotation at each of its wakes until `isDone` or the time is up.
    ///
    /// - Returns: Whether `isDone` held in the end.
    package func run(
        for duration: Duration = .hours(3), until isDone: (Rotation) -> Bool = { _ in false }
    ) throws -> Bool {
        let end = clock.now() + duration
        var visits = 0
        while visits < 5_000 {
            visits += 1
            try rotator.runErrands()
            for id in try store.due(at: clock.now(), limit: 9) { _ = try rotator.advance(id) }
            if isDone(rotation) { return true }
            let wakes = try [store.nextWake(heldOnly: false), store.errands().first?.dueAt]
                .compactMap(\.self)
            guard let wake = wakes.min(), wake <= end else { return false }
            _ = clock.wait(until: max(wake, clock.now()))
        }
        throw Restless()
    }

    /// A rotation that is due again and again without an end.
    private struct Restless: Error {}

    /// Key ids that sign in at the tenant.
    package var liveKeyIDs: Set<String> {
        Set(issuer.tenant[Application.example.objectID]?.credentials.map(\.keyID) ?? [])
    }
}
