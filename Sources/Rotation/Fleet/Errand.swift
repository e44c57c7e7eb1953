/// Work that no rotation's wake stands for; of all workers and processes of a home, one does it.
package struct Errand: Equatable, Sendable {
    package let kind: Kind
    package let dueAt: Instant

    package init(_ kind: Kind, dueAt: Instant) {
        self.kind = kind
        self.dueAt = dueAt
    }

    /// What is to be done.
    package enum Kind: Hashable, Sendable {
        /// Find out whether a connection works again.
        case probe(connection: String)
        /// Let go of what is old.
        case housekeeping
        /// List the applications of a fleet.
        case muster(fleet: Int64)
        /// Find out whether a fleet's canaries are well.
        case clear(fleet: Int64)
    }
}

extension Errand.Kind: LosslessStringConvertible {
    package var description: String {
        switch self {
        case .probe(let connection): "probe \(connection)"
        case .housekeeping: "housekeeping"
        case .muster(let fleet): "muster \(fleet)"
        case .clear(let fleet): "clear \(fleet)"
        }
    }

    /// Reads the text that ``description`` writes.
    package init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        switch (words.first, words.count) {
        case ("probe", 2): self = .probe(connection: words[1])
        case ("housekeeping", 1): self = .housekeeping
        case ("muster", 2): self = .muster(fleet: Int64(words[1]) ?? 0)
        case ("clear", 2): self = .clear(fleet: Int64(words[1]) ?? 0)
        default: return nil
        }
    }
}

extension Rotator {
    /// Does the errands that are due.
    ///
    /// - Parameter isStart: Whether the process has just begun: what was wrong with a connection may
    ///   have been mended in the meantime, so that probes are due at once.
    /// - Throws: ``StoreError`` when nothing could be recorded.
    package func runErrands(isStart: Bool = false) throws(StoreError) {
        for errand in try store.errands() where !isStopped() {
            guard errand.dueAt <= clock.now() || (isStart && errand.kind.isProbe) else { continue }
            guard try store.take(errand, nextAt: clock.now() + pause(after: errand.kind)) else {
                continue
            }
            switch errand.kind {
            case .probe(let connection): try probe(connection)
            case .housekeeping: try keepHouse()
            case .muster(let fleet): try muster(fleet)
            case .clear(let fleet): try clear(fleet)
            }
        }
    }

    private func keepHouse() throws(StoreError) {
        let now = clock.now()
        try store.prune(before: now - Limits.journalLife, history: now - Limits.historyLife)
    }

    /// When somebody else may do it, should this process not come to its end.
    private func pause(after kind: Errand.Kind) -> Duration {
        switch kind {
        case .probe: limits.probeCap
        case .housekeeping: .days(1)
        case .muster: limits.backoff * 10
        case .clear: limits.backoff
        }
    }
}

extension Errand.Kind {
    fileprivate var isProbe: Bool {
        if case .probe = self { true } else { false }
    }
}
