package import Rotation

/// Times of day as people write them: `03:00`.
package enum LocalTimeText {
    /// Reads hours and minutes of two digits each.
    package static func parse(_ text: String) throws(TextMistake) -> LocalTime {
        guard let numbers = numbers(text[...]),
            let time = LocalTime(hour: numbers.hour, minute: numbers.minute)
        else {
            throw TextMistake(
                "must be a time of day from 00:00 to 23:59, not \"\(text)\"",
                "write \"03:00\" for three in the morning")
        }
        return time
    }

    /// Two numbers of two digits with a colon between them, of any size.
    static func numbers(_ text: Substring) -> (hour: Int, minute: Int)? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let numbers = parts.compactMap(twoDigits)
        return parts.count == 2 && numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    private static func twoDigits(_ part: Substring.UTF8View.SubSequence) -> Int? {
        guard part.count == 2, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return part.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}
