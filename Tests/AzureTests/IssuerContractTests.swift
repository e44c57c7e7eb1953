import Azure
import Emulator
import Logging
import Rotation
import TestSupport
import Testing

/// What every issuer must do; run against the fake and over HTTP against an emulated tenant.
enum IssuerKind: CaseIterable {
    case fake, azure
}

/// An issuer with one application that it may manage.
final class Site {
    let issuer: any Issuer
    let clock = ManualClock()
    private let emulator: RunningEmulator?

    init(_ kind: IssuerKind, profile: Profile = .calm, seed: UInt64 = 1) throws {
        switch kind {
        case .fake:
            let fake = FakeIssuer(clock: clock)
            fake.tenant[Application.example.objectID] = .example
            issuer = fake
            emulator = nil
        case .azure:
            var configuration = EmulatorConfiguration()
            configuration.clock = .virtual(start: clock.now())
            configuration.profile = profile
            configuration.seed = seed
            let running = try RunningEmulator.start(configuration)
            let secret = running.clientSecret
            let connection = AzureConnection(
                name: "default", tenantID: running.tenantID, clientID: running.clientID,
                hosts: AzureHosts(login: running.baseURL, graph: running.baseURL),
                secret: { SecretValue(secret) })
            issuer = AzureIssuer(connection, clock: clock, log: Logger(label: "test"))
            emulator = running
        }
    }

    deinit {
        emulator?.stop()
    }

    /// Moves the time of both sides.
    func advance(_ duration: Duration) {
        clock.advance(duration)
        emulator?.advance(duration)
    }

    /// Makes a credential on the example application.
    func mint(_ number: Int) throws -> Minted {
        try issuer.mint(
            MintRequest(
                objectID: Application.example.objectID, marker: "marker \(number)",
                keyID: "0c0c0c0c-0000-4000-8000-00000000000\(number)",
                endsAt: clock.now() + .days(60)))
    }
}

struct IssuerContractTests {
    private let byObject = ApplicationReference(objectID: Application.example.objectID)
    private let byClient = ApplicationReference(clientID: Application.example.clientID)

    @Test("The server's time is the tenant's", arguments: IssuerKind.allCases)
    func time(kind: IssuerKind) throws {
        let site = try Site(kind)
        #expect(try site.issuer.serverTime() == site.clock.now())
        #expect(site.issuer.identity == "22222222-2222-4222-8222-222222222222")
    }

    @Test("An application is found by either id and in the list", arguments: IssuerKind.allCases)
    func reading(kind: IssuerKind) throws {
        let site = try Site(kind)
        for reference in [byObject, byClient] {
            let application = try site.issuer.application(reference)
            #expect(application.objectID == Application.example.objectID)
            #expect(application.clientID == Application.example.clientID)
            #expect(application.displayName == "payments-api")
            #expect(application.credentials.isEmpty)
        }
        #expect(try site.issuer.applications().contains { $0.objectID == byObject.objectID })
    }

    @Test("An application that is not there is named", arguments: IssuerKind.allCases)
    func missing(kind: IssuerKind) throws {
        let site = try Site(kind)
        let nobody = ApplicationReference(clientID: "6f3c0001-0000-4000-8000-00000000ffff")
        #expect(throws: IssuerError.notFound(what: "application with \(nobody)")) {
            try site.issuer.application(nobody)
        }
    }

    @Test(
        "A new credential carries marker, key id and end date, and signs in",
        arguments: IssuerKind.allCases)
    func minting(kind: IssuerKind) throws {
        let site = try Site(kind)
        let minted = try site.mint(1)

        #expect(minted.keyID == "0c0c0c0c-0000-4000-8000-000000000001")
        #expect(minted.endsAt == site.clock.now() + .days(60))
        let listed = try #require(try site.issuer.application(byObject).credentials.first)
        #expect(listed.keyID == minted.keyID)
        #expect(listed.displayName == "marker 1")
        #expect(listed.endsAt == minted.endsAt)
        #expect(listed.hint == minted.hint)
        let proof = try site.issuer.prove(
            clientID: Application.example.clientID, value: minted.value)
        #expect(proof == .accepted)
    }

    @Test("Two credentials have values of their own", arguments: IssuerKind.allCases)
    func distinct(kind: IssuerKind) throws {
        let site = try Site(kind)
        let (first, second) = (try site.mint(1), try site.mint(2))
        #expect(first.value != second.value)
        #expect(try site.issuer.application(byObject).credentials.count == 2)
    }

    @Test(
        "A removed credential is listed no more and signs in no more; again is no success",
        arguments: IssuerKind.allCases)
    func removing(kind: IssuerKind) throws {
        let site = try Site(kind)
        let minted = try site.mint(1)
        let objectID = Application.example.objectID
        #expect(try site.issuer.remove(keyID: minted.keyID, from: objectID))
        #expect(try site.issuer.application(byObject).credentials.isEmpty)
        let proof = try site.issuer.prove(
            clientID: Application.example.clientID, value: minted.value)
        guard case .notYet = proof else {
            Issue.record("a removed secret signed in: \(proof)")
            return
        }
        #expect(try !site.issuer.remove(keyID: minted.keyID, from: objectID))
    }

    @Test(
        "A wrong value is refused as a secret is that has not spread yet",
        arguments: IssuerKind.allCases)
    func wrongValue(kind: IssuerKind) throws {
        let site = try Site(kind)
        let proof = try site.issuer.prove(
            clientID: Application.example.clientID, value: SecretValue("wrong~value.1"))
        guard case .notYet(let why) = proof else {
            Issue.record("a wrong secret signed in: \(proof)")
            return
        }
        #expect(why.contains("7000215"))
        #expect(!why.contains("wrong~value"))
    }
}
