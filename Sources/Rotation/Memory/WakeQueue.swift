/// When which rotation is to be looked at, soonest first: a binary heap.
///
/// A time that is replaced stays in the heap until it comes to the top or the heap has doubled.
struct WakeQueue {
    private var times: [Int64: Instant] = [:]
    private var heap: [Entry] = []

    private struct Entry: Comparable {
        let at: Instant
        let id: Int64

        static func < (left: Self, right: Self) -> Bool {
            left.at == right.at ? left.id < right.id : left.at < right.at
        }
    }

    /// Puts a rotation's time in place of its former one; nil: none.
    mutating func set(_ id: Int64, to instant: Instant?) {
        guard times[id] != instant else { return }
        times[id] = instant
        if let instant { push(Entry(at: instant, id: id)) }
        guard heap.count > 2 * times.count + 64 else { return }
        // A sorted array is a heap.
        heap = times.map { Entry(at: $0.value, id: $0.key) }.sorted()
    }

    /// The soonest time of all.
    mutating func next() -> Instant? {
        dropStale()
        return heap.first?.at
    }

    /// Those whose time has come, the soonest first.
    mutating func due(at now: Instant, limit: Int) -> [Int64] {
        var found: [Entry] = []
        while found.count < limit, let top = heap.first, top.at <= now {
            pop()
            if times[top.id] == top.at, found.last != top { found.append(top) }
        }
        for entry in found { push(entry) }
        return found.map(\.id)
    }

    private mutating func dropStale() {
        while let top = heap.first, times[top.id] != top.at { pop() }
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard child < heap.count, heap[child] < heap[parent] else { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}
