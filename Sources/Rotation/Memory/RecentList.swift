/// The latest elements of a list that is only ever added to.
struct RecentList<Element> {
    private var kept: [Element] = []

    /// Adds an element and forgets what is older than the latest `limit`.
    mutating func append(_ element: Element, keeping limit: Int) {
        kept.append(element)
        // In bulk, so that an addition costs the same however many are kept.
        if kept.count >= 2 * max(limit, 1) { kept.removeFirst(kept.count - limit) }
    }

    /// The latest `limit` at most, oldest first.
    func latest(_ limit: Int) -> ArraySlice<Element> { kept.suffix(limit) }
}
