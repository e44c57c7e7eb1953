import ArgumentParser
import Foundation
import Rotation
import SecretStore

/// `runtime adopt`: a client secret that somebody else made.
struct AdoptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Looks after a client secret that somebody else made.",
        discussion: """
            Without its value the secret counts as displaced: it is removed under the rules of \
            the policy ('overlap', 'retire'), after the next delivery. Until then it stays.

            With --secret-stdin the value is read from standard input. Its beginning is \
            compared with what the directory shows, it signs in once, and it becomes the \
            current secret, as the next version. That needs a rotation without a current \
            secret: one whose policy says initial = "due", which makes none at once.

            A running `runtime run` on the same home does the work if there is one.
            """)

    @Argument(help: "The rotation's name.")
    var name: String

    @Option(help: ArgumentHelp("The client secret's key id.", valueName: "guid"))
    var keyID: String

    @Flag(help: "Read its value from standard input and make it current.")
    var secretStdin = false

    @Option(help: "The longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        guard UUID(uuidString: keyID) != nil else {
            throw Complaint(
                "\"\(keyID)\" is no key id",
                hint: "it is a GUID, as 'runtime apps --json' lists it; not the secret's value",
                exit: .usage)
        }
        let value = secretStdin ? try SecretInput.read(prompt: "value of the secret: ") : nil
        StopSignals.install()
        let parts = try Composition(options.folder, for: .change, isolate: scripts.isolate)
        let rotation = try Summary(parts.store, parts.clock).rotations([name]).first
        try rotation?.refuseLeaving("\(keyID) is not adopted")
        let waiting = rotation?.credentials.first {
            $0.state == .offered && $0.keyID == keyID.lowercased()
        }
        let id = try waiting?.id ?? offer(value, parts)
        let reporter = Reporter()
        try Drive(parts, reporter: reporter)
            .until(maxWait: maxWait?.duration ?? .minutes(30), name) { rotation in
                rotation.credentials.first { $0.id == id }?.state != .offered
            }
        try tell(id, parts, told: reporter.hasFailed)
    }

    private func offer(_ value: SecretValue?, _ parts: Composition) throws(Complaint) -> String {
        let now = parts.clock.now()
        let id = Identifier.ulid(at: now) { UInt64.random(in: 0...UInt64.max) }
        let offered = Credential(offered: id, keyID: keyID, at: now)
        do throws(StoreError) {
            try parts.store.ask(.adopt(offered, value: value), of: name, at: now)
        } catch .taken(_, let owner) {
            throw Complaint(
                "client secret \(offered.keyID) is looked after already, by \(owner)",
                hint: "see 'runtime status \(name)'")
        } catch {
            throw Complaint(error)
        }
        return id
    }

    private func tell(_ id: String, _ parts: Composition, told: Bool) throws {
        let rotation = try Complaint.ofStore { () throws(StoreError) in
            try parts.store.rotation(name)
        }
        switch rotation.credentials.first(where: { $0.id == id }) {
        case nil: try tellRefusal(parts, told: told)
        case let adopted? where adopted.state == .offered:
            throw Complaint(
                "\(name): not adopted yet: \(rotation.lastError ?? "it waits for its turn")",
                hint: "'runtime run' and 'runtime retry \(name)' go on with it", exit: .tryAgain)
        case let adopted?:
            guard !json else {
                return try Summary(parts.store, parts.clock).print([name], json: true)
            }
            let role =
                adopted.version.map { "is current, as v\($0)" }
                ?? "is removed after the next delivery, by the policy's rules"
            Terminal.print("\(name): \(adopted.keyID) \(role); it ends \(adopted.endsAt)")
        }
    }

    /// Another process may have found out; then the history says what.
    private func tellRefusal(_ parts: Composition, told: Bool) throws {
        if told { throw ExitCode(Complaint.Exit.failed.rawValue) }
        let events = try Complaint.ofStore { () throws(StoreError) in
            try parts.store.history(of: name, limit: 50)
        }
        let event = events.last { $0.kind == .failed && $0.keyID == keyID.lowercased() }
        throw Complaint(
            "\(name): \(event?.detail ?? "not adopted")",
            hint: event?.hint ?? "see 'runtime history \(name)'")
    }
}
