internal import HTTP
internal import Rotation

/// Reads the dates of HTTP headers.
///
/// - SeeAlso: RFC 9110, section 5.6.7 (the fixed form; the two obsolete ones are not sent by anyone).
enum HTTPDate {
    /// The moment of such as `Sat, 07 May 2022 06:53:52 GMT`, or nil.
    static func parse(_ text: String) -> Instant? {
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let year = Int(words[3]),
            let month = months.firstIndex(of: words[2].lowercased()), (1...9_999).contains(year),
            (1...31).contains(day)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { UInt8($0) }.map(Int.init)
        guard time.count == 3, time[0] < 24, time[1] < 60, time[2] <= 60 else { return nil }
        let days = CivilDate(year: year, month: month + 1, day: day).daysSinceEpoch
        return Instant(Int64(days * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]))
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}

extension HTTPResponse {
    /// The server's time from the `Date` header, or nil.
    var serverTime: Instant? {
        self["Date"].flatMap(HTTPDate.parse)
    }

    /// How long the server asks to be left alone, at most a day; nil when it does not say.
    ///
    /// A date is counted from the server's own `Date`.
    /// - SeeAlso: RFC 9110, section 10.2.3.
    func retryAfter(now: Instant) -> Duration? {
        guard let text = self["Retry-After"] else { return nil }
        if let seconds = Int64(text) {
            return seconds < 0 ? nil : min(.seconds(seconds), .days(1))
        }
        return HTTPDate.parse(text).map { until in
            min(max(.zero, until - (serverTime ?? now)), .days(1))
        }
    }
}
