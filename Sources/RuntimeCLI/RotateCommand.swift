import ArgumentParser
import Azure
import Rotation
import SecretStore

/// `runtime rotate`: a manual run.
struct RotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replaces a rotation's secret now.",
        discussion: "A running `runtime run` on the same home does the work if there is one.")

    @Argument(help: "The rotation's name.")
    var name: String

    @Flag(help: "Rotate in spite of a pause, which goes on afterwards.")
    var force = false

    @Flag(
        name: .customLong("self"),
        help: "Rotate the application that the connection itself signs in as.")
    var own = false

    @Option(help: "The longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let parts = try Composition(options.folder, for: .change, isolate: scripts.isolate)
        let summary = Summary(parts.store, parts.clock)
        let rotation = try summary.rotations([name]).first
        let before = rotation?.version ?? 0
        try rotation?.refuseLeaving("not rotated")
        if let since = rotation?.pausedAt, !force {
            throw Complaint(
                "\(name) is paused since \(since)",
                hint: "'runtime resume \(name)' ends the pause; '--force' rotates all the same")
        }
        if own, let rotation { try checkOwn(rotation, parts.configuration) }
        do throws(StoreError) {
            try parts.store.request(own ? .own : force ? .forced : .manual, of: name)
        } catch {
            throw Complaint(error)
        }
        let reporter = Reporter()
        let drive = Drive(parts, reporter: reporter)
        try drive.toRest(maxWait: maxWait?.duration ?? .minutes(30), only: name)
        try summary.print([name])
        try summary.refuseFailing([name], told: reporter.hasFailed)
        let after = try summary.rotations([name]).first
        if let after, after.version == before, after.lastRotatedAt == rotation?.lastRotatedAt {
            throw Complaint(
                "\(name): no new secret was promoted", hint: "see 'runtime history \(name)'")
        }
    }

    /// A new secret of the connection's own must reach it by being on record, or not at all.
    private func checkOwn(
        _ rotation: Rotation, _ configuration: Configuration
    ) throws(Complaint) {
        guard !force else {
            throw Complaint(
                "'--self' and '--force' do not go together",
                hint: "'runtime resume \(name)' ends a pause", exit: .usage)
        }
        let connection = configuration.connections[rotation.connection]
        let client = rotation.seen?.clientID ?? rotation.application.clientID
        guard client == nil || client == connection?.clientID?.lowercased() else {
            throw Complaint(
                "\(name) is not the application that connection \"\(rotation.connection)\" "
                    + "signs in as", hint: "leave '--self' out", exit: .usage)
        }
        guard case .kept? = connection?.signIn else {
            throw Complaint(
                "connection \"\(rotation.connection)\" does not take its secret from the store, "
                    + "so that a new one would not reach it",
                hint: "write secret = \"store\" for it in config.lua, then 'runtime connection "
                    + "set-secret \(rotation.connection)'")
        }
    }
}
