import ArgumentParser
import Rotation
import SecretStore

/// `runtime retry`: on again after something was mended.
struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Lets a rotation go on after what was wrong has been mended.",
        discussion: """
            Failures no longer count: a stuck rotation begins automatic runs again. A step, a \
            removal or a hook event that failed is tried again at once.

            An open run and its hook events go by the policy they began with. With --policy \
            current they go by the version that is on record now, as after mending a hook.

            --drop gives up a hook event that can never succeed; 'runtime status NAME' lists \
            them. A run whose last event is dropped counts as delivered: see to it that \
            consumers have the new secret, because the one before it will be removed.

            A running `runtime run` on the same home does the work if there is one.
            """)

    @Argument(help: "The rotation's name.")
    var name: String

    @Option(help: "By which version of the policy: pinned, or current.")
    var policy = Retry.pinned

    @Option(help: ArgumentHelp("A hook event to give up.", valueName: "event"))
    var drop: String?

    @Option(help: "The longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let parts = try Composition(options.folder, for: .change, isolate: scripts.isolate)
        let summary = Summary(parts.store, parts.clock)
        let rotation = try summary.rotations([name]).first
        if let drop { try give(up: drop, parts) }
        try Complaint.ofStore { () throws(StoreError) in
            try parts.store.ask(.retry(under: policy), of: name, at: parts.clock.now())
        }
        if let fleet = rotation?.fleet { try restart(fleet, parts) }
        if let since = rotation?.pausedAt {
            Terminal.say(
                "runtime: hint: \(name) is paused since \(since); 'runtime resume \(name)'")
        }
        let reporter = Reporter()
        let drive = Drive(parts, reporter: reporter)
        if let rotation { try drive.probeSoon(rotation.connection) }
        try drive.toRest(maxWait: maxWait?.duration ?? .minutes(30), only: name)
        try summary.print([name], json: json)
        try summary.refuseFailing([name], told: reporter.hasFailed)
    }

    /// What stopped a fleet is mended as well.
    private func restart(_ fleet: Int64, _ parts: Composition) throws(Complaint) {
        _ = try Complaint.ofStore { () throws(StoreError) in
            try parts.store.updateFleet(fleet, at: parts.clock.now()) { $0.restart() }
        }
    }

    private func give(up event: String, _ parts: Composition) throws(Complaint) {
        do throws(StoreError) {
            try parts.store.ask(.drop(event: event), of: name, at: parts.clock.now())
        } catch .notFound(let what) {
            throw Complaint(
                "\(what) does not wait to be run",
                hint: "'runtime status \(name)' lists those that do")
        } catch {
            throw Complaint(error)
        }
    }
}

extension Retry: ExpressibleByArgument {}
