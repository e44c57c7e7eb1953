package import Rotation

/// Windows as people write them: `Tue,Thu 02:00-04:00`, `22:00-02:00; Sun 00:00-24:00`.
package enum WindowText {
    private static let hint = "write \"Tue,Thu 02:00-04:00\" or \"Mon-Fri 22:00-02:00\""

    /// Reads windows with a semicolon between them; one without days opens on every day.
    package static func parse(_ text: String) throws(TextMistake) -> [Window] {
        var windows: [Window] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            windows.append(try window(part))
        }
        return windows
    }

    private static func window(_ text: Substring) throws(TextMistake) -> Window {
        let words = text.split { $0 == " " || $0 == "\t" }
        guard let times = words.last else { throw TextMistake("has an empty window", hint) }
        let days = words.dropLast().joined()
        if days.contains(":") {
            throw TextMistake(
                "has \"\(words.joined(separator: " "))\" with more than one time",
                "write a semicolon between windows, such as \"Tue 02:00-04:00; Thu 06:00-07:00\"")
        }
        let (opens, closes) = try span(times)
        return Window(
            weekdays: days.isEmpty ? Set(0...6) : try weekdays(days), opens: opens,
            closes: closes > opens ? closes : closes + 1_440)
    }

    private static func span(_ text: Substring) throws(TextMistake) -> (Int, Int) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        let minutes = ends.compactMap(minutes)
        guard ends.count == 2, minutes.count == 2, minutes[0] < 1_440 else {
            throw TextMistake("has \"\(text)\", which is no time such as 02:00-04:00", hint)
        }
        guard minutes[0] != minutes[1] else {
            throw TextMistake(
                "has \"\(text)\", which opens and closes at once", "write 00:00-24:00 for a day")
        }
        return (minutes[0], minutes[1])
    }

    /// Minutes after midnight; 24:00 is the end of the day.
    private static func minutes(_ text: Substring) -> Int? {
        guard let (hour, minute) = LocalTimeText.numbers(text), minute < 60,
            hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    /// A list of days and ranges of them; a range may run over the end of the week.
    private static func weekdays(_ text: String) throws(TextMistake) -> Set<Int> {
        var days: Set<Int> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.split(separator: "-", omittingEmptySubsequences: false)
                .compactMap { CronText.weekdays.firstIndex(of: $0.lowercased()) }
            let dashes = item.count { $0 == "-" }
            guard let first = ends.first, let last = ends.last, ends.count == dashes + 1,
                dashes < 2
            else {
                throw TextMistake("has \"\(item)\", which is no day such as Tue or Mon-Fri", hint)
            }
            days.formUnion((0...(last - first + 7) % 7).map { (first + $0) % 7 })
        }
        return days
    }
}
