import Rotation
import Testing

@testable import Emulator

struct TenantTests {
    private static let start = Instant(1_768_000_000)
    private let payments = ObjectKey.objectID(LocalTenant.payments)
    private var tenant = Tenant(EmulatorConfiguration(), now: start)

    private var connection: Requester {
        Requester(
            clientID: tenant.connection.clientID,
            servicePrincipalID: tenant.connection.servicePrincipalID, permission: .ownedBy,
            displayName: "rotator")
    }

    private func canSignIn(_ record: PasswordRecord, at now: Instant) -> Int? {
        var tenant = tenant
        let request = SignInRequest(
            grant: "client_credentials", clientID: LocalTenant.paymentsClient,
            secret: record.value, scope: "https://graph.microsoft.com/.default")
        do throws(EntraError) {
            _ = try tenant.signIn(request, tenant: tenant.id, now: now)
            return nil
        } catch {
            return error.code
        }
    }

    private mutating func add(_ request: PasswordRequest = .init()) throws -> PasswordRecord {
        let caller = connection
        return try tenant.addPassword(request, to: payments, by: caller, now: Self.start)
    }

    @Test("The same seed makes the same tenant, secrets included")
    mutating func deterministic() throws {
        var other = Tenant(EmulatorConfiguration(), now: Self.start)
        _ = other.noise.guid()
        let first = try add()
        let second = try other.addPassword(
            .init(), to: payments, by: connection, now: Self.start)

        #expect(first.keyID == second.keyID && first.value == second.value)
        #expect(other.connection.clientSecret == tenant.connection.clientSecret)
    }

    @Test("Without times a secret lasts from now for two calendar years")
    mutating func defaultTerms() throws {
        let record = try add()

        #expect(record.start.instant == Self.start)
        #expect(record.end == record.start.adding(years: 2))
    }

    @Test("With a start but no end it ends two years from now, not from its start")
    mutating func startOnly() throws {
        let record = try add(.init(start: Timestamp(Self.start + .days(-10))))

        #expect(record.end.instant == Timestamp(Self.start).adding(years: 2).instant)
    }

    @Test("A new secret is refused until the acceptance lag has passed")
    mutating func acceptanceLag() throws {
        tenant.knobs.lag.accept = .fixed(30)
        let record = try add()

        #expect(canSignIn(record, at: Self.start + .seconds(29)) == 7_000_215)
        #expect(canSignIn(record, at: Self.start + .seconds(30)) == nil)
    }

    @Test("A removed secret signs in until the refusal lag has passed")
    mutating func refusalLag() throws {
        tenant.knobs.lag.refuse = .fixed(60)
        let record = try add()
        try tenant.removePassword(record.keyID, from: payments, by: connection, now: Self.start)

        #expect(canSignIn(record, at: Self.start + .seconds(59)) == nil)
        #expect(canSignIn(record, at: Self.start + .seconds(60)) == 7_000_215)
    }

    @Test("Reads show an added and a removed secret only after the read lag")
    mutating func readLag() throws {
        tenant.knobs.lag.read = .fixed(15)
        let record = try add()
        func keyIDs(_ seconds: Int) throws -> [String] {
            let view = tenant.view(of: nil, now: Self.start + .seconds(seconds))
            return try tenant.object(payments, in: view).passwords(in: view).map(\.keyID)
        }

        #expect(try keyIDs(14) == [])
        #expect(try keyIDs(15) == [record.keyID])
        try tenant.removePassword(
            record.keyID, from: payments, by: connection, now: Self.start + .seconds(100))
        #expect(try keyIDs(114) == [record.keyID])
        #expect(try keyIDs(115) == [])
    }

    @Test("Reads show a new application, a change and a deletion only after the read lag")
    mutating func readLagOfApplications() throws {
        tenant.knobs.lag.read = .fixed(15)
        let now = Self.start
        let made = try tenant.create(.init(displayName: "new"), by: connection, now: now)
        let key = ObjectKey.appID(made.appID)
        let young = tenant.view(of: nil, now: now + .seconds(14))
        #expect(throws: GraphError.notFound(made.appID)) {
            try tenant.object(key, in: young)
        }
        try tenant.update(key, by: connection, now: now + .seconds(100)) { $0.displayName = "old" }
        func name(_ seconds: Int) throws -> String {
            let view = tenant.view(of: nil, now: now + .seconds(seconds))
            return try tenant.object(key, in: view).properties(in: view).displayName
        }
        #expect(try name(15) == "new")
        #expect(try name(114) == "new")
        #expect(try name(115) == "old")
        try tenant.delete(key, by: connection, now: now + .seconds(200))
        #expect(try name(214) == "old")
        #expect(throws: GraphError.self) { try name(215) }
    }

    @Test("A secret that has ended is refused as expired, one that has not begun as unknown")
    mutating func validity() throws {
        let record = try add(
            .init(
                start: Timestamp(Self.start + .seconds(10)),
                end: Timestamp(Self.start + .seconds(20))))

        #expect(canSignIn(record, at: Self.start + .seconds(9)) == 7_000_215)
        #expect(canSignIn(record, at: Self.start + .seconds(10)) == nil)
        #expect(canSignIn(record, at: Self.start + .seconds(19)) == nil)
        #expect(canSignIn(record, at: Self.start + .seconds(20)) == 7_000_222)
    }

    @Test("An end that is not after the start is refused, as is a key id that is taken")
    mutating func badTerms() throws {
        let record = try add()
        let caller = connection

        for request in [
            PasswordRequest(end: Timestamp(Self.start)), PasswordRequest(keyID: record.keyID),
        ] {
            let error = #expect(throws: GraphError.self) {
                try tenant.addPassword(request, to: payments, by: caller, now: Self.start)
            }
            #expect(error?.status == 400)
        }
        #expect(tenant.objects[LocalTenant.payments]?.writes.rejected == 2)
    }

    @Test("A connection with OwnedBy changes only what it owns, one with All changes everything")
    mutating func ownership() throws {
        let id = tenant.insert(.init(displayName: "foreign"), owners: ["x"], at: Self.start)
        let key = ObjectKey.objectID(id)
        let all = Requester(clientID: "c", servicePrincipalID: "sp", permission: .all)
        let caller = connection

        #expect(throws: GraphError.denied) {
            try tenant.addPassword(.init(), to: key, by: caller, now: Self.start)
        }
        #expect(throws: GraphError.denied) { try tenant.delete(key, by: caller, now: Self.start) }
        _ = try tenant.addPassword(.init(), to: key, by: all, now: Self.start)
        #expect(tenant.objects[id]?.passwords.count == 1)
    }

    @Test("Tokens sign no request after their hour, and never after another tenant issued them")
    mutating func tokens() throws {
        let request = SignInRequest(
            grant: "client_credentials", clientID: tenant.connection.clientID,
            secret: tenant.connection.clientSecret, scope: "https://graph.microsoft.com/.default")
        for _ in 0..<500 {
            let token = try tenant.signIn(request, tenant: tenant.id, now: Self.start)
            let header = "Bearer \(token)"
            let last = Self.start + .seconds(3_598)
            #expect(try tenant.caller(authorization: header, host: "h", now: last) == connection)
            #expect(throws: GraphError.self) {
                try tenant.caller(authorization: header, host: "h", now: last + .seconds(1))
            }
        }
        var other = Tenant(EmulatorConfiguration(), now: Self.start + .days(1))
        let foreign = try other.signIn(request, tenant: other.id, now: Self.start)
        #expect(throws: GraphError.self) {
            try tenant.caller(authorization: "Bearer \(foreign)x", host: "h", now: Self.start)
        }
    }
}
