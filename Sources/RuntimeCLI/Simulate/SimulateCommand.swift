import ArgumentParser
import Emulator
import Foundation
import Rotation

/// `runtime simulate`: hundreds of days of policies in seconds, without a tenant and without a home.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract:
            "Runs policies for hundreds of days in a made-up tenant; touches nothing outside.",
        discussion: """
            The real engine and the real policies over a tenant that lags, throttles and loses \
            requests as its profile says, on a clock that jumps from event to event. Hooks run, \
            and every call they make is answered as a success. After each write the tenant is \
            looked at: exit status 1 and the seed when a rule is broken.

            --fail takes \(Mishap.forms).
            """)

    @Argument(help: "Policy files, or directories of them.")
    var policies: [String]

    @Option(help: "How many days.")
    var days = 400

    @Option(help: "How many applications each policy is for.")
    var applications = 1

    @Option(help: "Something that goes wrong, such as 'graph down 6h at day 30'; repeatable.")
    var fail: [String] = []

    @Option(help: "The same seed gives the same simulation.")
    var seed: UInt64 = 1

    @Option(help: "How the tenant behaves: calm, real or hostile.")
    var profile = Profile.real.rawValue

    @Option(help: "When it begins, such as 2026-01-10T15:00:00Z; default: today.")
    var start: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Also write a picture of the timeline to this file.", completion: .file())
    var svg: String?

    @OptionGroup var scripts: ScriptOptions

    func run() throws {
        let settings = try settings()
        let simulation = Simulation(try cast(), settings)
        do throws(StoreError) {
            try simulation.run { day in
                guard day % 5 == 0 else { return }
                let count = simulation.chronicle.counts[.delivered, default: 0]
                Terminal.progress("day \(day) of \(days), \(count.of("rotation"))")
            }
        } catch {
            throw Complaint(error)
        }
        Terminal.endProgress()
        if let svg { try write(TimelinePicture(simulation, title: title).text, to: svg) }
        let report = SimulationReport(simulation)
        if json {
            Terminal.print(ValueText.encode(report.json(reproducedBy: command(settings))))
        } else {
            report.lines.forEach(Terminal.print)
        }
        if let violation = simulation.watcher.violation {
            throw Complaint(
                simulation.clock.local(
                    "\(violation.rotation): \(violation.rule.rawValue), at \(violation.at): "
                        + violation.detail),
                hint: "see it again: \(command(settings))")
        }
    }

    private var title: String {
        policies.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: ", ")
    }

    private func cast() throws(Complaint) -> Cast {
        let paths: [String]
        do throws(PolicyError) {
            paths = try PolicyPaths.expand(policies)
        } catch {
            throw Complaint(error)
        }
        return try Cast(paths: paths, applications: applications, limits: scripts.limits)
    }

    private func write(_ text: String, to path: String) throws(Complaint) {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Complaint(
                "cannot write \"\(path)\"", hint: "give the path of a file in a directory of yours")
        }
    }
}

// MARK: - Arguments

extension SimulateCommand {
    private func settings() throws(Complaint) -> Simulation.Settings {
        guard (1...36_500).contains(days) else {
            throw usage("'--days' must be from 1 to 36500, not \(days)")
        }
        guard (1...100_000).contains(applications) else {
            throw usage("'--applications' must be from 1 to 100000, not \(applications)")
        }
        guard let profile = Profile(rawValue: profile) else {
            throw usage("'--profile' must be calm, real or hostile, not \"\(self.profile)\"")
        }
        var settings = Simulation.Settings(start: try beginning())
        settings.days = days
        settings.seed = seed
        settings.profile = profile
        settings.mishaps = try fail.map { text throws(Complaint) in try mishap(text) }
        #if DEBUG
            let plant = ProcessInfo.processInfo.environment["RUNTIME_PLANT"]
            settings.plant = plant.flatMap(Plant.init)
        #endif
        return settings
    }

    private func mishap(_ text: String) throws(Complaint) -> Mishap {
        let mishap = try Mishap(text)
        guard mishap.start < .days(days) else {
            throw usage(
                "'--fail' \"\(text)\" begins after the \(days.of("day")) of the simulation",
                hint: "give a day below \(days), or more '--days'")
        }
        return mishap
    }

    /// Where nothing else is said, today's beginning, so that the next try tells the same.
    private func beginning() throws(Complaint) -> Instant {
        guard let start else {
            let now = SystemClock { false }.now()
            return Instant(now.seconds - now.seconds % 86_400)
        }
        guard let instant = Instant(rfc3339: start) else {
            throw usage(
                "'--start' must be an instant, not \"\(start)\"",
                hint: "write it as 2026-01-10T15:00:00Z or 2026-01-10T16:00:00+01:00")
        }
        return instant
    }

    private func usage(_ message: String, hint: String = "see 'runtime simulate --help'")
        -> Complaint
    {
        Complaint(message, hint: hint, exit: .usage)
    }

    /// The command that does the same again.
    private func command(_ settings: Simulation.Settings) -> String {
        let files = policies.map(\.forShell).joined(separator: " ")
        let mishaps = settings.mishaps.map { " --fail \($0.text.forShell)" }.joined()
        return "runtime simulate \(files) --days \(days) --applications \(applications) "
            + "--seed \(seed) --profile \(profile) --start \(settings.start)" + mishaps
            + (scripts.isolate ? " --isolate" : "")
    }
}

extension String {
    /// The text as one word of a shell.
    fileprivate var forShell: String {
        let isPlain = allSatisfy {
            ($0.isASCII && ($0.isLetter || $0.isNumber)) || "/._-+:=@%".contains($0)
        }
        return isPlain && !isEmpty ? self : "'\(replacing("'", with: "'\\''"))'"
    }
}
