import Foundation

/// The wall clock of one IANA time zone: local readings to instants and back.
///
/// A reading that a gap leaves out shifts forward by the gap; of a reading that occurs twice the
/// first counts.
package struct WallClock {
    private let zone: TimeZone
    private let isUTC: Bool

    /// Opens the zone named `identifier`, such as `Europe/Berlin`, or nil when it is unknown.
    package init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
        isUTC = identifier == "UTC"
    }

    /// What the clock shows at `instant`, as seconds since 1970-01-01T00:00 local.
    func reading(at instant: Instant) -> Int64 {
        instant.seconds + offset(at: instant.seconds)
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
        // Offsets lie between -12 h and +14 h, so these surround every instant in question.
        let before = offset(at: reading - 15 * 3_600)
        let offsets = Set([before, offset(at: reading), offset(at: reading + 13 * 3_600)])
        let matches = offsets.map { reading - $0 }.filter { $0 + offset(at: $0) == reading }
        return Instant(matches.min() ?? reading - before)
    }

    /// The local time at `instant`, such as `2026-01-10 03:00 CET`.
    package func text(at instant: Instant) -> String {
        let date = Date(timeIntervalSince1970: Double(instant.seconds))
        let zoneName = isUTC ? "UTC" : zone.abbreviation(for: date) ?? zone.identifier
        return "\(self.date(at: instant)) \(time(at: instant)) \(zoneName)"
    }

    /// The local time of day at `instant`, the seconds cut off.
    package func time(at instant: Instant) -> LocalTime {
        let minutes = Int(reading(at: instant).flooredRemainder(by: 86_400) / 60)
        return LocalTime(hour: minutes / 60, minute: minutes % 60) ?? .midnight
    }

    /// The local day of the week at `instant`, from `Mon` to `Sun`.
    package func weekday(at instant: Instant) -> String {
        // 1970-01-01 was a Thursday.
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        return days[Int(Int64(date(at: instant).daysSinceEpoch).flooredRemainder(by: 7))]
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

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
