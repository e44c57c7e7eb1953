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
    /// The same store, with what only host functions ask of it.
    let secrets: SecretStore
    let clock: any Clock
    let configuration: Configuration
    let log: Logger
    // One of each for all workers.
    private let tokens: TokenCache
    private let serverClocks: ServerClocks
    /// What policies may use, and where they run.
    let scriptLimits: ScriptLimits
    /// Ends waits early when policy files are to be read again.
    let watch = PolicyWatch()
    #if DEBUG
        /// Where this process is made to die, for tests.
        private let failPoints: FailPoints?
    #endif

    /// Opens the home and reads its configuration.
    ///
    /// - Parameters:
    ///   - folder: The home.
    ///   - purpose: Whether a new home is made.
    ///   - emulator: A tenant in this process that becomes the connection `default`.
    ///   - isolate: Whether policies run in processes of their own, whatever config.lua says.
    /// - Throws: ``Complaint``.
    init(
        _ folder: HomeFolder, for purpose: SecretStore.Purpose = .work,
        emulator: RunningEmulator? = nil, isolate: Bool = false
    ) throws(Complaint) {
        let environment = ProcessInfo.processInfo.environment
        log = Self.logger(environment)
        tokens = TokenCache()
        serverClocks = ServerClocks()
        var configuration: Configuration
        do throws(PolicyError) {
            configuration = try Configuration(
                path: folder.configuration, environment: environment)
        } catch {
            throw Complaint(error)
        }
        if let emulator { configuration.connections["default"] = .of(emulator) }
        self.configuration = configuration
        scriptLimits = .of(isolate: isolate || configuration.isolate)
        do throws(StoreError) {
            secrets = try SecretStore(
                folder: folder, keyPath: environment["RUNTIME_MASTER_KEY_FILE"], for: purpose)
        } catch .notFound {
            throw Complaint(
                "there is no home in \"\(folder.path)\"",
                hint: "'runtime run POLICY' makes one; --home and RUNTIME_HOME name another")
        } catch {
            throw Complaint(error)
        }
        if purpose != .reading { configuration.makeFilesRoot() }
        #if DEBUG
            failPoints = try FailPoints.asked()
            store = failPoints.map { [secrets] in FailPointStore(secrets, $0) } ?? secrets
        #else
            store = secrets
        #endif
        clock = Self.clock(environment, watch)
    }

    /// The same parts for another thread: a connection to the database of its own.
    func beside() throws(StoreError) -> Composition {
        try Composition(beside: self)
    }

    private init(beside other: Composition) throws(StoreError) {
        secrets = try SecretStore(beside: other.secrets)
        #if DEBUG
            failPoints = other.failPoints
            store = failPoints.map { [secrets] in FailPointStore(secrets, $0) } ?? secrets
        #else
            store = secrets
        #endif
        clock = other.clock
        configuration = other.configuration
        log = other.log
        tokens = other.tokens
        serverClocks = other.serverClocks
        scriptLimits = other.scriptLimits
    }

    /// The engine on these parts.
    func rotator(observe: @escaping (Event) -> Void) -> Rotator {
        let library = library
        let tenants = tenants()
        return Rotator(
            store: store, clock: clock, limits: configuration.limits,
            functions: functions(tenants), serverClocks: serverClocks,
            random: { UInt64.random(in: 0...UInt64.max) }, policies: library.policy,
            issuers: issuers(tenants), observe: observe, isStopped: { StopSignals.isRaised })
    }

    /// The policies on record, none of them loaded yet.
    var library: PolicyLibrary { PolicyLibrary(store, limits: scriptLimits, log) }

    /// Everything that hooks and scripts may call, as far as it is granted.
    func functions(_ tenants: Tenants) -> [HostFunction] {
        let grants = configuration.grants
        let engine = EngineFunctions(
            store: store, clock: clock, limits: configuration.limits, grants: grants)
        let azure = AzureFunctions(
            grants: grants, home: store.home, clock: clock, issuers: tenants.azure)
        let world = WorldFunctions.all(
            commands: configuration.commands, grants: grants, log: log,
            isStopped: { StopSignals.isRaised })
        let kept = SecretFunctions(store: secrets, clock: clock, grants: grants)
        let all = world + engine.all + azure.all + kept.all
        #if DEBUG
            if let failPoints { return all.map { $0.with(failPoints) } }
        #endif
        return all
    }

    /// What the engine asks of each connection.
    private func issuers(_ tenants: Tenants) -> (String) throws(IssuerError) -> any Issuer {
        #if DEBUG
            if let failPoints {
                return { name throws(IssuerError) -> any Issuer in
                    FailPointIssuer(try tenants.issuer(name), failPoints)
                }
            }
        #endif
        return tenants.issuer
    }

    /// Every connection, none of them opened yet.
    func tenants() -> Tenants {
        Tenants(configuration.connections, clock: clock, tokens: tokens, log: log)
    }

    /// The clock that the environment names.
    static func clock(
        _ environment: [String: String], _ watch: PolicyWatch = PolicyWatch()
    ) -> any Clock {
        #if DEBUG
            if let url = environment["RUNTIME_CLOCK"] {
                return RemoteClock(
                    url: url, isStopped: { StopSignals.isRaised },
                    isDisturbed: { Thread.isMainThread && watch.hasNews })
            }
        #endif
        return SystemClock(isStopped: { StopSignals.isRaised })
    }

    /// Diagnostics on standard error, from the level in `RUNTIME_LOG`; `warning` without it.
    static func logger(_ environment: [String: String]) -> Logger {
        var logger = Logger(label: "runtime") { StreamLogHandler.standardError(label: $0) }
        let level = environment["RUNTIME_LOG"].flatMap { Logger.Level(rawValue: $0) }
        logger.logLevel = level ?? .warning
        return logger
    }
}

