import Rotation

/// A moment in UTC as the directory keeps it: to 100 nanoseconds, seven digits of a second.
struct Timestamp: Hashable, Comparable, Sendable {
    /// Units of 100 ns since 1970-01-01T00:00:00Z.
    let ticks: Int64

    private static let perSecond: Int64 = 10_000_000
    private static let perDay: Int64 = 86_400 * perSecond

    init(ticks: Int64) {
        self.ticks = ticks
    }

    /// Makes the moment that lies `fraction` ticks, less than a second, after an instant.
    init(_ instant: Instant, fraction: Int64 = 0) {
        ticks = instant.seconds * Self.perSecond + fraction
    }

    static func < (left: Self, right: Self) -> Bool {
        left.ticks < right.ticks
    }

    /// The moment with its fraction of a second cut off.
    var instant: Instant {
        Instant(ticks.floored(by: Self.perSecond))
    }

    /// The same date and time of day `count` calendar years on; 29 February becomes the 28th.
    func adding(years count: Int) -> Self {
        let day = ticks.floored(by: Self.perDay)
        let date = CivilDate(daysSinceEpoch: Int(day))
        let year = date.year + count
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let last = date.month == 2 && date.day == 29 && !isLeap ? 28 : date.day
        let moved = CivilDate(year: year, month: date.month, day: last)
        return Self(ticks: ticks + (Int64(moved.daysSinceEpoch) - day) * Self.perDay)
    }

    /// The moment as RFC 3339 in UTC, its fraction without trailing zeros.
    var text: String {
        let fraction = Int(ticks - instant.seconds * Self.perSecond)
        guard fraction > 0 else { return instant.description }
        var digits = String(String(10_000_000 + fraction).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(instant.description.dropLast()).\(digits)Z"
    }
}

extension Timestamp {
    /// Reads an RFC 3339 moment with any offset; digits after the seventh are cut off.
    ///
    /// Nil when the text is something else, has no offset, or lies outside the years 1 to 9999.
    init?(parsing text: String) {
        var rest = Substring(text)
        guard let year = rest.number(digits: 4), rest.drop("-"),
            let month = rest.number(digits: 2), rest.drop("-"),
            let day = rest.number(digits: 2), rest.drop("T") || rest.drop("t"),
            let hour = rest.number(digits: 2), rest.drop(":"),
            let minute = rest.number(digits: 2), rest.drop(":"),
            let second = rest.number(digits: 2),
            let fraction = rest.fraction(), let offset = rest.offset(), rest.isEmpty,
            (1...12).contains(month), hour < 24, minute < 60, second < 60, year > 0
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        let days = date.daysSinceEpoch
        guard CivilDate(daysSinceEpoch: days) == date else { return nil }
        let seconds = Int64(days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
        self.init(Instant(seconds), fraction: fraction)
    }
}

extension Substring {
    fileprivate mutating func drop(_ character: Character) -> Bool {
        guard first == character else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func number(digits count: Int) -> Int? {
        let digits = prefix(count)
        guard digits.utf8.count == count, digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        removeFirst(count)
        return Int(digits)
    }

    /// Ticks after the whole second; 0 where no fraction is written, nil where it is empty.
    fileprivate mutating func fraction() -> Int64? {
        guard drop(".") else { return 0 }
        let digits = prefix { ("0"..."9").contains($0) }
        removeFirst(digits.count)
        guard !digits.isEmpty else { return nil }
        let seven = digits.prefix(7)
        return Int64(seven + String(repeating: "0", count: 7 - seven.count))
    }

    /// Seconds east of UTC, nil where no offset is written.
    fileprivate mutating func offset() -> Int? {
        if drop("Z") || drop("z") { return 0 }
        guard let sign = first, sign == "+" || sign == "-" else { return nil }
        removeFirst()
        guard let hours = number(digits: 2), drop(":"), let minutes = number(digits: 2),
            hours <= 14, minutes < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }
}

extension Int64 {
    /// The quotient rounded towards the past.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
