import ArgumentParser
import Rotation

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

    @Option(help: "The longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let parts = try Composition(options.folder, isolate: scripts.isolate)
        let summary = Summary(parts.store)
        let rotation = try summary.rotations([name]).first
        let before = rotation?.version ?? 0
        if let since = rotation?.pausedAt, !force {
            throw Complaint(
                "\(name) is paused since \(since)",
                hint: "'runtime resume \(name)' ends the pause; '--force' rotates all the same")
        }
        do throws(StoreError) {
            try parts.store.request(force ? .forced : .manual, of: name)
        } catch {
            throw Complaint(error)
        }
        let reporter = Reporter()
        let drive = Drive(parts, reporter: reporter)
        try drive.toRest(maxWait: maxWait?.duration ?? .minutes(30), only: name)
        try summary.print([name])
        try summary.refuseFailing([name], told: reporter.hasFailed)
        let after = try summary.rotations([name]).first
        if let after, after.version == before {
            throw Complaint(
                "\(name): no new secret was promoted", hint: "see 'runtime history \(name)'")
        }
    }
}
