import Rotation
import SecretStore
import TestSupport
import Testing

/// What every store must do with rotations, leases and secrets.
struct StoreContractTests {
    private let now = Instant(1_768_057_200)

    @Test("A new registration is due at once", arguments: StoreKind.allCases)
    func registration(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        try store.register(.example(), at: now)

        let rotation = try #require(try store.rotations().first)
        #expect(rotation.name == "payments-api")
        #expect(rotation.registeredAt == now)
        #expect(try store.due(at: now, limit: 10) == [rotation.id])
        #expect(try store.due(at: now - .seconds(1), limit: 10).isEmpty)
        #expect(try store.source(of: rotation.policy).source == PolicySource("return {}"))
    }

    @Test(
        "A policy is kept with its modules, each version for itself", arguments: StoreKind.allCases)
    func modules(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        for modules in [["lib.a": "return 1", "b": "return 2"], ["lib.a": "return 3"], [:]] {
            let digest = "d\(modules.count)"
            try store.register(.example(digest: digest, modules: modules), at: now)
            let pin = PolicyPin(digest: digest, index: 0)
            #expect(try store.source(of: pin).source.modules == modules)
        }
        let first = PolicyPin(digest: "d2", index: 0)
        #expect(try store.source(of: first).source.modules.count == 2)
    }

