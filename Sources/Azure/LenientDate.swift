internal import Rotation

/// Reads the timestamps of Graph and Entra.
///
/// They come with any number of fractional digits (0 to 7 were seen), with `Z`, with an offset, or,
/// inside errors, with no zone at all, which means UTC; Entra puts a blank where others put the T.
enum LenientDate {
    /// The moment `text` names, its fraction cut off; nil when it is no timestamp.
    static func parse(_ text: String) -> Instant? {
        var rest = Substring(text).utf8
        guard let year = number(4, &rest), skip("-", &rest),
            let month = number(2, &rest), skip("-", &rest),
            let day = number(2, &rest), skip("Tt ", &rest),
            let hour = number(2, &rest), skip(":", &rest),
            let minute = number(2, &rest), skip(":", &rest),
            let second = number(2, &rest), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        if skip(".,", &rest) { rest = rest.drop { digits.contains($0) } }
        guard let offset = offset(rest) else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return Instant(Int64(days * 86_400 + hour * 3_600 + minute * 60 + second - offset))
    }

    /// Seconds east of UTC.
    private static func offset(_ zone: Substring.UTF8View) -> Int? {
        var rest = zone
        if rest.isEmpty || (skip("Zz", &rest) && rest.isEmpty) { return 0 }
        rest = zone
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+-", &rest), let hours = number(2, &rest) else { return nil }
        _ = skip(":", &rest)
        guard let minutes = number(2, &rest), rest.isEmpty, hours < 24, minutes < 60 else {
            return nil
        }
        return (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    private static func number(_ count: Int, _ rest: inout Substring.UTF8View) -> Int? {
        let head = rest.prefix(count)
        guard head.count == count, head.allSatisfy({ digits.contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return head.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func skip(_ any: String, _ rest: inout Substring.UTF8View) -> Bool {
        guard let first = rest.first, any.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
