import ArgumentParser
import Rotation
import Scripting

/// `runtime next`: the coming nominal times of a schedule.
struct NextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Prints the coming times of a schedule, one line each, in UTC.",
        discussion: """
            runtime next --interval 30d --rotate-at 03:00 --tz Europe/Berlin \
            --anchor 2026-01-10T15:00:00Z --manual
            runtime next --cron '0 3 * * 1-5' --tz Europe/Berlin --after 2026-01-10T15:00:00Z

            An interval is counted from --anchor: the nominal time of a scheduled run, or with \
            --manual the actual time of a creation or manual run, after which a full interval \
            elapses first. A day that either day field of a cron expression names will do, as in \
            Vixie cron, unless one of the two begins with *, such as */2: then a day must match \
            both. A local time that a change of the clock leaves out is shifted \
            forward by what is left out; of one that comes twice the first counts.
            """)

    @Option(help: "Time between two rotations, such as 30d; whole days with --rotate-at.")
    var interval: DurationArgument?

    @Option(help: "Local time of day, such as 03:00.")
    var rotateAt: String?

    @Option(help: "Cron expression of five fields, instead of --interval and --rotate-at.")
    var cron: String?

    @Option(help: "IANA time zone; default UTC.")
    var tz = "UTC"

    @Option(help: "What an interval is counted from, such as 2026-01-10T15:00:00Z.")
    var anchor: String?

    @Flag(help: "--anchor is the actual time of a creation or a manual run.")
    var manual = false

    @Option(help: "With --cron: print times after this one; default now.")
    var after: String?

    @Option(help: "Print when promotions begin in these windows: \"Tue,Thu 02:00-04:00\".")
    var window: String?

    @Option(name: [.customShort("n"), .long], help: "How many.")
    var count = 5

    func run() throws {
        guard (1...100_000).contains(count) else {
            throw Self.usage("'-n' must be from 1 to 100000, not \(count)")
        }
        var schedule = try schedule()
        schedule.windows = try windows()
        var next = try first(of: schedule)
        for number in 0..<count {
            let opening = window == nil ? nil : schedule.opening(for: next)
            let time = opening.map { max($0.opens, next) } ?? next
            guard time <= Self.end else { return try tellEnd(after: number) }
            Terminal.print(time.description)
            next =
                opening == nil
                ? schedule.nominal(after: next) : schedule.next(after: .nominal(next, served: time))
        }
    }

    /// The last second that four digits of a year can tell, 9999-12-31T23:59:59Z.
    private static let end = Instant(253_402_300_799)

    private func tellEnd(after number: Int) throws(Complaint) {
        guard number > 0 else { throw Self.usage("the first time lies beyond the year 9999") }
        Terminal.say("runtime: hint: what comes after these lies beyond the year 9999")
    }

    private func first(of schedule: Schedule) throws(Complaint) -> Instant {
        guard cron == nil else {
            return schedule.nominal(after: try Self.instant(after, "--after") ?? Self.now)
        }
        guard let anchor = try Self.instant(anchor, "--anchor") else {
            throw Self.usage(
                "'--anchor' is missing",
                "say what the interval is counted from, such as --anchor \(Self.now)")
        }
        return manual ? schedule.next(after: .actual(anchor)) : schedule.nominal(after: anchor)
    }
}

extension NextCommand {
    private func schedule() throws(Complaint) -> Schedule {
        let clock = try Self.parse(tz, "--tz") { text throws(TextMistake) -> WallClock in
            try TimeZoneText.parse(text)
        }
        guard let cron else { return try intervalSchedule(on: clock) }
        let stray = [
            ("--interval", interval != nil), ("--rotate-at", rotateAt != nil),
            ("--anchor", anchor != nil), ("--manual", manual),
        ]
        if let name = stray.first(where: \.1)?.0 {
            throw Self.usage(
                "'--cron' and '\(name)' do not go together",
                "use --cron with --after, or --interval with --anchor")
        }
        let pattern = try Self.parse(cron, "--cron") { text throws(TextMistake) -> Cron in
            try CronText.parse(text)
        }
        return Schedule(cron: pattern, clock: clock)
    }

    private func windows() throws(Complaint) -> [Window] {
        guard let window else { return [] }
        return try Self.parse(window, "--window") { text throws(TextMistake) -> [Window] in
            try WindowText.parse(text)
        }
    }

    private func intervalSchedule(on clock: WallClock) throws(Complaint) -> Schedule {
        guard let interval = interval?.duration else {
            throw Self.usage(
                "'--interval' or '--cron' is missing",
                "write --interval 30d --anchor \(Self.now), or --cron '0 3 * * 1-5'")
        }
        guard interval > .zero else {
            throw Self.usage("'--interval' must be longer than zero", "write --interval 30d")
        }
        guard after == nil else {
            throw Self.usage(
                "'--interval' and '--after' do not go together",
                "an interval is counted from --anchor")
        }
        guard let rotateAt else { return Schedule(interval: interval, clock: clock) }
        let time = try Self.parse(rotateAt, "--rotate-at") { text throws(TextMistake) in
            try LocalTimeText.parse(text)
        }
        guard interval.wholeSeconds % 86_400 == 0 else {
            throw Self.usage(
                "'--interval' must be whole days with '--rotate-at', not \(interval.short)",
                "without --rotate-at any interval will do")
        }
        return Schedule(interval: interval, rotateAt: time, clock: clock)
    }

    private static func parse<Parsed>(
        _ text: String, _ option: String, as parse: (String) throws(TextMistake) -> Parsed
    ) throws(Complaint) -> Parsed {
        do throws(TextMistake) {
            return try parse(text)
        } catch {
            throw usage("'\(option)' \(error.message)", error.hint)
        }
    }

    private static func instant(_ text: String?, _ option: String) throws(Complaint) -> Instant? {
        guard let text else { return nil }
        guard let instant = Instant(rfc3339: text) else {
            throw usage(
                "'\(option)' must be an instant, not \"\(text)\"",
                "write it as 2026-01-10T15:00:00Z or 2026-01-10T16:00:00+01:00")
        }
        return instant
    }

    private static func usage(_ message: String, _ hint: String? = nil) -> Complaint {
        Complaint(message, hint: hint ?? "see 'runtime next --help'", exit: .usage)
    }

    private static var now: Instant { SystemClock { false }.now() }
}
