/// A line of text that is being typed, with its cursor.
struct LineEditor: Equatable {
    private var characters: [Character] = []
    /// The place of the cursor, in characters.
    private(set) var cursor = 0

    /// Begins with a text, the cursor at its end.
    init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    var text: String { String(characters) }
    var isEmpty: Bool { characters.isEmpty }

    /// Does what the key says.
    ///
    /// - Returns: False when the key edits nothing; it is somebody else's then.
    mutating func apply(_ key: Key) -> Bool {
        switch key {
        case .text(let scalar): insert(scalar)
        case .backspace, .control("h"): remove(from: cursor - 1, to: cursor)
        case .delete, .control("d"): remove(from: cursor, to: cursor + 1)
        case .control("w"): remove(from: wordStart, to: cursor)
        case .control("u"): remove(from: 0, to: cursor)
        case .control("k"): remove(from: cursor, to: characters.count)
        default: return move(key)
        }
        return true
    }

    private mutating func move(_ key: Key) -> Bool {
        switch key {
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        default: return false
        }
        return true
    }

    /// An accent joins the character before it.
    private mutating func insert(_ scalar: UnicodeScalar) {
        if cursor > 0 {
            let joined = String(characters[cursor - 1]) + String(Character(scalar))
            if joined.count == 1 {
                characters[cursor - 1] = Character(joined)
                return
            }
        }
        characters.insert(Character(scalar), at: cursor)
        cursor += 1
    }

    private mutating func remove(from start: Int, to end: Int) {
        let (start, end) = (max(0, start), min(characters.count, end))
        guard start < end else { return }
        characters.removeSubrange(start..<end)
        cursor = start
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, !isWord(place - 1) { place -= 1 }
        while place > 0, isWord(place - 1) { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, !isWord(place) { place += 1 }
        while place < characters.count, isWord(place) { place += 1 }
        return place
    }

    private func isWord(_ place: Int) -> Bool {
        characters[place].isLetter || characters[place].isNumber || characters[place] == "_"
    }

    /// The part of the line around the cursor that fits, and the cursor's column in it.
    ///
    /// An ellipsis stands where the line goes on.
    func view(columns: Int) -> (text: String, cursor: Int) {
        let before = characters[..<cursor]
        let place = before.columns
        guard place >= columns else { return (text.clipped(to: columns), place) }
        var rest = columns - 2
        let near = before.reversed().prefix { character in
            rest -= character.columns
            return rest >= 0
        }
        let lead = "…" + String(near.reversed())
        let tail = String(characters[cursor...]).clipped(to: columns - lead.columns)
        return (lead + tail, lead.columns)
    }
}

extension ArraySlice<Character> {
    fileprivate var columns: Int { reduce(0) { $0 + $1.columns } }
}
