import ArgumentParser
import Emulator
import Foundation
import Rotation

/// `runtime emulator`: a local tenant in a process of its own.
struct EmulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serves a local Entra and Graph on 127.0.0.1, for trying and testing.",
        discussion: """
            The tenant behaves as its profile says: calm (every write is seen at once), real \
            (seconds of lag, a conflict now and then) or hostile (minutes of lag, losses and \
            conflicts at every turn). The same seed gives the same behaviour. All numbers of a \
            profile can be read and changed while it runs at /_emulator/knobs.
            """)

    @Option(help: "The port; 0 takes a free one.")
    var port = 0

    @Option(help: "The same seed gives the same ids, secrets and mishaps.")
    var seed: UInt64 = 1

    @Option(help: "How the tenant behaves: calm, real or hostile.")
    var profile = "calm"

    @Option(help: "A JSON file of knobs that differ from the profile.", completion: .file())
    var knobs: String?

    @Option(help: "How many made-up applications there are beside the two of the quick start.")
    var applications = 0

    @Option(help: "A JSON file with the tenant's applications instead.", completion: .file())
    var tenant: String?

    @Option(help: "What the connection may do: owned (its own applications) or all.")
    var permission = "owned"

    @Option(help: "A further permission of the connection, as AuditLog.Read.All; repeatable.")
    var role: [String] = []

    @Option(
        help: "A certificate (PEM) by which the connection may sign in; repeatable.",
        completion: .file())
    var certificate: [String] = []

    @Option(
        help: """
            The subject of tokens that sign the connection in, made by POST \
            /_emulator/issuer/token; repeatable.
            """)
    var trustSubject: [String] = []

    @Option(help: "The issuer of these tokens instead of the emulator's own: a loopback address.")
    var trustIssuer: String?

    @Option(help: "The folder for the challenges of an Arc agent.", completion: .directory)
    var arcFolder: String?

    @Option(help: "A virtual clock that starts at this RFC 3339 instant instead of the real one.")
    var virtualClock: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        StopSignals.install()
        let emulator = try start(try configuration())
        Terminal.print(json ? ValueText.encode(emulator.json) : emulator.instructions)
        while !StopSignals.isRaised { usleep(50_000) }
        emulator.stop()
    }

    private func configuration() throws(Complaint) -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.port = port
        configuration.seed = seed
        configuration.profile = try choice(profile, "--profile", Profile.allCases)
        configuration.permission =
            try choice(permission, "--permission", Scope.allCases) == .all ? .all : .ownedBy
        configuration.knobsText = try knobs.map { path throws(Complaint) in try read(path) }
        configuration.roles = role
        for path in certificate { configuration.certificates.append(try read(path)) }
        configuration.federatedCredentials = trustSubject.map {
            .init(issuer: trustIssuer, subject: $0)
        }
        configuration.arcFolder = arcFolder
        guard (0...1_000_000).contains(applications) else {
            throw Complaint(
                "'--applications \(applications)' is no number of applications",
                hint: "give 0 to 1000000", exit: .usage)
        }
        configuration.applications += SeededApplication.synthetic(applications, seed: seed)
        if let tenant { configuration.applications = try list(try read(tenant)) }
        if let text = virtualClock {
            guard let start = Instant(rfc3339: text) else {
                throw Complaint(
                    "'--virtual-clock \(text)' is no instant",
                    hint: "write it like 2026-01-10T15:00:00Z", exit: .usage)
            }
            configuration.clock = .virtual(start: start)
        }
        return configuration
    }

    private enum Scope: String, CaseIterable {
        case owned, all
    }

    private func choice<Choice: RawRepresentable<String>>(
        _ text: String, _ option: String, _ all: [Choice]
    ) throws(Complaint) -> Choice {
        guard let choice = Choice(rawValue: text) else {
            let names = all.map(\.rawValue).joined(separator: ", ")
            throw Complaint(
                "'\(option) \(text)' is not known", hint: "choose one of \(names)", exit: .usage)
        }
        return choice
    }

    private func read(_ path: String) throws(Complaint) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Complaint(
                "could not read \(path)", hint: "give a text file that exists", exit: .usage)
        }
        return text
    }

    private func list(_ text: String) throws(Complaint) -> [SeededApplication] {
        do throws(EmulatorError) {
            return try SeededApplication.list(text)
        } catch {
            throw Complaint(
                "\(error)", hint: "write [{\"displayName\": \"payments-api\"}]", exit: .usage)
        }
    }

    private func start(
        _ configuration: EmulatorConfiguration
    ) throws(Complaint) -> RunningEmulator {
        do throws(EmulatorError) {
            return try RunningEmulator.start(configuration)
        } catch {
            switch error {
            case .cannotListen:
                throw Complaint("\(error)", hint: "choose another port with --port, or 0")
            case .unusable:
                throw Complaint(
                    "\(error)", hint: "correct the file that was given", exit: .usage)
            }
        }
    }
}

extension RunningEmulator {
    /// What a shell must set so that `runtime` and Azure's own tools come here.
    fileprivate var instructions: String {
        """
        A tenant listens on \(baseURL). To use it:

        export AZURE_TENANT_ID=\(tenantID)
        export AZURE_CLIENT_ID=\(clientID)
        export AZURE_CLIENT_SECRET='\(clientSecret)'
        export AZURE_AUTHORITY_HOST=\(baseURL)
        export RUNTIME_GRAPH_HOST=\(baseURL)

        Its truth: \(baseURL)/_emulator/applications
        Stop it with Ctrl-C.
        """
    }

    fileprivate var json: Value {
        .map([
            "tenant_id": .string(tenantID), "client_id": .string(clientID),
            "client_secret": .string(clientSecret), "authority_host": .string(baseURL),
            "graph_host": .string(baseURL), "clock": .string("\(baseURL)/_emulator/clock"),
            "identity_header": .string(identityHeader), "issuer": .string(issuer),
            "knobs": .string("\(baseURL)/_emulator/knobs"), "port": .int(Int64(port)),
        ])
    }
}
