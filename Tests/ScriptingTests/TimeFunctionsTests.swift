import Rotation
import Testing

@testable import Scripting

/// `runtime.time`: calendars and time zones for functions that have no clock.
struct TimeFunctionsTests {
    private func run(_ expression: String, _ host: FakeHost? = nil) throws -> [Value] {
        try Script.run("return (require 'runtime').time.\(expression)", host: host)
    }

    @Test(
        "next is the host's own schedule code",
        arguments: [
            ("2026-03-27T12:00:00Z", "2d", "02:30", "Europe/Berlin"),
            ("2026-10-23T12:00:00Z", "2d", "02:30", "Europe/Berlin"),
            ("2026-01-10T15:00:00Z", "30d", "03:00", "America/New_York"),
        ])
    func next(_ after: String, _ interval: String, _ time: String, _ zone: String) throws {
        let start = try #require(Instant(rfc3339: after))
        let schedule = Schedule(
            interval: try #require(DurationText.parse(interval)),
            rotateAt: try LocalTimeText.parse(time), clock: try TimeZoneText.parse(zone))
        let answer = try run(
            """
            next{ after = \(start.seconds), interval = '\(interval)', rotate_at = '\(time)',
              timezone = '\(zone)' }
            """)
        #expect(answer == [.int(schedule.nominal(after: start).seconds)])
        #expect(try run("next{ after = 5, interval = 60 }") == [.int(65)])
    }

    @Test("next takes a cron expression instead of an interval")
    func cron() throws {
        // Saturday, 2026-01-10T15:00Z; Monday in Berlin.
        let after = "after = 1768057200, cron = '0 3 * * 1-5'"
        #expect(try run("next{ \(after) }") == [.int(1_768_186_800)])
        #expect(
            try run("next{ \(after), timezone = 'Europe/Berlin' }") == [.int(1_768_183_200)])
    }

    @Test(
        "format shows an instant on the wall clock of a zone",
        arguments: [
            ("0", "1970-01-01 00:00 UTC"), ("1768014000, 'Europe/Berlin', 'date'", "2026-01-10"),
            ("1768014000, 'Europe/Berlin', 'time'", "04:00"),
            ("1768014000, 'Europe/Berlin', 'weekday'", "Sat"),
            ("1768014000, 'Europe/Berlin', 'iso'", "2026-01-10T04:00:00+01:00"),
            ("1768014000, 'America/New_York', 'iso'", "2026-01-09T22:00:00-05:00"),
            ("1768014000, nil, 'iso'", "2026-01-10T03:00:00+00:00"),
        ])
    func format(_ arguments: String, _ text: String) throws {
        #expect(try run("format(\(arguments))") == [.string(text)])
    }

    @Test(
        "Arguments that do not fit are refused by name",
        arguments: [
            ("next{ after = 1 }", "'interval'"), ("next{ after = 'x', interval = 1 }", "'after'"),
            ("next{ after = 1, interval = '1d', cron = '0 3 * * *' }", "'interval'"),
            ("next{ after = 1, rotate_at = '03:00', cron = '0 3 * * *' }", "'rotate_at'"),
            ("next{ after = 1, cron = '0 25 * * *' }", "'cron' to runtime.time.next: it has"),
            ("next{ after = 1, interval = '0s' }", "'interval'"),
            ("next{ after = 1, interval = '36h', rotate_at = '03:00' }", "whole days"),
            ("next{ after = 1, interval = '1d', rotate_at = '3' }", "'rotate_at'"),
            ("next{ after = 1, interval = '1d', timezone = 'Nowhere' }", "\"Nowhere\""),
            ("next{ after = math.maxinteger, interval = '1d' }", "'after'"),
            ("next{ after = -1, interval = '1d' }", "'after'"),
            ("format(1, 'Nowhere')", "'timezone'"), ("format(1, nil, 'long')", "'style'"),
            ("format()", "'instant'"),
        ])
    func refused(_ call: String, _ fragment: String) {
        let error = Script.error("return (require 'runtime').time.\(call)")
        #expect(error?.description.contains(fragment) == true, "\(error?.description ?? "none")")
    }

    @Test("They work in hooks without being calls of the host, and not while the file is loaded")
    func places() throws {
        let host = FakeHost()
        #expect(try run("next{ after = 5, interval = 60 }", host) == [.int(65)])
        #expect(host.calls.isEmpty)
        let error = Script.loadError("return (require 'runtime').time.format(0)")
        #expect(error?.description.contains("cannot be called while the file is loaded") == true)
    }

    @Test("A host object that a hook kept cannot be used by a later pure function")
    func keptHost() throws {
        let policy = try PolicyText.policy(
            """
            schedule = function()
              local ok, why = pcall(function() return kept:log('info', 'x') end)
              return { action = 'wait', reason = why }
            end,
            hooks = { rotated = function(event, host) rawset(_G, 'kept', host) end },
            """)
        let host = FakeHost()
        _ = try policy.run(.rotated, event: .null, host: host)
        let reason = try policy.decide(.example)?.reason
        #expect(reason?.contains("after its hook has ended") == true, "\(reason ?? "none")")
        #expect(host.calls.isEmpty)
    }
}
