/// Finds what someone probably meant to write.
package enum Spelling {
    /// Bytes of a word that may be a misspelling.
    private static let longest = 64

    /// The word among `known` nearest to `word`, or nil when none is near.
    ///
    /// Near means at most a third of its letters differ; of equally near ones the first in order.
    package static func nearest(to word: String, in known: some Sequence<String>) -> String? {
        guard word.utf8.count <= longest else { return nil }
        let limit = max(1, word.count / 3)
        var best: (distance: Int, word: String)?
        for candidate in known.sorted() {
            let distance = distance(word.lowercased(), candidate.lowercased())
            if distance <= limit, distance < best?.distance ?? .max {
                best = (distance, candidate)
            }
        }
        return best?.word
    }

    /// The question that offers the nearest word, or nil when none is near.
    package static func hint(for word: String, in known: some Sequence<String>) -> String? {
        nearest(to: word, in: known).map { "did you mean '\($0)'?" }
    }

    /// The least number of letters to insert, remove or replace (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(longest)), right = Array(right.utf8.prefix(longest))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
