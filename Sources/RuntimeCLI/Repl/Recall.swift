/// Walks through earlier lines and back to the one being typed.
struct Recall {
    private let lines: [String]
    private var place: Int
    private var typed = ""

    /// Begins behind the last line.
    init(_ lines: [String]) {
        self.lines = lines
        place = lines.count
    }

    /// The line before, or nil at the first; `current` is kept when it is the one being typed.
    mutating func back(from current: String) -> String? {
        guard place > 0 else { return nil }
        if place == lines.count { typed = current }
        place -= 1
        return lines[place]
    }

    /// The line behind, at last the one being typed; nil when that is shown already.
    mutating func forward() -> String? {
        guard place < lines.count else { return nil }
        place += 1
        return place == lines.count ? typed : lines[place]
    }
}