    @Test(
        "A name, an application or a secret name is claimed by one file only",
        arguments: StoreKind.allCases)
    func claims(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        try store.register(.example(), at: now)
        var other = Declaration.example
        let isTaken: (any Error) -> Bool = { if case StoreError.taken = $0 { true } else { false } }
        #expect(
            performing: {
                try store.register(.example(other, digest: "d2", path: "other.lua"), at: now)
            }, throws: isTaken)
        other.name = "other"
        other.secrets = SecretNames(clientID: nil, clientSecret: "OTHER")
        #expect(
            performing: {
                try store.register(.example(other, digest: "d2", path: "other.lua"), at: now)
            }, throws: isTaken)
        other = .example
        other.name = "other"
        other.application = ApplicationReference(clientID: "ffff")
        #expect(
            performing: {
                try store.register(.example(other, digest: "d2", path: "other.lua"), at: now)
            }, throws: isTaken)
        #expect(try store.rotations().count == 1)
        other.secrets = SecretNames(clientID: nil, clientSecret: "OTHER")
        try store.register(.example(other, digest: "d2", path: "other.lua"), at: now)
        #expect(try store.rotations().count == 2)
    }

    @Test("The rotations of one policy file are told by its path", arguments: StoreKind.allCases)
    func ofPath(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        for number in 0..<3 {
            let path = number == 1 ? "other.lua" : "one.lua"
            try store.register(.example(.example(number), path: path), at: now)
        }
        #expect(try store.rotations(of: "one.lua").map(\.name) == ["fleet-0", "fleet-2"])
        #expect(try store.rotations(of: "none.lua").isEmpty)
    }

    @Test("A rotation is read back as it was committed", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.seen = .example
        rotation.seen?.credentials = [
            RemoteCredential(keyID: "k", displayName: nil, endsAt: now, hint: "abc")
        ]
        rotation.version = 3
        rotation.anchor = .nominal(now, served: now + .hours(1))
        rotation.lastStartedAt = now
        rotation.lastRotatedAt = now + .seconds(1)
        rotation.lastRunSucceeded = false
        rotation.failures = 2
        rotation.isStuck = true
        rotation.failedProofs = 1
        rotation.lastError = "x"
        rotation.lastWriteAt = now
        rotation.decision = Wake(now + .days(1), for: .schedule)
        var run = Run(
            id: "run", kind: .manual, policy: rotation.policy, startedAt: now, nominal: now,
            promoteAt: now + .hours(2), closesAt: now + .hours(3), step: .prove)
        run.credential = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
        run.attempt = 4
        run.proof = .init(successes: 1, refusals: 2, since: now)
        run.proof.acceptedAt = now
        run.wake = Wake(now + .minutes(1), for: .proof)
        rotation.run = run
        var credential = Credential.example("01ARZ3NDEKTSV4RRFFQ69G5FAV", at: now)
        credential.version = 3
        credential.deliveredAt = now
        credential.displacedAt = now
        credential.removedAt = now
        credential.attempts = 2
        credential.absence = .init(reads: 2, since: now)
        rotation.credentials = [credential]
        rotation.deliveries = [
            Delivery(
                id: "e1", hook: .rotated, policy: rotation.policy, at: now,
                credential: credential.id,
                previous: "p", error: "e", attempt: 2, wake: Wake(now, for: .retry))
        ]
        try store.commit(Change(rotation: rotation), under: claim.lease)

        #expect(try store.rotations() == [rotation])
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        #expect(try store.nextWake(heldOnly: false) == now)
        #expect(try store.nextWake(heldOnly: true) == now)
    }

    @Test("What is over leaves the rotation; a closed run does too", arguments: StoreKind.allCases)
    func over(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.credentials = [.example("01ARZ3NDEKTSV4RRFFQ69G5FAV", at: now)]
        rotation.run = Run(
            id: "run", kind: .first, policy: rotation.policy, startedAt: now, nominal: nil,
            promoteAt: now)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        rotation.credentials[0].state = .gone
        rotation.run = nil
        try store.commit(Change(rotation: rotation), under: claim.lease)

        let read = try #require(try store.rotations().first)
        #expect(read.credentials.isEmpty)
        #expect(read.run == nil)
    }

    @Test(
        "A credential that is over stays while an event about it is pending",
        arguments: StoreKind.allCases)
    func overButTold(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        var credential = Credential.example("01ARZ3NDEKTSV4RRFFQ69G5FAV", at: now)
        credential.state = .gone
        credential.wake = nil
        rotation.credentials = [credential]
        rotation.deliveries = [
            Delivery(
                id: "e1", hook: .retired, policy: rotation.policy, at: now,
                credential: credential.id,
                wake: Wake(now, for: .now))
        ]
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.rotations().first?.credentials == [credential])
        rotation.deliveries[0].state = .done
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.rotations().first?.credentials == [])
    }

    @Test(
        "A rotation that has seen its application keeps it; the other id of the same one is fine",
        arguments: StoreKind.allCases)
    func boundToApplication(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.seen = .example
        try store.commit(Change(rotation: rotation), under: claim.lease)
        var declaration = Declaration.example
        declaration.application = ApplicationReference(clientID: Application.example.clientID)
        try store.register(.example(declaration, digest: "d2"), at: now)
        declaration.application = ApplicationReference(clientID: "ffff")
        #expect {
            try store.register(.example(declaration, digest: "d3"), at: now)
        } throws: {
            if case StoreError.refused = $0 { true } else { false }
        }
        #expect(try store.rotations().first?.policy.digest == "d2")
    }

    @Test(
        "Two names for one application are found out by the read that shows it",
        arguments: StoreKind.allCases)
    func oneApplication(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.seen = .example
        try store.commit(Change(rotation: rotation), under: claim.lease)
        var other = Declaration.example
        other.name = "other"
        other.application = ApplicationReference(clientID: Application.example.clientID)
        other.secrets = SecretNames(clientID: nil, clientSecret: "OTHER")
        try store.register(.example(other, digest: "d2", path: "other.lua"), at: now)
        let second = try #require(try store.claim(store.rotation("other").id))
        var clash = second.rotation
        clash.seen = .example
        #expect {
            try store.commit(Change(rotation: clash), under: second.lease)
        } throws: {
            if case StoreError.taken(_, let owner) = $0 {
                owner.contains("payments-api")
            } else {
                false
            }
        }
    }

    @Test(
        "A policy registered while a rotation is worked on makes it due at once",
        arguments: StoreKind.allCases)
    func registeredMeanwhile(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.decision = Wake(now + .days(30), for: .schedule)
        try store.register(.example(digest: "d2"), at: now)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        #expect(try store.rotation("payments-api").policy.digest == "d2")
    }

    @Test(
        "A published version gives client id and client secret of the same credential",
        arguments: StoreKind.allCases)
    func publication(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        for version in 1...2 {
            let id = "01ARZ3NDEKTSV4RRFFQ69G5FA\(version)"
            rotation.credentials.insert(.example(id, at: now), at: 0)
            rotation.version = version
            let publication = Publication(
                version: version, credential: id, clientID: "client-\(version)", at: now)
            try store.commit(
                Change(
                    rotation: rotation, sealing: (id, SecretValue("value \(version)")),
                    publication: publication),
                under: claim.lease)
        }
        #expect(try store.value(of: "01ARZ3NDEKTSV4RRFFQ69G5FA2") == SecretValue("value 2"))
        for (version, expected) in [(nil, 2), (1, 1), (2, 2)] {
            let secret = try store.secret("PAYMENTS_CLIENT_SECRET", version: version)
            let clientID = try store.secret("PAYMENTS_CLIENT_ID", version: version)
            #expect(secret.value == SecretValue("value \(expected)"))
            #expect(clientID.value == SecretValue("client-\(expected)"))
            #expect(secret.version == expected)
            #expect(
                secret.keyID == "key-01arz3ndektsv4rrffq69g5fa\(expected)".lowercased()
                    || secret.keyID == "key-01ARZ3NDEKTSV4RRFFQ69G5FA\(expected)")
        }
        #expect(throws: StoreError.self) {
            try store.secret("PAYMENTS_CLIENT_SECRET", version: 3)
        }
        #expect(throws: StoreError.self) { try store.secret("OTHER", version: nil) }
    }

    @Test(
        "A lease is kept by its process, refused to a second one, and passes on at its end",
        arguments: StoreKind.allCases)
    func leases(kind: StoreKind) throws {
        let medium = Medium(kind)
        var first: (any Store)? = try medium.open()
        let claim = try #require(first).claimExample(at: now)
        #expect(claim.isNew)
        let again = try #require(try first?.claim(claim.rotation.id))
        #expect(!again.isNew)
        #expect(again.lease == claim.lease)

        let second = try medium.open()
        #expect(try second.claim(claim.rotation.id) == nil)

        medium.close(&first)
        let taken = try #require(try second.claim(claim.rotation.id))
        #expect(taken.isNew)
        #expect(taken.lease.epoch == claim.lease.epoch + 1)
    }

    @Test("A holder that lost its lease writes nothing", arguments: StoreKind.allCases)
    func lostLease(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        let old = Lease(rotation: claim.lease.rotation, epoch: claim.lease.epoch - 1)
        var rotation = claim.rotation
        rotation.version = 9
        let lost = StoreError.leaseLost(rotation: "payments-api")
        #expect(throws: lost) { try store.commit(Change(rotation: rotation), under: old) }
        let key = CallKey(event: "e", hook: .rotated, attempt: 1, number: 1)
        #expect(throws: lost) { try store.begin(key, request: "r", under: old) }
        #expect(throws: lost) { try store.finish(key, request: "r", result: "x", under: old) }
        #expect(try store.rotations().first?.version == 0)
        #expect(try store.recall(key, request: "r") == nil)
    }

    @Test(
        "An operator's request makes a rotation due until a run takes it up",
        arguments: StoreKind.allCases)
    func requests(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.decision = Wake(now + .days(30), for: .schedule)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9).isEmpty)

        try store.request(.manual, of: "payments-api")
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.rotations().first?.requested == .manual)
        try store.commit(Change(rotation: rotation, taken: .manual), under: claim.lease)
        #expect(try store.rotations().first?.requested == nil)

        try store.request(.manual, of: "payments-api")
        try store.request(.revoke, of: "payments-api")
        try store.commit(Change(rotation: rotation, taken: .manual), under: claim.lease)
        #expect(try store.rotations().first?.requested == .revoke, "it came later and stays")
        #expect(throws: StoreError.notFound(what: "rotation \"nobody\"")) {
            try store.request(.manual, of: "nobody")
        }
    }

    @Test(
        "A pause is kept, noted, and makes the rotation due, whatever a holder commits meanwhile",
        arguments: StoreKind.allCases)
    func pause(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.decision = Wake(now + .days(30), for: .schedule)
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9).isEmpty)

        #expect(try store.setPaused(true, "payments-api", why: "by a test", at: now))
        #expect(try !store.setPaused(true, "payments-api", why: "again", at: now + .days(1)))
        #expect(try store.rotation("payments-api").pausedAt == now)
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        // The holder does not know of it yet.
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        rotation = try store.rotation("payments-api")
        #expect(rotation.pausedAt == now)
        rotation.decision = Wake(now + .days(30), for: .pause)
        rotation.lastRunKind = .called
        rotation.alertedAt = now
        rotation.answered = rotation.touched
        try store.commit(Change(rotation: rotation), under: claim.lease)
        #expect(try store.due(at: now, limit: 9).isEmpty)
        #expect(try store.rotation("payments-api").lastRunKind == .called)
        #expect(try store.rotation("payments-api").alertedAt == now)

        #expect(try store.setPaused(false, "payments-api", why: "by a test", at: now))
        #expect(try store.rotation("payments-api").pausedAt == nil)
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        let kinds = try store.history(of: "payments-api", limit: 9).map(\.kind)
        #expect(kinds == [.paused, .resumed])
        #expect(throws: StoreError.notFound(what: "rotation \"nobody\"")) {
            try store.setPaused(true, "nobody", why: "", at: now)
        }
    }

    @Test(
        "An orphan is taken in once, beside what a holder commits, under a marker of its own",
        arguments: StoreKind.allCases)
    func takeIn(kind: StoreKind) throws {
        let store = try Medium(kind).open()
        let claim = try store.claimExample(at: now)
        var rotation = claim.rotation
        rotation.decision = Wake(now + .days(30), for: .schedule)
        let marker = Marker(home: store.home, intent: "01ARZ3NDEKTSV4RRFFQ69G5FAV")
        rotation.credentials = [
            Credential(
                id: marker.intent, run: "r", marker: marker, keyID: "aa", state: .current,
                intendedAt: now, endsAt: now + .days(9))
        ]
        try store.commit(Change(rotation: rotation), under: claim.lease)
        let remote = RemoteCredential(keyID: "bb", displayName: "\(marker)")
        let orphan = try #require(
            Credential(discarding: remote, id: "01BRZ3NDEKTSV4RRFFQ69G5FAV", at: now))

        #expect(try store.takeIn(orphan, of: "payments-api", at: now))
        #expect(try !store.takeIn(orphan, of: "payments-api", at: now))
        #expect(try store.due(at: now, limit: 9) == [rotation.id])
        // The holder does not know of it yet.
        try store.commit(Change(rotation: rotation), under: claim.lease)
        let rows = try store.rotation("payments-api").credentials
        #expect(Set(rows.map(\.keyID)) == ["aa", "bb"])
        let row = try #require(rows.first { $0.keyID == "bb" })
        #expect(row.state == .discarding && row.marker != marker && row.marker?.home == marker.home)
        #expect(try store.history(of: "payments-api", limit: 9).map(\.kind) == [.found])
        #expect(throws: StoreError.notFound(what: "rotation \"nobody\"")) {
            try store.takeIn(orphan, of: "nobody", at: now)
        }
    }
}
