internal import HTTP
internal import Rotation

/// Reads the dates of HTTP headers.
///
/// - SeeAlso: RFC 9110, section 5.6.7 (the fixed form; the two obsolete ones are not sent by anyone).
enum HTTPDate {
    /// The moment of such as `Sat, 07 May 2022 06:53:52 GMT`, or nil.
    static func parse(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == form.count,
            zip(bytes, form).allSatisfy({ $1 == UInt8(ascii: "?") || $0 == $1 }),
            let day = number(bytes[5..<7], in: 1...31),
            let month = months.firstIndex(where: { $0.elementsEqual(bytes[8..<11]) }),
            let year = number(bytes[12..<16], in: 1...9_999),
            let hour = number(bytes[17..<19], in: 0...23),
            let minute = number(bytes[20..<22], in: 0...59),
            let second = number(bytes[23..<25], in: 0...60)
        else { return nil }
        let days = CivilDate(year: year, month: month + 1, day: day).daysSinceEpoch
        return Instant(Int64(days * 86_400 + hour * 3_600 + minute * 60 + second))
    }

    private static let form = Array("???, ?? ??? ???? ??:??:?? GMT".utf8)

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ].map { Array($0.utf8) }

    private static func number(_ digits: ArraySlice<UInt8>, in range: ClosedRange<Int>) -> Int? {
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return range.contains(number) ? number : nil
    }
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
