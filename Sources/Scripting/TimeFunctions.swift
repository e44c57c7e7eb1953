internal import CLuaHost
internal import Rotation

/// `runtime.time`: the host's own reckoning of calendars and time zones.
enum TimeFunctions {
    static let nextSignature = Signature(
        "The first instant after 'after' of a schedule that has the keys of a policy: 'rotate_at' "
            + "on the local date of 'after' plus the interval, or later.",
        .table([
            Parameter("after", .instant, isRequired: true, "counted from here"),
            Parameter("interval", .duration, "whole days with 'rotate_at'; or 'cron' instead"),
            Parameter("rotate_at", .text, "local time of day; the interval to the second without"),
            Parameter("cron", .text, "five fields, such as \"0 3 * * 1-5\""),
            Parameter("timezone", .text, "an IANA name; \"UTC\" without"),
        ]), gives: .instant)

    static let formatSignature = Signature(
        "An instant as text for people: \"2026-01-10 03:00 CET\".",
        .ordered([
            Parameter("instant", .instant, isRequired: true, "what to show"),
            Parameter("timezone", .text, "an IANA name; \"UTC\" without"),
            Parameter(
                "style", .choice(["datetime", "date", "time", "weekday", "iso"]),
                "\"datetime\" without; a weekday is \"Mon\", \"Tue\" …"),
        ]), gives: .text)

    /// Carries out the function that `host.h` gives this number.
    static func call(_ place: Int32, _ arguments: [Value]) throws(HostError) -> Value {
        switch Int(place) {
        case HOST_RUNTIME_TIME_NEXT:
            try nextSignature.check(arguments, of: "runtime.time.next")
            return .int(try next(arguments[0]).seconds)
        case HOST_RUNTIME_TIME_FORMAT:
            try formatSignature.check(arguments, of: "runtime.time.format")
            return .string(try format(arguments))
        default: throw .misuse("the host has no such function")
        }
    }

    // MARK: - next

    private static func next(_ options: Value) throws(HostError) -> Instant {
        let after = try instant(options["after"], "after", of: "next")
        let clock = try clock(options["timezone"]?.text, of: "next")
        if let text = options["cron"]?.text {
            return clock.next(of: try cron(text, options), after: after)
        }
        let interval = try interval(options["interval"])
        let time = try options["rotate_at"]?.text.map(localTime)
        guard time == nil || interval.wholeSeconds % 86_400 == 0 else {
            throw bad("interval", of: "next", "whole days with 'rotate_at'", nil)
        }
        return Schedule(interval: interval, rotateAt: time, clock: clock).nominal(after: after)
    }

    private static func cron(_ text: String, _ options: Value) throws(HostError) -> Cron {
        for name in ["interval", "rotate_at"] where options[name] != nil {
            throw .misuse(
                "bad argument '\(name)' to runtime.time.next: it does not go together with 'cron'")
        }
        do throws(TextMistake) {
            return try CronText.parse(text)
        } catch {
            throw .misuse("bad argument 'cron' to runtime.time.next: it \(error.message)")
        }
    }

    private static func localTime(_ text: String) throws(HostError) -> LocalTime {
        do throws(TextMistake) {
            return try LocalTimeText.parse(text)
        } catch {
            throw bad("rotate_at", of: "next", "a time of day such as \"03:00\"", text)
        }
    }

    private static func interval(_ value: Value?) throws(HostError) -> Duration {
        let duration: Duration? =
            switch value {
            case .string(let text)?: DurationText.parse(text)
            case .int(let seconds)? where DurationText.range.contains(seconds): .seconds(seconds)
            default: nil
            }
        guard let duration, duration > .zero else {
            throw bad("interval", of: "next", "a duration such as \"30d\"", value?.text)
        }
        return duration
    }

    // MARK: - format

    private static func format(_ arguments: [Value]) throws(HostError) -> String {
        let instant = try instant(arguments[0], "instant", of: "format")
        let clock = try clock(arguments.count > 1 ? arguments[1].text : nil, of: "format")
        let style = arguments.count > 2 ? arguments[2].text : nil
        switch style {
        case "date": return clock.date(at: instant).description
        case "time": return clock.time(at: instant).description
        case "weekday": return clock.weekday(at: instant)
        case "iso": return clock.rfc3339(at: instant)
        default: return clock.text(at: instant)
        }
    }

    // MARK: - Arguments

    private static func instant(
        _ value: Value?, _ name: String, of function: String
    ) throws(HostError) -> Instant {
        guard let seconds = value?.integer, Instant.writable.contains(seconds) else {
            throw bad(name, of: function, "an instant of the years 1970 to 9999", nil)
        }
        return Instant(seconds)
    }

    private static func clock(
        _ name: String?, of function: String
    ) throws(HostError) -> WallClock {
        guard let name else { return .utc }
        guard let clock = WallClock(identifier: name) else {
            throw bad("timezone", of: function, "an IANA time zone", name)
        }
        return clock
    }

    private static func bad(
        _ name: String, of function: String, _ expected: String, _ given: String?
    ) -> HostError {
        let given = given.map { ", got \"\($0)\"" } ?? ""
        return .misuse(
            "bad argument '\(name)' to runtime.time.\(function): \(expected) expected\(given)")
    }
}
