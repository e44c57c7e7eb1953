internal import Foundation
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
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap(twoDigits)
        guard parts.count == 2, numbers.count == 2,
            let time = LocalTime(hour: numbers[0], minute: numbers[1])
        else {
            throw fields.error(
                "'rotate_at' must be a time of day from 00:00 to 23:59, not \"\(text)\"",
                "write \"03:00\" for three in the morning")
        }
        return time
    }

    private static func twoDigits(_ part: Substring.UTF8View.SubSequence) -> Int? {
        guard part.count == 2, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return part.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    private static func timeZone(_ fields: FieldReader) throws(PolicyError) -> String {
        guard let name = try fields.text("timezone") else { return "UTC" }
        guard isKnown(name) else {
            throw fields.error(
                "'timezone' must be an IANA time zone, not \"\(name)\"", nearest(to: name))
        }
        return name
    }

    private static func isKnown(_ name: String) -> Bool {
        !name.isEmpty && TimeZone(identifier: name) != nil
    }

    /// Offers zones that are spelt alike, or whose city is what was written.
    private static func nearest(to name: String) -> String? {
        let zones = TimeZone.knownTimeZoneIdentifiers
        let city = name.lowercased().replacing(" ", with: "_")
        let sameCity = zones.filter { $0.lowercased().hasSuffix("/\(city)") }
        let found = sameCity.isEmpty ? Spelling.nearest(to: name, in: zones).map { [$0] } : sameCity
        guard let found else { return "write it as \"Europe/Berlin\" or \"UTC\"" }
        return "did you mean " + found.sorted().map { "'\($0)'" }.joined(separator: " or ") + "?"
    }
}
