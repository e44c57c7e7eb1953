import ArgumentParser
import Emulator
import Foundation
import Rotation

/// `runtime emulator`: a local tenant in a process of its own.
struct EmulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Serves a local Entra and Graph on 127.0.0.1, for trying and testing.")

    @Option(help: "The port; 0 takes a free one.")
    var port = 0

    @Option(help: "The same seed gives the same ids and secrets.")
    var seed: UInt64 = 1

    @Option(help: "A virtual clock that starts at this RFC 3339 instant instead of the real one.")
    var virtualClock: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        StopSignals.install()
        var configuration = EmulatorConfiguration()
        configuration.port = port
        configuration.seed = seed
        if let text = virtualClock {
            guard let start = Instant(rfc3339: text) else {
                throw Complaint(
                    "'--virtual-clock \(text)' is no instant",
                    hint: "write it like 2026-01-10T15:00:00Z", exit: .usage)
            }
            configuration.clock = .virtual(start: start)
        }
        let emulator = try start(configuration)
        Terminal.print(json ? ValueText.encode(emulator.json) : emulator.instructions)
        while !StopSignals.isRaised { usleep(50_000) }
        emulator.stop()
    }

    private func start(
        _ configuration: EmulatorConfiguration
    ) throws(Complaint) -> RunningEmulator {
        do throws(EmulatorError) {
            return try RunningEmulator.start(configuration)
        } catch {
            throw Complaint("\(error)", hint: "choose another port with --port, or 0")
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
            "port": .int(Int64(port)),
        ])
    }
}
