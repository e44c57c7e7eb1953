/// A time of day on a local wall clock, to the minute.
package struct LocalTime: Hashable, Sendable, CustomStringConvertible {
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int

    /// The beginning of a day.
    package static let midnight = LocalTime()

    private init() {
        hour = 0
        minute = 0
    }

    /// Makes a time of day, or nil when a part is out of its range.
    package init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// Seconds since local midnight on a day without a transition.
    var secondsOfDay: Int64 {
        Int64(hour * 3_600 + minute * 60)
    }

    /// The time as `HH:MM`.
    package var description: String {
        (hour < 10 ? "0\(hour)" : "\(hour)") + (minute < 10 ? ":0\(minute)" : ":\(minute)")
    }
}
