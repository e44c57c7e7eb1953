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

    /// Reads `HH:MM`, two digits each; nil for anything else.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap(Self.twoDigits)
        guard parts.count == 2, numbers.count == 2 else { return nil }
        self.init(hour: numbers[0], minute: numbers[1])
    }

    private static func twoDigits(_ part: Substring.UTF8View.SubSequence) -> Int? {
        guard part.count == 2, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return part.reduce(0) { $0 * 10 + Int($1) - 48 }
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
