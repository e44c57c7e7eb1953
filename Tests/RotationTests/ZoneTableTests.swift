import Foundation
import Testing

@testable import Rotation

struct ZoneTableTests {
    private func clock(_ zone: String) throws -> WallClock {
        try #require(WallClock(identifier: zone))
    }

    @Test("A zone goes on by its rule long after its file ends")
    func farAhead() throws {
        // The last Sundays of March and October, also after the calendar has repeated.
        for (text, offset) in [
            ("2400-03-26T00:59:59Z", 3_600), ("2400-03-26T01:00:00Z", 7_200),
            ("2800-10-29T00:59:59Z", 7_200), ("2800-10-29T01:00:00Z", 3_600),
        ] as [(String, Int64)] {
            let instant = try #require(Instant(rfc3339: text))
            let reading = try clock("Europe/Berlin").reading(at: instant)
            #expect(reading - instant.seconds == offset, "\(text)")
            #expect(try clock("Europe/Berlin").instant(showing: reading) <= instant)
        }
    }

    @Test("Every zone of the database can be read, also one that never changed")
    func everyZone() throws {
        let now = Instant(1_768_057_200)
        for name in TimeZone.knownTimeZoneIdentifiers + ["EST", "Etc/GMT+5", "Etc/GMT-14"] {
            guard let clock = WallClock(identifier: name) else { continue }
            let reading = clock.reading(at: now)
            #expect(clock.instant(showing: reading) == now, "\(name)")
        }
        #expect(try clock("Etc/GMT+5").text(at: now) == "2026-01-10 10:00 -05")
    }

    @Test("Names are those of the database")
    func names() throws {
        let winter = Instant(1_768_057_200)
        #expect(try clock("Europe/Berlin").text(at: winter) == "2026-01-10 16:00 CET")
        #expect(try clock("Asia/Tehran").text(at: winter) == "2026-01-10 18:30 +0330")
        #expect(WallClock.utc.text(at: winter) == "2026-01-10 15:00 UTC")
    }

    @Test(
        "A name that leads out of the database, to a folder or to leap seconds is no zone",
        arguments: ["", "../zoneinfo/UTC", "/etc/localtime", "Europe", "right/UTC", "zone.tab"])
    func noZones(name: String) {
        #expect(WallClock(identifier: name) == nil)
    }

    @Test(
        "Rules of POSIX in all their forms",
        arguments: [
            // Winter is called the time that is put back.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 2026, [1_774_746_000, 1_792_890_000]),
            // A time of day beyond midnight, and one before it.
            ("IST-2IDT,M3.4.4/26,M10.5.0", 2026, [1_774_569_600, 1_792_882_800]),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, [1_774_746_000, 1_792_890_000]),
            // Days of the year, with and without leap days.
            ("AAA3BBB,J60,59/1:30", 2028, [1_835_407_800, 1_835_499_600]),
            // Nothing changes.
            ("<+0330>-3:30", 2026, []),
        ] as [(String, Int, [Int64])])
    func rules(text: String, year: Int, starts: [Int64]) throws {
        let rule = try #require(ZoneRule(text))
        #expect(rule.spans(in: year).map(\.start) == starts)
    }

    @Test(
        "What is no rule is refused",
        arguments: ["", "X", "CET-1CEST", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.0", "<A-1"])
    func noRules(text: String) {
        #expect(ZoneRule(text) == nil)
    }

    @Test("A file that was cut short or altered is no zone, and never a trap")
    func damaged() throws {
        var bytes: [UInt8] = Array("TZif2".utf8) + Array(repeating: 0, count: 39)
        bytes[39] = 1
        #expect(ZoneFile.decode(bytes) == nil)
        #expect(ZoneFile.decode([]) == nil)
        #expect(ZoneFile.decode(Array(repeating: 255, count: 400)) == nil)
    }
}
