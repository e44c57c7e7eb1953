import ArgumentParser
import Emulator
import Foundation
import Rotation
import SecretStore

/// `runtime run`: the scheduler in the foreground.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Puts policies on record and rotates what is due, until stopped.",
        discussion: """
            Policy files that change are read again, as are new ones in a named directory; so \
            are all of them on SIGHUP. A file that is broken then changes nothing: the version \
            on record goes on, and 'runtime status' shows what is wrong. config.lua is read at \
            the start only.

            With --once it drives everything to rest and ends: it waits for proofs, gaps and \
            retries, but not for stage, overlap, windows or the next nominal time.
            """)

    @Argument(help: "Policy files, or directories of them.")
    var policies: [String]

    @Flag(help: "Drive to rest, then end.")
    var once = false

    @Flag(help: "Use a local tenant in this process instead of Azure.")
    var emulator = false

    @Option(help: "With --once: the longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let tenant = emulator ? try RunningEmulator.start() : nil
        let scratch = emulator && options.home == nil ? ScratchHome() : nil
        defer { scratch?.remove() }
        let folder = scratch?.folder ?? options.folder
        let parts = try Composition(
            folder, emulator: tenant, isolate: scripts.isolate)
        let registering = Registering(
            store: parts.store, limits: parts.scriptLimits, clock: parts.clock, watch: parts.watch)
        if !once { parts.watch.begin(policies) }
        let registered = try registering.register(policies)
        let reporter = Reporter()
        let drive = Drive(parts, reporter: reporter)
        if once {
            try drive.toRest(maxWait: maxWait?.duration ?? .minutes(30))
            let summary = Summary(parts.store, parts.clock)
            // One that was being deleted is gone now.
            let names = try summary.present(
                registered.names, membersOf: registered.fleetPaths)
            if names.isEmpty {
                Terminal.say("runtime: note: no rotation is on record for these files")
            } else {
                try summary.print(names)
                try summary.refuseFailing(names, told: reporter.hasFailed)
            }
            try summary.refuseUnlisted(registered.fleetPaths)
        } else {
            HangupSignal.install()
            let reloading = Reloading(
                registering: registering, clock: parts.clock, watch: parts.watch)
            drive.untilStopped(lookAround: reloading.lookAround)
        }
    }
}

/// A home of its own for a tenant that lives no longer than this process.
private struct ScratchHome {
    let folder = HomeFolder(
        path: NSTemporaryDirectory() + "runtime-emulator-\(UUID().uuidString)")

    func remove() {
        try? FileManager.default.removeItem(atPath: folder.path)
    }
}
