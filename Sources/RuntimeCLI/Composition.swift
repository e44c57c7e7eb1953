import Azure
import Emulator
import Foundation
import Hooks
import Logging
import Rotation
import Scripting
import SecretStore

/// Everything put together: the one place where ports meet their adapters.
struct Composition {
    let store: any Store
    let clock: any Clock
    let configuration: Configuration
    let log: Logger
    /// Ends waits early when policy files are to be read again.
    let watch = PolicyWatch()

    /// Opens the home and reads its configuration.
    ///
    /// - Parameters:
    ///   - folder: The home.
    ///   - purpose: Whether a new home is made.
    ///   - emulator: A tenant in this process that becomes the connection `default`.
    /// - Throws: ``Complaint``.
    init(
        _ folder: HomeFolder, for purpose: SecretStore.Purpose = .work,
        emulator: RunningEmulator? = nil
    ) throws(Complaint) {
        let environment = ProcessInfo.processInfo.environment
        log = Self.logger(environment)
        var configuration: Configuration
        do throws(PolicyError) {
            configuration = try Configuration(
                path: folder.configuration, environment: environment)
        } catch {
            throw Complaint(error)
        }
        if let emulator { configuration.connections["default"] = .of(emulator) }
        self.configuration = configuration
        do throws(StoreError) {
            store = try SecretStore(
                folder: folder, keyPath: environment["RUNTIME_MASTER_KEY_FILE"], for: purpose)
        } catch {
            throw Complaint(error)
        }
        clock = Self.clock(environment, watch)
    }

    /// The engine on these parts.
    func rotator(observe: @escaping (Event) -> Void) -> Rotator {
        let library = PolicyLibrary(store)
        let tenants = Tenants(configuration.connections, clock: clock, log: log)
        return Rotator(
            store: store, clock: clock, limits: configuration.limits,
            functions: WorldFunctions.all(grants: configuration.grants, log: log),
            random: { UInt64.random(in: 0...UInt64.max) }, policies: library.policy,
            issuers: tenants.issuer, observe: observe, isStopped: { StopSignals.isRaised })
    }

    private static func clock(
        _ environment: [String: String], _ watch: PolicyWatch
    ) -> any Clock {
        #if DEBUG
            if let url = environment["RUNTIME_CLOCK"] {
                return RemoteClock(
                    url: url, isStopped: { StopSignals.isRaised },
                    isDisturbed: { watch.hasNews })
            }
        #endif
        return SystemClock(isStopped: { StopSignals.isRaised })
    }

    /// Diagnostics on standard error, from the level in `RUNTIME_LOG`; `warning` without it.
    private static func logger(_ environment: [String: String]) -> Logger {
        var logger = Logger(label: "runtime") { StreamLogHandler.standardError(label: $0) }
        let level = environment["RUNTIME_LOG"].flatMap { Logger.Level(rawValue: $0) }
        logger.logLevel = level ?? .warning
        return logger
    }
}

/// Policies by pin, each file loaded once for this worker.
final class PolicyLibrary {
    private let store: any Store
    private var files: [String: PolicyFile] = [:]

    init(_ store: any Store) {
        self.store = store
    }

    /// The policy at its place in the file with that digest.
    func policy(_ pin: PolicyPin) throws(PolicyError) -> any Policy {
        let file: PolicyFile
        if let known = files[pin.digest] { file = known } else { file = try load(pin) }
        files[pin.digest] = file
        guard file.policies.indices.contains(pin.index) else {
            throw .invalid(message: "\(file.path) has no policy \(pin.index + 1)", hint: nil)
        }
        return file.policies[pin.index]
    }

    private func load(_ pin: PolicyPin) throws(PolicyError) -> PolicyFile {
        let file: (source: String, path: String)
        do throws(StoreError) {
            file = try store.source(of: pin)
        } catch {
            throw PolicyError.unreadable(path: "policy \(pin.digest)", why: "\(error)")
        }
        let name = URL(fileURLWithPath: file.path).lastPathComponent
        return try PolicyFile.load(source: file.source, path: name)
    }
}

/// Issuers by connection, each opened once for this worker.
final class Tenants {
    private let connections: [String: AzureConnection]
    private let clock: any Clock
    private let log: Logger
    private var issuers: [String: AzureIssuer] = [:]

    init(_ connections: [String: AzureConnection], clock: any Clock, log: Logger) {
        self.connections = connections
        self.clock = clock
        self.log = log
    }

    /// The issuer of the connection called `name`.
    func issuer(_ name: String) throws(IssuerError) -> any Issuer {
        if let issuer = issuers[name] { return issuer }
        guard let connection = connections[name] else {
            throw .signInRefused(connection: name, why: "no such connection is configured")
        }
        let issuer = AzureIssuer(
            connection, clock: clock, log: log, isStopped: { StopSignals.isRaised })
        issuers[name] = issuer
        return issuer
    }
}

extension AzureConnection {
    /// The connection to a tenant in this process.
    fileprivate static func of(_ emulator: RunningEmulator) -> AzureConnection {
        let secret = emulator.clientSecret
        return AzureConnection(
            name: "default", tenantID: emulator.tenantID, clientID: emulator.clientID,
            hosts: AzureHosts(login: emulator.baseURL, graph: emulator.baseURL),
            secret: { SecretValue(secret) })
    }
}
