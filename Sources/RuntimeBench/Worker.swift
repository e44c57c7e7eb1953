import Azure
import Foundation
import Logging
import Rotation
import Scripting
import SecretStore

/// The engine on its real parts, with all waits zero.
struct Worker {
    let store: CountingStore
    private let driver: Driver
    private let file: PolicyFile
    private let clock = MachineClock()

    /// Opens a home in `folder` and loads one policy for each application.
    ///
    /// With more than one thread each has connections and policies of its own, as in `runtime run`.
    init(
        _ tenant: LocalTenant, _ applications: [LocalTenant.Owned], folder: String,
        threads: Int = 1
    ) throws {
        let (clock, connection) = (clock, tenant.connection)
        let source = Self.policies(for: applications)
        let home = try SecretStore(folder: HomeFolder(path: folder))
        store = CountingStore(home)
        file = try PolicyFile.load(source: source, path: "bench.lua")
        let crew = WorkerThreads(threads) { () throws(StoreError) in
            guard let file = try? PolicyFile.load(source: source, path: "bench.lua") else {
                throw .failed("the policies do not load again")
            }
            return Self.rotator(try SecretStore(beside: home), file, connection, clock)
        }
        driver = Driver(
            Self.rotator(store, file, connection, clock), crew: threads > 1 ? crew : nil,
            store: store, clock: clock)
    }

    private static func rotator(
        _ store: any Store, _ file: PolicyFile, _ connection: AzureConnection, _ clock: MachineClock
    ) -> Rotator {
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let issuer = AzureIssuer(connection, clock: clock, log: silent)
        return Rotator(
            store: store, clock: clock, limits: .withoutWaits,
            random: { UInt64.random(in: 0...UInt64.max) },
            policies: { pin in file.policies[pin.index] }, issuers: { _ in issuer })
    }

    /// Puts these policies on record; their first run is due at once.
    func register(_ numbers: Range<Int>) throws {
        for number in numbers {
            let registration = Registration(
                declaration: file.policies[number].declaration,
                pin: PolicyPin(digest: file.digest, index: number), path: file.path,
                source: file.source)
            try store.register(registration, at: clock.now())
        }
    }

    /// Drives all that is on record to rest.
    func rotate() throws {
        let rest = try driver.runOnce(maxWait: .zero)
        guard rest == .reached else {
            throw Child.Failure(description: "the rotations are not at rest: \(rest)")
        }
    }

    /// Fails unless each of these rotations has published exactly one version.
    func check(_ numbers: Range<Int>) throws {
        for number in numbers {
            guard try store.secret("BENCH_\(number)", version: nil).version == 1 else {
                throw Child.Failure(description: "bench-\(number) did not rotate once")
            }
        }
    }

    private static func policies(for applications: [LocalTenant.Owned]) -> String {
        let tables = applications.enumerated().map { number, application in
            """
              {
                name = "bench-\(number)", interval = "30d", initial = "now", proofs = 3,
                application = { object_id = "\(application.objectID)" },
                secrets = { client_secret = "BENCH_\(number)" }, schedule = schedule,
              },
            """
        }
        return """
            local runtime = require "runtime"

            local function schedule(facts)
              return { action = "wait", at = facts.expires_at - runtime.days(21) }
            end

            return {
            \(tables.joined(separator: "\n"))
            }
            """
    }
}

/// The machine's clock; nothing here ever waits.
struct MachineClock: Clock {
    func now() -> Instant {
        Instant(Int64(Date().timeIntervalSince1970))
    }

    func wait(until instant: Instant) -> Bool { false }
}

extension Limits {
    /// Every wait of a run and of a retirement is zero, nobody waits for a turn, and each run signs
    /// in.
    static var withoutWaits: Limits {
        var limits = Limits()
        let waits: [WritableKeyPath<Limits, Duration>] = [
            \.minimumGrace, \.minimumInterval, \.writeGap, \.firstProbe, \.proofSpacing,
            \.settle, \.settleStaged, \.absenceSpacing, \.goneSpacing, \.clockMemory,
        ]
        for wait in waits { limits[keyPath: wait] = .zero }
        limits.mintsInFlight = .max
        return limits
    }
}
