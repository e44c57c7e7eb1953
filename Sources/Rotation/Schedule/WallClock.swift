/// The wall clock of one IANA time zone: local readings to instants and back.
///
/// A reading that a gap leaves out shifts forward by the gap; of a reading that occurs twice the
/// first counts. The zones are those of the machine's tz database.
package struct WallClock: Sendable {
    /// The IANA name it was opened by.
    package let identifier: String
    private let table: ZoneTable

    /// The clock of UTC, which needs no database.
    package static let utc = WallClock(identifier: "UTC", table: .utc)

    /// Opens the zone named `identifier`, such as `Europe/Berlin`, or nil when it is unknown.
    package init?(identifier: String) {
        guard let table = ZoneFile.table(identifier) else { return nil }
        self.init(identifier: identifier, table: table)
    }

    private init(identifier: String, table: ZoneTable) {
        self.identifier = identifier
        self.table = table
    }

    /// What the clock shows at `instant`, as seconds since 1970-01-01T00:00 local.
    func reading(at instant: Instant) -> Int64 {
        instant.seconds + table.offset(at: instant.seconds)
    }

    /// The local date at `instant`.
    package func date(at instant: Instant) -> CivilDate {
        CivilDate(daysSinceEpoch: Int(reading(at: instant).flooredQuotient(by: 86_400)))
    }

    /// The instant at which the clock shows `time` on `date`.
    package func instant(on date: CivilDate, at time: LocalTime) -> Instant {
        instant(showing: Int64(date.daysSinceEpoch) * 86_400 + time.secondsOfDay)
    }

    /// The first instant at which the clock shows `reading`.
    func instant(showing reading: Int64) -> Instant {
        Instant(table.first(showing: reading))
    }

    /// The local time at `instant`, such as `2026-01-10 03:00 CET`.
    package func text(at instant: Instant) -> String {
        "\(date(at: instant)) \(time(at: instant)) \(table.name(at: instant.seconds))"
    }

    /// The local time of day at `instant`, the seconds cut off.
    package func time(at instant: Instant) -> LocalTime {
        let minutes = Int(reading(at: instant).flooredRemainder(by: 86_400) / 60)
        return LocalTime(hour: minutes / 60, minute: minutes % 60) ?? .midnight
    }

    /// The local day of the week at `instant`, from `Mon` to `Sun`.
    package func weekday(at instant: Instant) -> String {
        Window.dayNames[date(at: instant).weekday]
    }

    /// The local time at `instant` as RFC 3339, such as `2026-01-10T03:00:00+01:00`.
    package func rfc3339(at instant: Instant) -> String {
        let reading = reading(at: instant)
        let minutes = (reading - instant.seconds) / 60
        let local = Instant(reading).description.dropLast()
        guard let offset = LocalTime(hour: Int(abs(minutes)) / 60, minute: Int(abs(minutes)) % 60)
        else { return instant.description }
        return local + (minutes < 0 ? "-" : "+") + offset.description
    }
}

extension WallClock: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.identifier == right.identifier
    }
}
