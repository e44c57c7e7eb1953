import ArgumentParser
import Rotation
import SecretStore

/// `runtime reconcile`: the tenant compared with the journal, and orphans of ours removed.
struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compares the tenant with the journal and removes what is ours and unknown.",
        discussion: """
            A secret that bears this home's marker and that no row of the journal knows is put on \
            record and removed, with reads that confirm it. Everything else is reported and never \
            touched: secrets of others, those that expire soon or have ended, another home's, \
            those that 'delete --keep-credentials' left, and ours on applications that have no \
            rotation here. A secret of ours that somebody removed is reported as well. On \
            applications without a rotation here only secrets that bear a marker are told.

            A connection that does not work leaves the others to be looked at. Exit status: 0 all \
            is well or was cleaned up, 1 a person must look, 75 a tenant cannot be reached or a \
            removal is not confirmed yet.
            """)

    @Argument(help: "The rotations to look at; without any, every application of all connections.")
    var names: [String] = []

    @Flag(help: "Report only; remove nothing.")
    var dryRun = false

    @Option(help: "How long to wait for removals to be confirmed, such as 10m.")
    var maxWait: DurationArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let parts = try Composition(options.folder, for: dryRun ? .reading : .change)
        var reading = TenantReading(parts, names: names)
        var report = ReconcileReport(try reading.compare(), isDry: dryRun, at: parts.clock.now())
        if !dryRun, !report.orphans.isEmpty {
            let cleaning = Cleaning(parts, maxWait: maxWait?.duration ?? .minutes(10))
            report.removed = try cleaning.clean(report.orphans)
        }
        if json {
            Terminal.print(ValueText.encode(report.json))
        } else {
            report.lines.forEach(Terminal.print)
        }
        if let failure = reading.failure { throw failure }
        try report.refuseRest()
    }
}
