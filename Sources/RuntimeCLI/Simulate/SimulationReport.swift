import Emulator
import Rotation

/// What a simulation came to, for people and for programs.
struct SimulationReport {
    private let simulation: Simulation
    private let chronicle: Chronicle
    private let clock: WallClock

    init(_ simulation: Simulation) {
        self.simulation = simulation
        chronicle = simulation.chronicle
        clock = simulation.clock
    }

    /// The timeline and the summary.
    var lines: [String] { timeline + [""] + summary }

    private var timeline: [String] {
        guard simulation.cast.applications.count > Simulation.few else { return notes }
        var table = Table(
            ["MONTH", "BEGUN", "ROTATED", "REMOVED", "FAILED", "RETRIED", "ALERTS", "STUCK"])
        for month in chronicle.months {
            let kinds: [Event.Kind] = [
                .began, .delivered, .gone, .failed, .retrying, .alert, .stuck,
            ]
            let cells = kinds.map { "\(month.counts[$0, default: 0])" }
            table.add([String("\(month.first)".prefix(7))] + cells)
        }
        return table.lines
    }

    private var notes: [String] {
        let width = chronicle.notes.map(\.rotation.count).max() ?? 0
        return chronicle.notes.map { note in
            let name =
                note.rotation + String(repeating: " ", count: width - note.rotation.count)
            let again =
                note.times > 1 ? " (\(note.times) times until \(clock.text(at: note.until)))" : ""
            let text = ScriptText.escaped(clock.local(note.text))
            return "\(clock.text(at: note.at))  \(name)  \(text)\(again)"
        }
    }

    private var summary: [String] {
        var lines = [
            "\(simulation.settings.days.of("day")) from \(simulation.settings.start), "
                + "\(Self.count(simulation.cast.applications.count, "application")), profile "
                + "\(simulation.settings.profile.rawValue), seed \(simulation.settings.seed)"
        ]
        lines += facts.map { name, text in
            name + String(repeating: " ", count: 16 - name.count) + text
        }
        return lines
    }

    private var facts: [(String, String)] {
        let count = { (kind: Event.Kind) in chronicle.counts[kind, default: 0] }
        var facts = [("rotations", "\(count(.delivered)) done, \(count(.began)) begun")]
        let overlaps = chronicle.overlaps
        if let least = overlaps.first, let most = overlaps.last {
            let median = overlaps[overlaps.count / 2]
            facts.append(
                ("overlap", "\(least.short) to \(most.short), median \(median.short)"))
        }
        let interval = simulation.longestInterval.short
        facts.append(("longest gap", "\(chronicle.longestGap.short), declared \(interval)"))
        facts.append(
            (
                "live secrets",
                "at most \(chronicle.mostLiveOfOne) of one application, "
                    + "\(chronicle.mostLive) together"
            ))
        if let (left, id) = chronicle.nearestEnd {
            facts.append(("nearest end", "\(left.short) left (\(simulation.name(id)))"))
        }
        facts.append(
            (
                "went wrong",
                "\(count(.failed)) failed, \(count(.retrying)) retried, "
                    + "\(Self.count(count(.alert), "alert")), \(count(.stuck)) stuck"
            ))
        if simulation.watcher.early > 0 {
            facts.append(("read early", Self.early(simulation.watcher.early)))
        }
        facts.append(("requests", "\(simulation.tenant.requests)"))
        let isWell = simulation.watcher.violation == nil
        facts.append(("rules", isWell ? "none broken" : "broken"))
        return facts
    }

    private static func early(_ count: Int) -> String {
        "\(Self.count(count, "secret")) without a stage, before every replica took it"
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
}

extension SimulationReport {
    /// Everything, in seconds and Unix seconds.
    func json(reproducedBy command: String) -> Value {
        let settings = simulation.settings
        return .map([
            "start": .string(settings.start.description), "days": .int(Int64(settings.days)),
            "applications": .int(Int64(simulation.cast.applications.count)),
            "profile": .string(settings.profile.rawValue), "seed": .string("\(settings.seed)"),
            "command": .string(command), "summary": .map(figures),
            "live": .list(chronicle.days.map { .int(Int64($0.live)) }),
            "months": .list(chronicle.months.map(Self.record)),
            "timeline": .list(chronicle.notes.map(Self.record)),
            "violation": simulation.watcher.violation.map(Self.record) ?? .null,
        ])
    }

    private var figures: [String: Value] {
        let overlaps = chronicle.overlaps.map(\.wholeSeconds)
        var figures: [String: Value] = [
            "longest_gap": .int(chronicle.longestGap.wholeSeconds),
            "interval": .int(simulation.longestInterval.wholeSeconds),
            "most_live_of_one": .int(Int64(chronicle.mostLiveOfOne)),
            "most_live": .int(Int64(chronicle.mostLive)),
            "requests": .int(Int64(simulation.tenant.requests)),
            "read_early": .int(Int64(simulation.watcher.early)),
        ]
        for (name, kind) in [
            ("begun", Event.Kind.began), ("rotations", .delivered), ("removed", .gone),
            ("failed", .failed), ("retried", .retrying), ("alerts", .alert), ("stuck", .stuck),
        ] {
            figures[name] = .int(Int64(chronicle.counts[kind, default: 0]))
        }
        figures["least_left"] = chronicle.nearestEnd.map { .int($0.left.wholeSeconds) }
        figures["overlap_min"] = overlaps.first.map { .int($0) }
        figures["overlap_max"] = overlaps.last.map { .int($0) }
        figures["overlap_median"] =
            overlaps.isEmpty ? nil : .int(overlaps[overlaps.count / 2])
        return figures
    }

    private static func record(_ month: Chronicle.Month) -> Value {
        var fields: [String: Value] = ["month": .string(String("\(month.first)".prefix(7)))]
        for (kind, count) in month.counts { fields[kind.rawValue] = .int(Int64(count)) }
        return .map(fields)
    }

    private static func record(_ note: Chronicle.Note) -> Value {
        .map([
            "at": .string(note.at.description), "rotation": .string(note.rotation),
            "text": .string(note.text), "times": .int(Int64(note.times)),
            "until": .string(note.until.description),
        ])
    }

    private static func record(_ violation: Violation) -> Value {
        .map([
            "at": .string(violation.at.description), "rotation": .string(violation.rotation),
            "rule": .string(violation.rule.rawValue), "detail": .string(violation.detail),
        ])
    }
}

extension Simulation {
    /// The zone that people read: that of the first policy.
    var clock: WallClock { cast.members.first?.declaration.schedule.clock ?? .utc }

    /// The longest interval that a policy declares.
    var longestInterval: Duration {
        cast.members.map(\.declaration.schedule.interval).max() ?? .zero
    }

    /// The name of a rotation.
    func name(_ id: Int64) -> String { store.medium.rotation(id)?.name ?? "?" }
}
