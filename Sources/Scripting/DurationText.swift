/// Durations as people write them in a policy: `30d`, `12h`, `90m`, `45s`, `2w`, `1d12h`.
package enum DurationText {
    /// Whole seconds that a duration may have: up to a hundred years.
    static let range: ClosedRange<Int64> = 0...3_153_600_000
    /// What an author should write instead.
    static let hint =
        "write \"30d\", \"12h\", \"90m\", \"45s\", \"2w\" or \"1d12h\", or whole seconds"

    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "w"), 604_800), (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3_600),
        (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    /// Reads counts with units, each unit at most once and larger ones first; nil for anything else.
    package static func parse(_ text: String) -> Duration? {
        var rest = text.utf8[...]
        var remaining = units[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest[digits.endIndex...]
            guard digits.count <= 10, let count = Int64(String(Substring(digits))),
                let letter = rest.popFirst(),
                let unit = remaining.firstIndex(where: { $0.letter == letter })
            else { return nil }
            total += count * units[unit].seconds
            remaining = units[(unit + 1)...]
        }
        return text.isEmpty || !range.contains(total) ? nil : .seconds(total)
    }
}
