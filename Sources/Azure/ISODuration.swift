/// Durations as ISO 8601 writes them, such as `P90D` or `P4DT12H30M5S`.
enum ISODuration {
    /// Reads one; a year counts 365 days and a month 30, and fractions are cut off.
    ///
    /// - Returns: Nil for anything else, and for more than a thousand years.
    static func parse(_ text: String) -> Duration? {
        guard text.first == "P", text.count > 1 else { return nil }
        var seconds: Int64 = 0
        var isTime = false
        var number = ""
        for character in text.dropFirst() {
            switch character {
            case "T" where !isTime && number.isEmpty: isTime = true
            case "0"..."9", ".": number.append(character)
            default:
                guard let unit = unit(character, isTime: isTime), number.utf8.count < 12,
                    let count = Int64(number.prefix { $0 != "." })
                else { return nil }
                seconds += count * unit
                number = ""
            }
        }
        guard number.isEmpty, seconds <= 1_000 * 365 * 86_400 else { return nil }
        return .seconds(seconds)
    }

    private static func unit(_ letter: Character, isTime: Bool) -> Int64? {
        switch (letter, isTime) {
        case ("Y", false): 365 * 86_400
        case ("M", false): 30 * 86_400
        case ("W", false): 7 * 86_400
        case ("D", false): 86_400
        case ("H", true): 3_600
        case ("M", true): 60
        case ("S", true): 1
        default: nil
        }
    }
}
