import Rotation

/// Reads what ``ListText`` wrote, item by item; one of another type reads as nil.
struct ListReader {
    private var items: ArraySlice<Value>

    /// Begins at the first item; nil for anything but a list.
    init?(_ value: Value?) {
        guard case .list(let items)? = value else { return nil }
        self.items = items[...]
    }

    /// How many items are left.
    var count: Int { items.count }

    mutating func next() -> Value? { items.popFirst() }

    mutating func text() -> String? { next()?.text }

    mutating func integer() -> Int64? { next()?.integer }

    mutating func number() -> Int { Int(integer() ?? 0) }

    mutating func instant() -> Instant? { integer().map(Instant.init) }

    mutating func flag() -> Bool? { if case .bool(let flag)? = next() { flag } else { nil } }

    mutating func list() -> ListReader? { ListReader(next()) }

    mutating func texts() -> [String] { all { $0.text } }

    /// What `read` makes of each item of the list that is next, without nil.
    mutating func all<Item>(_ read: (Value) -> Item?) -> [Item] {
        if case .list(let items)? = next() { items.compactMap(read) } else { [] }
    }
}
