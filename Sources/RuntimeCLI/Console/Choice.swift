/// One of several things, found by typing a part of it and chosen with the arrow keys.
struct Choice {
    /// What can be chosen.
    struct Item {
        var title: String
        /// Shown beside it, and found by typing it.
        var detail = ""
        /// Why it should not be chosen; shown beside it.
        var mark: String?
        /// Moves the arrow to it; where items have letters, typing searches nothing.
        var letter: UnicodeScalar?
    }

    private let items: [Item]
    private let keys: [String]
    private(set) var query = LineEditor()
    /// Places of the items that the query finds.
    private(set) var found: [Int]
    private var place: Int

    /// Begins with the item at `selected`.
    init(_ items: [Item], selected: Int = 0) {
        self.items = items
        keys = items.map { "\($0.title) \($0.detail)".lowercased() }
        found = Array(items.indices)
        place = items.indices.contains(selected) ? selected : 0
    }

    /// Whether there is so much to choose from that searching is worth an invitation.
    var invitesSearch: Bool { items.count > Self.page || !query.isEmpty }

    /// Whether letters stand for items.
    var hasLetters: Bool { items.contains { $0.letter != nil } }

    /// The place of the item under the arrow, or nil when nothing is found.
    var selected: Int? { found.indices.contains(place) ? found[place] : nil }

    /// Moves the arrow or changes the query.
    ///
    /// - Returns: False when the key does neither.
    mutating func apply(_ key: Key) -> Bool {
        switch key {
        case .up, .backTab, .control("p"): move(by: -1)
        case .down, .tab, .control("n"): move(by: 1)
        case .pageUp: place = max(0, place - Self.page)
        case .pageDown: place = max(0, min(found.count - 1, place + Self.page))
        case .escape where !query.isEmpty: search { $0 = LineEditor() }
        case .text(let typed) where hasLetters: move(to: typed)
        case .text, .backspace, .control("w"), .control("u"): search { _ = $0.apply(key) }
        default: return false
        }
        return true
    }

    private static let page = 8

    private mutating func move(to letter: UnicodeScalar) {
        let wanted = letter.properties.lowercaseMapping
        let index = found.firstIndex { items[$0].letter?.properties.lowercaseMapping == wanted }
        place = index ?? place
    }

    private mutating func move(by step: Int) {
        guard !found.isEmpty else { return }
        place = (place + step + found.count) % found.count
    }

    /// Every word of the query must occur; the arrow stays where it is if that is still found.
    private mutating func search(_ change: (inout LineEditor) -> Void) {
        let kept = selected
        let before = query.text
        change(&query)
        let words = query.text.lowercased().split(separator: " ")
        found = items.indices.filter { index in words.allSatisfy { keys[index].contains($0) } }
        let isWider = before.hasPrefix(query.text)
        place = isWider ? kept.flatMap { found.firstIndex(of: $0) } ?? 0 : 0
    }

    /// The items around the arrow in at most `rows` lines, with a line about those not shown.
    func lines(rows: Int, columns: Int) -> [Line] {
        guard !found.isEmpty else { return [Line("  nothing is called that", .yellow)] }
        let isCut = found.count > rows
        let count = isCut ? max(1, rows - 1) : found.count
        let first = min(max(0, place - count / 2), found.count - count)
        let width = titleWidth(in: columns)
        let shown = (first..<first + count).map { line(at: $0, width) }
        guard isCut else { return shown }
        let about = "  \(first + 1)–\(first + count) of \(found.count)"
        return shown + [Line(about, .dim)]
    }

    /// One width for all titles: that of the longest, but leaving room for what is beside them.
    private func titleWidth(in columns: Int) -> Int {
        let longest = items.map(\.title.columns).max() ?? 0
        let isAlone = items.allSatisfy { $0.detail.isEmpty && $0.mark == nil }
        return min(longest, isAlone ? columns - 2 : max(columns / 2, columns - 42))
    }

    private func line(at place: Int, _ width: Int) -> Line {
        let item = items[found[place]]
        let title = item.title.clipped(to: width)
        let isSelected = place == self.place
        let gap = String(repeating: " ", count: width - title.columns + 2)
        let lead = isSelected ? Line("› \(title)", .cyan) : Line("  \(title)")
        let mark = item.mark.map { Line("\($0)  ", .yellow) } ?? Line()
        return item.detail.isEmpty && item.mark == nil
            ? lead : lead + Line(gap) + mark + Line(item.detail, .dim)
    }
}
