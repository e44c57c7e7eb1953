package import Rotation

/// Cron expressions as people write them: `0 3 * * 1-5`, `*/15 9-17 1,15 JAN-MAR MON`.
package enum CronText {
    private static let form = "five fields: minute hour day month weekday, such as \"0 3 * * 1-5\""
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// What one of the five fields may hold.
    private struct Field {
        /// With its article.
        var name: String
        var range: ClosedRange<Int>
        /// Names of the numbers from the lowest on.
        var words: [String] = []
    }

    /// Reads an expression; refuses what no date can match.
    package static func parse(_ text: String) throws(TextMistake) -> Cron {
        let parts = text.split { $0 == " " || $0 == "\t" }
        guard parts.count == 5 else {
            throw TextMistake("must have \(form), not \"\(text)\"", hint(for: text))
        }
        var fields = Cron.Fields()
        fields.minutes = try read(parts[0], as: Field(name: "a minute", range: 0...59))
        fields.hours = try read(parts[1], as: Field(name: "an hour", range: 0...23))
        fields.days = try read(parts[2], as: Field(name: "a day", range: 1...31))
        fields.months = try read(parts[3], as: Field(name: "a month", range: 1...12, words: months))
        let weekday = Field(name: "a weekday", range: 0...7, words: weekdays)
        fields.weekdays = Set(try read(parts[4], as: weekday).map { $0 % 7 })
        fields.restrictsDays = parts[2].first != "*"
        fields.restrictsWeekdays = parts[4].first != "*"
        guard let cron = Cron(fields, text: parts.joined(separator: " ")) else {
            throw TextMistake(
                "never comes: no month of \"\(parts[3])\" has a day \"\(parts[2])\"",
                "choose a day that the month has")
        }
        return cron
    }

    /// The fields that an abbreviation stands for.
    private static func hint(for text: String) -> String? {
        guard text.hasPrefix("@") else { return nil }
        let fields = [
            "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *",
            "@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
            "@hourly": "0 * * * *",
        ]
        guard let known = fields[text.lowercased()] else {
            return "only times of the clock are known here, such as \"0 0 * * *\" for every day"
        }
        return "write \(text) as \"\(known)\""
    }

    private static func read(
        _ text: Substring, as field: Field
    ) throws(TextMistake) -> Set<Int> {
        var numbers: Set<Int> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            numbers.formUnion(try self.item(item, as: field))
        }
        return numbers
    }

    /// One of `*`, `5`, `5-9`, `*/2` and `5-9/2`.
    private static func item(
        _ text: Substring, as field: Field
    ) throws(TextMistake) -> [Int] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let span = parts.first else { throw wrong(text, field) }
        let range = try self.range(span, as: field)
        guard parts.count == 2 else { return Array(range) }
        guard let step = number(parts[1]), step > 0 else {
            throw TextMistake("has \(field.name) \"\(text)\" without a step of 1 or more")
        }
        guard span.first == "*" || span.contains("-") else {
            throw TextMistake(
                "has \(field.name) \"\(text)\" with a step and no range",
                "write \"\(span)-\(field.range.upperBound)/\(step)\"")
        }
        return Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
    }

    private static func range(
        _ text: Substring, as field: Field
    ) throws(TextMistake) -> ClosedRange<Int> {
        if text == "*" { return field.range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let from = ends.first, let to = ends.last else {
            throw wrong(text, field)
        }
        let first = try value(from, as: field)
        var last = try value(to, as: field)
        // A range that ends on Sunday ends on the seventh day.
        if ends.count == 2, field.range.upperBound == 7, last == 0, first > 0 { last = 7 }
        guard first <= last else {
            throw TextMistake(
                "has \(field.name) \"\(text)\" that runs backwards",
                "write \"\(from)-\(field.range.upperBound),\(field.range.lowerBound)-\(to)\"")
        }
        return first...last
    }

    private static func value(
        _ text: Substring, as field: Field
    ) throws(TextMistake) -> Int {
        let word = text.lowercased()
        if let index = field.words.firstIndex(of: word) {
            return field.range.lowerBound + index
        }
        guard let number = number(text) else { throw wrong(text, field) }
        guard field.range.contains(number) else {
            let (low, high) = (field.range.lowerBound, field.range.upperBound)
            throw TextMistake("has \(field.name) \"\(text)\" that is not from \(low) to \(high)")
        }
        return number
    }

    private static func number(_ text: Substring) -> Int? {
        let isNumber = text.utf8.allSatisfy { (48...57).contains($0) } && text.utf8.count <= 4
        return isNumber ? Int(text) : nil
    }

    private static func wrong(_ text: Substring, _ field: Field) -> TextMistake {
        let example = field.words.last.map { " or a name such as \($0.uppercased())" } ?? ""
        return TextMistake(
            "has \(field.name) \"\(text)\" that is not understood",
            "write *, a number\(example), a range 1-5, a list 1,3 or a step */2")
    }
}
