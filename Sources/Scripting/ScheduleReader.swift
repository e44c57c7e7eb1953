internal import Rotation

/// Reads `interval`, `rotate_at` and `timezone`.
enum ScheduleReader {
    static func read(_ fields: FieldReader) throws(PolicyError) -> Schedule {
        guard let interval = try fields.duration("interval") else {
            throw fields.missing("interval", hint: "say how often, such as interval = \"30d\"")
        }
        guard interval > .zero else { throw fields.error("'interval' must be longer than zero") }
        let time = try localTime(fields)
        guard time == nil || interval.wholeSeconds % 86_400 == 0 else {
            throw fields.error(
                "'interval' must be whole days when there is a 'rotate_at', not \(interval.short)",
                "without 'rotate_at' any interval will do")
        }
        return Schedule(interval: interval, rotateAt: time, timeZone: try timeZone(fields))
    }

    private static func localTime(_ fields: FieldReader) throws(PolicyError) -> LocalTime? {
        guard let text = try fields.text("rotate_at") else { return nil }
        guard let time = LocalTime(text) else {
            throw fields.error(
                "'rotate_at' must be a time of day from 00:00 to 23:59, not \"\(text)\"",
                "write \"03:00\" for three in the morning")
        }
        return time
    }

    private static func timeZone(_ fields: FieldReader) throws(PolicyError) -> String {
        guard let name = try fields.text("timezone") else { return "UTC" }
        guard ZoneName.isKnown(name) else {
            throw fields.error(
                "'timezone' must be an IANA time zone, not \"\(name)\"", ZoneName.nearest(to: name))
        }
        return name
    }
}
