import Rotation

/// Time that moves only when everybody who knows of it waits.
///
/// It stands still while one client works. When each known client waits for a moment, it jumps to
/// the earliest of these. A client with several waits at once waits. It holds no continuations and
/// reads no clock: it says who goes on.
struct VirtualTime: Sendable {
    private(set) var now: Instant
    private var clients: Set<Int32> = []
    private var waits: [Wait] = []

    struct Wait: Equatable, Sendable {
        let id: Int
        let client: Int32
        let until: Instant
    }

    /// The waits that a change ended, by id.
    struct Ended: Equatable, Sendable {
        /// Their moment has come.
        var over: [Int] = []
        /// Their client is gone.
        var abandoned: [Int] = []
    }

    init(start: Instant) {
        now = start
    }

    /// Whether somebody waits.
    var isAwaited: Bool { !waits.isEmpty }

    /// Counts a client among those that must wait before time moves.
    mutating func know(_ client: Int32) {
        clients.insert(client)
    }

    /// Lets a client wait.
    mutating func add(_ wait: Wait) -> Ended {
        clients.insert(wait.client)
        waits.append(wait)
        return Ended(over: settle())
    }

    /// Gives up a wait, whose client goes on to work.
    mutating func cancel(_ id: Int) {
        waits.removeAll { $0.id == id }
    }

    /// Forgets clients, and their waits with them.
    mutating func forget(where isGone: (Int32) -> Bool) -> Ended {
        let gone = clients.filter(isGone)
        guard !gone.isEmpty else { return Ended() }
        clients.subtract(gone)
        let abandoned = waits.filter { gone.contains($0.client) }.map(\.id)
        waits.removeAll { gone.contains($0.client) }
        return Ended(over: settle(), abandoned: abandoned)
    }

    /// Moves time by hand.
    mutating func set(_ instant: Instant) -> Ended {
        now = instant
        return Ended(over: settle())
    }

    private mutating func settle() -> [Int] {
        let idle = Set(waits.map(\.client))
        if !waits.contains(where: { $0.until <= now }), !clients.isEmpty,
            clients.isSubset(of: idle), let next = waits.map(\.until).min()
        {
            now = next
        }
        let over = waits.filter { $0.until <= now }.map(\.id)
        waits.removeAll { $0.until <= now }
        return over
    }
}
