import Azure
import Emulator
import Foundation
import HTTP
import Logging
import Rotation
import TestSupport
import Testing

/// What the issuers of the contract work on.
enum IssuerKind: String, CaseIterable {
    /// The tenant in memory.
    case fake
    /// An emulated tenant over HTTP, in its three profiles.
    case calm, real, hostile
    /// The tenant in this process that simulations go on, in the same profiles.
    case simulatedCalm, simulatedReal, simulatedHostile

    /// Ten, or as many as `RUNTIME_SEEDS` says.
    static let seeds =
        1...(ProcessInfo.processInfo.environment["RUNTIME_SEEDS"].flatMap { UInt64($0) } ?? 10)

    /// Whether every write is seen at once and nothing goes wrong by itself.
    var isExact: Bool { self == .fake || profile == .calm }

    var isSimulated: Bool { rawValue.hasPrefix("simulated") }

    /// How the tenant behaves; nil for the fake.
    var profile: Profile? {
        switch self {
        case .fake: nil
        case .calm, .simulatedCalm: .calm
        case .real, .simulatedReal: .real
        case .hostile, .simulatedHostile: .hostile
        }
    }
}

/// An issuer with one application that it may manage, on a clock of its own.
final class Site {
    let issuer: any Issuer
    let clock = ManualClock()
    private let emulator: RunningEmulator?
    private let fake: FakeIssuer?
    private let simulated: TenantIssuer?
    private var attempts = 0

    init(_ kind: IssuerKind, _ seed: UInt64) throws {
        guard let profile = kind.profile else {
            let fake = FakeIssuer(clock: clock)
            fake.tenant[Application.example.objectID] = .example
            (issuer, self.fake, emulator, simulated) = (fake, fake, nil, nil)
            return
        }
        var configuration = EmulatorConfiguration()
        configuration.profile = profile
        configuration.seed = seed
        if kind.isSimulated {
            let tenant = TenantIssuer(configuration, clock: clock)
            (issuer, simulated, emulator, fake) = (tenant, tenant, nil, nil)
            return
        }
        configuration.clock = .virtual(start: clock.now())
        let running = try RunningEmulator.start(configuration)
        let secret = running.clientSecret
        let connection = AzureConnection(
            name: "default", tenantID: running.tenantID, clientID: running.clientID,
            hosts: AzureHosts(login: running.baseURL, graph: running.baseURL),
            secret: { SecretValue(secret) })
        issuer = AzureIssuer(connection, clock: clock, log: Logger(label: "test"))
        (emulator, fake, simulated) = (running, nil, nil)
    }

    deinit {
        emulator?.stop()
    }

    /// Moves the time of both sides.
    func advance(_ duration: Duration) {
        clock.advance(duration)
        emulator?.advance(duration)
    }

    /// Makes the answer to the next mint get lost, after it was carried out or before.
    func loseMint(applied: Bool) throws {
        fake?.mintErrors = [.noAnswer(action: "mint", why: "lost")]
        fake?.appliesFailedMints = applied
        simulated?.loseMint(applied: applied)
        guard let emulator else { return }
        let fault = applied ? "lost_reply" : "lost_request"
        let response = try HTTPClient().send(
            HTTPRequest(
                "POST", emulator.baseURL + "/_emulator/faults",
                body: Array(#"{"on":"addPassword","fault":"\#(fault)"}"#.utf8),
                repeatable: false))
        guard response.status == 200 else { throw TooLate() }
    }

    /// A wish for a credential as there was none before.
    func wish() -> MintRequest {
        attempts += 1
        return MintRequest(
            objectID: Application.example.objectID, marker: "marker \(attempts)",
            keyID: "0c0c0c0c-0000-4000-8000-\(String(format: "%012d", attempts))",
            endsAt: clock.now() + .days(60))
    }

    /// The example application's credentials as one read shows them.
    func listed() throws(IssuerError) -> [RemoteCredential] {
        try issuer.application(ApplicationReference(objectID: Application.example.objectID))
            .credentials
    }

    /// Signs in as the example application.
    func prove(_ value: SecretValue) throws(IssuerError) -> Proof {
        try issuer.prove(clientID: Application.example.clientID, value: value)
    }
}

/// What patience is enough for.
extension Site {
    struct TooLate: Error {}

    /// The answer of the first attempt that has one; only errors that pass by themselves may come.
    func sure<Answer>(_ body: () throws(IssuerError) -> Answer) throws -> Answer {
        for _ in 0..<50 {
            do throws(IssuerError) {
                return try body()
            } catch {
                try Self.expectTransient(error)
                advance(.minutes(1))
            }
        }
        throw TooLate()
    }

    /// Asks every ten seconds for at most an hour; errors that pass by themselves do not count.
    func eventually(_ isTrue: () throws(IssuerError) -> Bool) throws {
        for _ in 0..<360 {
            do throws(IssuerError) {
                if try isTrue() { return }
            } catch {
                try Self.expectTransient(error)
            }
            advance(.seconds(10))
        }
        throw TooLate()
    }

    /// Mints until an answer comes; what an unanswered attempt made is found and removed.
    func mint() throws -> (wish: MintRequest, minted: Minted) {
        for _ in 0..<100 {
            let wish = wish()
            do throws(IssuerError) {
                return (wish, try issuer.mint(wish))
            } catch .noAnswer {
                _ = try clear(wish)
            } catch {
                try Self.expectTransient(error)
                advance(.minutes(1))
            }
        }
        throw TooLate()
    }

    /// Removes what an unanswered mint made.
    ///
    /// - Returns: Whether it had made something.
    func clear(_ wish: MintRequest) throws -> Bool {
        advance(.minutes(30))
        let found = try sure { () throws(IssuerError) in
            try listed().contains { $0.displayName == wish.marker && $0.keyID == wish.keyID }
        }
        if found { try remove(wish.keyID) }
        return found
    }

    /// Removes a credential until a read shows it no more; of a young key that would prove nothing.
    func remove(_ keyID: String) throws {
        advance(.minutes(20))
        try eventually { () throws(IssuerError) in
            _ = try issuer.remove(keyID: keyID, from: Application.example.objectID)
            return try !listed().contains { $0.keyID == keyID }
        }
    }

    private static func expectTransient(_ error: IssuerError) throws {
        guard case .retry = error.recovery else { throw error }
    }
}