/// Policies by pin, each file loaded once for this worker.
final class PolicyLibrary {
    private let store: any Store
    private let limits: ScriptLimits
    private let log: Logger
    private var files: [String: PolicyFile] = [:]

    init(_ store: any Store, limits: ScriptLimits, _ log: Logger) {
        self.store = store
        self.limits = limits
        self.log = log
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
        let file: (source: PolicySource, path: String)
        do throws(StoreError) {
            file = try store.source(of: pin)
        } catch {
            throw PolicyError.unreadable(path: "policy \(pin.digest)", why: "\(error)")
        }
        let name = URL(fileURLWithPath: file.path).lastPathComponent
        let policies = try PolicyFile.load(source: file.source, path: name, limits: limits)
        policies.policies.first?.onPrint { [log] text in
            log.debug("\(ScriptText.escaped(text))", metadata: ["policy": "\(name)"])
        }
        return policies
    }
}

/// Issuers by connection, each opened once for this worker.
final class Tenants {
    private let connections: [String: AzureConnection]
    private let clock: any Clock
    private let tokens: TokenCache
    private let log: Logger
    private var issuers: [String: AzureIssuer] = [:]

    init(
        _ connections: [String: AzureConnection], clock: any Clock,
        tokens: TokenCache = TokenCache(), log: Logger
    ) {
        self.connections = connections
        self.clock = clock
        self.tokens = tokens
        self.log = log
    }

    /// The issuer of the connection called `name`.
    func issuer(_ name: String) throws(IssuerError) -> any Issuer { try azure(name) }

    /// The same with what only host functions ask of it.
    func azure(_ name: String) throws(IssuerError) -> AzureIssuer {
        if let issuer = issuers[name] { return issuer }
        guard let connection = connections[name] else {
            let known = connections.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            throw .signInRefused(
                connection: name,
                why: "no such connection is configured" + (known.isEmpty ? "" : ", only \(known)")
                    + (name == "default" ? ConnectionReader.missing : ""))
        }
        let issuer = AzureIssuer(
            connection, clock: clock, cache: tokens, log: log,
            isStopped: { StopSignals.isRaised })
        issuers[name] = issuer
        return issuer
    }
}

/// Every host function there is, without a home, a network or anything behind it.
enum HostVerbs {
    static var all: [HostVerb] {
        WorldFunctions.verbs + EngineFunctions.verbs + AzureFunctions.verbs
            + SecretFunctions.verbs
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
