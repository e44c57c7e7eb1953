import Foundation

/// The wall clock of one IANA time zone: local readings to instants and back.
///
/// A reading that a gap leaves out shifts forward by the gap; of a reading that occurs twice the
/// first counts.
package struct WallClock {
    private let zone: TimeZone

    /// Opens the zone named `identifier`, such as `Europe/Berlin`, or nil when it is unknown.
    package init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.zone = zone
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
        let seconds = reading(at: instant).flooredRemainder(by: 86_400)
        let time = LocalTime(hour: Int(seconds / 3_600), minute: Int(seconds / 60 % 60))
        let date = Date(timeIntervalSince1970: Double(instant.seconds))
        let zoneName = zone.abbreviation(for: date) ?? zone.identifier
        return "\(self.date(at: instant)) \(time?.description ?? "") \(zoneName)"
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
