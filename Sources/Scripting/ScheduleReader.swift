internal import Rotation

/// Reads `interval` and `rotate_at`, or `cron`, with `timezone`, `window` and `missed`.
enum ScheduleReader {
    static func read(_ fields: FieldReader) throws(PolicyError) -> Schedule {
        var schedule = try rhythm(fields)
        let windows = try fields.parsed("window") { text throws(TextMistake) -> [Window] in
            try WindowText.parse(text)
        }
        schedule.windows = windows ?? []
        let missed = try fields.choice("missed", of: MissedRule.allCases.map(\.rawValue))
        schedule.missed = missed.flatMap(MissedRule.init) ?? .late
        return schedule
    }

    private static func rhythm(_ fields: FieldReader) throws(PolicyError) -> Schedule {
        if fields.has("cron") { return try cron(fields) }
        guard let interval = try fields.duration("interval") else {
            throw fields.missing("interval", hint: "say how often, such as interval = \"30d\"")
        }
        guard interval > .zero else { throw fields.error("'interval' must be longer than zero") }
        let time = try fields.parsed("rotate_at") { text throws(TextMistake) -> LocalTime in
            try LocalTimeText.parse(text)
        }
        guard time == nil || interval.wholeSeconds % 86_400 == 0 else {
            throw fields.error(
                "'interval' must be whole days when there is a 'rotate_at', not \(interval.short)",
                "without 'rotate_at' any interval will do")
        }
        return Schedule(interval: interval, rotateAt: time, clock: try clock(fields))
    }

    private static func cron(_ fields: FieldReader) throws(PolicyError) -> Schedule {
        for name in ["interval", "rotate_at"] where fields.has(name) {
            throw fields.error(
                "'cron' and '\(name)' do not go together",
                "'cron' names the days and the times of day itself; leave '\(name)' out")
        }
        let cron = try fields.parsed("cron") { text throws(TextMistake) -> Cron in
            try CronText.parse(text)
        }
        guard let cron else { throw fields.missing("cron") }
        return Schedule(cron: cron, clock: try clock(fields))
    }

    private static func clock(_ fields: FieldReader) throws(PolicyError) -> WallClock {
        let clock = try fields.parsed("timezone") { name throws(TextMistake) -> WallClock in
            try TimeZoneText.parse(name)
        }
        return clock ?? .utc
    }
}
