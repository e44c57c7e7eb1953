/// A moment in UTC with a resolution of one second.
///
/// Instants are stored, compared and handed to policies as whole Unix seconds; lengths of time are
/// `Duration`.
package struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
    package let seconds: Int64

    /// Makes the instant that lies `seconds` after 1970-01-01T00:00:00Z.
    package init(_ seconds: Int64) {
        self.seconds = seconds
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.seconds < right.seconds
    }

    package static func + (instant: Self, duration: Duration) -> Self {
        Self(instant.seconds + duration.wholeSeconds)
    }

    package static func - (instant: Self, duration: Duration) -> Self {
        Self(instant.seconds - duration.wholeSeconds)
    }

    package static func - (left: Self, right: Self) -> Duration {
        .seconds(left.seconds - right.seconds)
    }
}

extension Instant: CustomStringConvertible {
    /// The instant as RFC 3339 in UTC, such as `2026-01-10T15:00:00Z`.
    package var description: String {
        let date = CivilDate(daysSinceEpoch: Int(seconds.flooredQuotient(by: 86_400)))
        let time = Int(seconds.flooredRemainder(by: 86_400))
        return "\(date)T\(two(time / 3_600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
    }

    private func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

extension Instant {
    /// Reads an instant as ``description`` writes it or with an offset, or gives nil.
    ///
    /// - SeeAlso: RFC 3339, section 5.6, without a fraction.
    package init?(rfc3339 text: String) {
        let pattern = /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))/
        guard let match = text.wholeMatch(of: pattern)?.output, let year = Int(match.1),
            let month = Int(match.2), let day = Int(match.3), let hour = Int(match.4),
            let minute = Int(match.5), let second = Int(match.6), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date else { return nil }
        var offset = 0
        if let sign = match.7, let hours = match.8.flatMap({ Int($0) }),
            let minutes = match.9.flatMap({ Int($0) })
        {
            guard hours < 24, minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * (sign == "-" ? -60 : 60)
        }
        let time = hour * 3_600 + minute * 60 + second - offset
        self.init(Int64(date.daysSinceEpoch) * 86_400 + Int64(time))
    }
}

extension Duration {
    /// The duration in whole seconds, the fraction cut off.
    package var wholeSeconds: Int64 {
        // Much faster than `components`, and the same.
        Int64(attoseconds / 1_000_000_000_000_000_000)
    }

    /// The duration of `count` days of 86,400 seconds.
    package static func days(_ count: Int) -> Duration {
        .seconds(count * 86_400)
    }

    /// The duration of `count` hours.
    package static func hours(_ count: Int) -> Duration {
        .seconds(count * 3_600)
    }

    /// The duration of `count` minutes.
    package static func minutes(_ count: Int) -> Duration {
        .seconds(count * 60)
    }

    /// The duration as people write it: `1d 2h`, `90s` as `1m 30s`, zero as `0s`.
    package var short: String {
        let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")]
        var rest = abs(wholeSeconds)
        var words: [String] = []
        for (size, name) in units where rest >= size && words.count < 2 {
            words.append("\(rest / size)\(name)")
            rest %= size
        }
        let text = words.isEmpty ? "0s" : words.joined(separator: " ")
        return wholeSeconds < 0 ? "-\(text)" : text
    }
}

extension Int64 {
    func flooredQuotient(by divisor: Int64) -> Int64 {
        (self - flooredRemainder(by: divisor)) / divisor
    }

    func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
