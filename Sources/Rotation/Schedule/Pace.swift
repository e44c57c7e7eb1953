/// How long work takes together of which only so much may be under way at a time.
package struct Pace: Equatable, Sendable {
    /// How many pieces of work there are.
    package let count: Int
    /// How many of them may be under way at a time.
    package let limit: Int
    /// From the first beginning to the last end, at least.
    package let span: Duration
    /// How much of that is owed to the limit.
    package let delay: Duration

    /// One piece of work.
    package struct Task: Equatable, Sendable {
        package var begins: Instant
        /// How long it counts as under way.
        package let takes: Duration
        /// How long after its beginning it is over.
        package let lasts: Duration

        package init(begins: Instant, takes: Duration, lasts: Duration) {
            self.begins = begins
            self.takes = takes
            self.lasts = max(lasts, takes)
        }

        /// When it is over, if nothing holds it up.
        package var ends: Instant { begins + lasts }
    }

    /// Lines the tasks up, first come, first served; nil without any.
    package init?(_ tasks: [Task], limit: Int) {
        let line = tasks.sorted { ($0.begins, $0.takes) < ($1.begins, $1.takes) }
        guard let first = line.first?.begins, let free = line.map(\.ends).max() else { return nil }
        var places = Array(repeating: first, count: max(limit, 1))
        var last = first
        for (index, task) in line.enumerated() {
            let place = index % places.count
            let start = max(task.begins, places[place])
            places[place] = start + task.takes
            last = max(last, start + task.lasts)
        }
        count = line.count
        self.limit = limit
        span = last - first
        delay = last - free
    }
}

extension Limits {
    /// How long a new secret counts as under way when every proof succeeds.
    package func provingTime(of declaration: Declaration) -> Duration {
        firstProbe + proofSpacing * (declaration.proofs - 1)
    }

    /// How long a removal counts as under way when every read confirms it.
    package var removalTime: Duration { goneSpacing * Self.goneReads }
}
