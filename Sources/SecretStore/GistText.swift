import Rotation

/// The last logged decision in short, as a JSON list in one column.
enum GistText {
    static func encode(_ gist: Gist) -> String {
        var list = ListText()
        list.add(gist.at)
        list.add(gist.text)
        for time in gist.times { list.add(time) }
        return list.close()
    }

    /// Reads what ``encode(_:)`` wrote, or gives nil.
    static func decode(_ text: String) -> Gist? {
        guard var list = ListReader(ValueText.decode(text)), let at = list.instant(),
            let words = list.text()
        else { return nil }
        var times: [Instant?] = []
        times.reserveCapacity(list.count)
        while list.count > 0 { times.append(list.instant()) }
        return Gist(at: at, times: times, text: words)
    }
}
